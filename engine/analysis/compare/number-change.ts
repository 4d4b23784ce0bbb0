import { fTail } from '../statistics/distributions.ts';
import { type Cells, scalesOf, sumOf } from './cells.ts';
import { countChange } from './count-change.ts';
import { cellsOf, type Sample } from './sample.ts';
import type { ValueChange } from './value-change.ts';

/** How often a number of B must be the larger one of two, away from one half, to be worth a word. */
const MIN_PREFERENCE = 0.08;
const TAIL = 0.95;
const HEAVIER = Object.freeze({ least: 1 / 1.5, most: 1.5 });
const MIN_FREEDOM = 14;
/** Numbers that follow the time this closely in both windows count something up: they differ in any two windows. */
const COUNTS_UP = 0.8;

/**
 * The median shifted (ranks, as Mann and Whitney do, with whole cells as what is drawn: the records of a burst are alike), or the tail
 * became heavier (share above the 95th percentile of A).
 * @param numbersA, numbersB what the values of the samples stand for
 * @returns undefined for numbers that count up
 */
export function numberChange(a: Sample, b: Sample, numbersA: Float64Array, numbersB: Float64Array, ratio: number): ValueChange | undefined {
  const [own, other] = [takenOf(a, numbersA), takenOf(b, numbersB)];
  const ranks = ranksOf(own, other);
  const [rankedA, rankedB] = [rankCells(a, ranks.subarray(0, own.length)), rankCells(b, ranks.subarray(own.length))];
  const [timeA, timeB] = [followsTime(rankedA), followsTime(rankedB)];
  if (Math.min(Math.abs(timeA), Math.abs(timeB)) > COUNTS_UP && timeA * timeB > 0) return undefined;
  const sortedA = own.slice().sort();
  const sortedB = other.slice().sort();
  const shift = shiftOf(rankedA, rankedB, ratio);
  const limit = quantile(sortedA, TAIL);
  const above = (sample: Sample, numbers: Float64Array): Cells => cellsOf(sample, (index) => numbers[index] > limit);
  const tail = countChange(above(a, numbersA), above(b, numbersB), ratio, HEAVIER);
  const isShift = shift.p <= tail.p;
  const part = isShift ? 0.5 : TAIL;
  return {
    what: isShift ? 'median' : 'tail',
    // Two questions were asked.
    p: Math.min(1, 2 * Math.min(shift.p, tail.p)),
    strength: isShift ? shift.strength : tail.strength,
    before: quantile(sortedA, part),
    after: quantile(sortedB, part),
  };
}

/** @param sorted ascending, not empty */
export function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

function takenOf({ value }: Sample, numbers: Float64Array): Float64Array {
  return Float64Array.from(value, (index) => numbers[index]);
}

/** Rank of each number among those of both windows, in (0, 1); equal numbers share theirs. A's first, then B's. */
function ranksOf(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  const order = Uint32Array.from(all, (_, index) => index).sort((x, y) => all[x] - all[y]);
  const ranks = new Float64Array(all.length);
  for (let from = 0; from < order.length; ) {
    let until = from + 1;
    while (until < order.length && all[order[until]] === all[order[from]]) until++;
    for (let index = from; index < until; index++) ranks[order[index]] = (from + until) / 2 / all.length;
    from = until;
  }
  return ranks;
}

/** Sums of ranks by cell; the exposure of a cell is the numbers in it. */
function rankCells({ cell, cells }: Sample, ranks: Float64Array): Cells {
  const counts = new Float64Array(cells);
  const exposures = new Float64Array(cells);
  for (let index = 0; index < ranks.length; index++) {
    counts[cell[index]] += ranks[index];
    exposures[cell[index]]++;
  }
  return { counts, exposures };
}

/** F-test of the mean ranks of cells, weighted by their numbers; of all scales the most doubtful. */
function shiftOf(a: Cells, b: Cells, ratio: number): { readonly p: number; readonly strength: number } {
  const [nA, nB] = [sumOf(a.exposures), sumOf(b.exposures)];
  const difference = sumOf(b.counts) / nB - sumOf(a.counts) / nA;
  // The difference of mean ranks is by how much the preference is away from one half.
  if (Math.abs(difference) < MIN_PREFERENCE) return { p: 1, strength: 0 };
  const between = difference ** 2 / (1 / nA + 1 / nB);
  let [p, strength] = [0, between * 12];
  let isKnown = false;
  for (const scale of scalesOf(a, b, ratio)) {
    const [own, other] = [within(scale.a), within(scale.b)];
    const freedom = own.freedom + other.freedom;
    if (freedom < MIN_FREEDOM) continue;
    isKnown = true;
    // A rank alone varies by a twelfth; the mean of a cell cannot vary less than if its numbers were independent.
    const variance = Math.max(1 / 12, (own.sum + other.sum) / freedom);
    p = Math.max(p, fTail(between / variance, freedom));
    strength = Math.min(strength, between / variance);
  }
  // Numbers of a few cells alone are too few to be sure how much cells differ.
  return isKnown ? { p, strength } : { p: 1, strength: 0 };
}

function within({ counts, exposures }: Cells): { readonly sum: number; readonly freedom: number } {
  const mean = sumOf(counts) / sumOf(exposures);
  let [sum, cells] = [0, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    if (exposures[cell] === 0) continue;
    cells++;
    sum += exposures[cell] * (counts[cell] / exposures[cell] - mean) ** 2;
  }
  return { sum, freedom: Math.max(0, cells - 1) };
}

/** Correlation of the mean rank of a cell with its place in time. */
function followsTime({ counts, exposures }: Cells): number {
  const means: { at: number; rank: number }[] = [];
  for (let cell = 0; cell < counts.length; cell++) if (exposures[cell] > 0) means.push({ at: cell, rank: counts[cell] / exposures[cell] });
  const at = means.reduce((sum, mean) => sum + mean.at, 0) / means.length;
  const rank = means.reduce((sum, mean) => sum + mean.rank, 0) / means.length;
  let [both, times, ranks] = [0, 0, 0];
  for (const mean of means) {
    both += (mean.at - at) * (mean.rank - rank);
    times += (mean.at - at) ** 2;
    ranks += (mean.rank - rank) ** 2;
  }
  return times === 0 || ranks === 0 ? 0 : both / Math.sqrt(times * ranks);
}
