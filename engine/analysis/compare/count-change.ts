import { fisherTail, fTail } from '../statistics/distributions.ts';
import { type Cells, type Scale, scalesOf, sumOf } from './cells.ts';

/** Whether something is counted more or less often in B than in A. */
export interface CountChange {
  readonly p: number;
  /** Log-likelihood ratio against the nearest ratio that would not count as a change, divided by the dispersion. */
  readonly strength: number;
  /** Rate of B / rate of A: 0 where B has none, Infinity where A has none. */
  readonly ratio: number;
}

/** Ratios of the rates that are no change worth a word: a comparison asks whether the ratio lies outside. */
export interface Unremarkable {
  readonly least: number;
  readonly most: number;
}

const NO_CHANGE: CountChange = Object.freeze({ p: 1, strength: 0, ratio: 1 });
/** With fewer degrees of freedom a dispersion is a guess. */
const MIN_FREEDOM = 14;
/** Bursts in cells of this many for the shorter window at least are looked at one window at a time. */
const BUSY_CELLS = 16;
/** Above this nothing is reliable whatever else is compared: no need to look closer. */
const HOPELESS = 0.05;
/** Less is above that even where records come one by one as chance has it (chi-squared of one degree of freedom), let alone in bursts. */
const HOPELESS_LIKELIHOOD = 3.84;

/**
 * Logs come in bursts, so neither the records nor their number of times are independent, and a plain log-likelihood ratio finds changes in
 * any two windows. This takes the log-likelihood ratio of the counts over the dispersion of the cells (quasi-Poisson, F-test) at every
 * scale, and beside it a test that knows no distribution (Fisher's, exact, on the cells above a threshold), and believes the most doubtful.
 * @param ratio length of A / length of B
 */
export function countChange(a: Cells, b: Cells, ratio: number, unremarkable: Unremarkable): CountChange {
  const [countA, countB] = [sumOf(a.counts), sumOf(b.counts)];
  const [exposureA, exposureB] = [sumOf(a.exposures), sumOf(b.exposures)];
  if (countA + countB === 0 || exposureA === 0 || exposureB === 0) return NO_CHANGE;
  const observed = countA === 0 ? Number.POSITIVE_INFINITY : countB / exposureB / (countA / exposureA);
  if (observed >= unremarkable.least && observed <= unremarkable.most) return { ...NO_CHANGE, ratio: observed };
  const boundary = observed > unremarkable.most ? unremarkable.most : unremarkable.least;
  const likelihood = likelihoodRatio(countA, countB, exposureA, exposureB * boundary);
  if (likelihood < HOPELESS_LIKELIHOOD) return { ...NO_CHANGE, ratio: observed };
  const scales = scalesOf(a, b, ratio);
  const dispersions = scales.flatMap(dispersionsOf);
  // What lies in a few cells alone tells too little of how it is dispersed.
  if (dispersions.length === 0) return { ...NO_CHANGE, ratio: observed };
  let [p, strength] = [0, likelihood];
  for (const { dispersion, freedom } of dispersions) {
    p = Math.max(p, fTail(likelihood / dispersion, freedom));
    strength = Math.min(strength, likelihood / dispersion);
  }
  if (p > HOPELESS) return { p, strength, ratio: observed };
  for (const scale of scales.slice(0, 2)) p = Math.max(p, cellTest(scale, observed > 1));
  return { p, strength, ratio: observed };
}

/** Twice the log-likelihood ratio (G²) of two Poisson counts against a common rate. */
function likelihoodRatio(countA: number, countB: number, exposureA: number, exposureB: number): number {
  const rate = (countA + countB) / (exposureA + exposureB);
  const term = (count: number, exposure: number): number => (count === 0 ? 0 : count * Math.log(count / (rate * exposure)));
  return Math.max(0, 2 * (term(countA, exposureA) + term(countB, exposureB)));
}

interface Dispersion {
  /** Variance over mean, at least that of a Poisson process. */
  readonly dispersion: number;
  readonly freedom: number;
}

/** Of both windows together, and of the busier one alone: a quiet window would make the other's bursts look regular. */
function dispersionsOf({ a, b }: Scale): Dispersion[] {
  const found: Dispersion[] = [];
  const [own, other] = [pearson(a), pearson(b)];
  const freedom = own.freedom + other.freedom;
  if (freedom >= MIN_FREEDOM) found.push({ dispersion: Math.max(1, (own.sum + other.sum) / freedom), freedom });
  const busier = sumOf(a.counts) / sumOf(a.exposures) > sumOf(b.counts) / sumOf(b.exposures) ? own : other;
  if (busier.freedom >= BUSY_CELLS - 1 && busier.freedom < freedom)
    found.push({ dispersion: Math.max(1, busier.sum / busier.freedom), freedom: busier.freedom });
  return found;
}

function pearson({ counts, exposures }: Cells): { readonly sum: number; readonly freedom: number } {
  const rate = sumOf(counts) / sumOf(exposures);
  if (rate === 0) return { sum: 0, freedom: 0 };
  let [sum, cells] = [0, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    const expected = rate * exposures[cell];
    if (expected === 0) continue;
    cells++;
    sum += (counts[cell] - expected) ** 2 / expected;
  }
  return { sum, freedom: Math.max(0, cells - 1) };
}

/** Quantiles of the cells above which a cell counts as busy. */
const THRESHOLDS = Object.freeze([0, 0.5, 0.75, 0.875]);

/** Are there more busy cells in the window that has more than chance gives? Few bursts, however large, are few busy cells. */
function cellTest({ a, b }: Scale, moreInB: boolean): number {
  const [ratesA, ratesB] = [ratesOf(a), ratesOf(b)];
  const sorted = Float64Array.from([...ratesA, ...ratesB]).sort();
  const thresholds = new Set(THRESHOLDS.map((part) => (part === 0 ? 0 : sorted[Math.floor(part * (sorted.length - 1))])));
  const [more, less] = moreInB ? [ratesB, ratesA] : [ratesA, ratesB];
  let least = 1;
  for (const threshold of thresholds) {
    const above = (rates: readonly number[]): number => rates.reduce((count, rate) => count + (rate > threshold ? 1 : 0), 0);
    const found = above(more);
    least = Math.min(least, fisherTail(found, more.length, found + above(less), sorted.length));
  }
  return Math.min(1, least * 2 * thresholds.size);
}

function ratesOf({ counts, exposures }: Cells): number[] {
  const rates: number[] = [];
  for (let cell = 0; cell < counts.length; cell++) if (exposures[cell] > 0) rates.push(counts[cell] / exposures[cell]);
  return rates;
}
