import { qValues } from '../statistics/false-discovery.ts';
import { type Cells, sumOf } from './cells.ts';
import { countChange, type Unremarkable } from './count-change.ts';
import type { Sample } from './sample.ts';
import { type ValueChange, valueChange } from './value-change.ts';

/** One pattern in both windows. */
export interface Counted {
  readonly id: string;
  readonly a: Cells;
  readonly b: Cells;
}

export interface Compared extends Counted {
  /** Per variable of the pattern: what it holds in both windows. */
  readonly variables: readonly { readonly slot: number; readonly a: Sample; readonly b: Sample }[];
}

export type ChangeKind = 'appeared' | 'vanished' | 'rate' | 'values';

export interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly qValue: number;
  /** Log-likelihood ratio over dispersion; the larger, the surer. */
  readonly strength: number;
  /** B / A: of the rates, or of what the values are compared by. Infinity where A has nothing. */
  readonly factor: number;
  /** Of kind `values`. */
  readonly variable?: { readonly slot: number; readonly change: ValueChange };
}

export interface Comparison {
  /** Strongest first. */
  readonly changes: Change[];
  /** Questions asked: what the false discovery rate was corrected for. */
  readonly comparisons: number;
}

/** Of the changes reported, so many may be chance. */
export const MAX_FALSE_DISCOVERY = 0.01;
/** A pattern alone is not said to have changed within this factor of what everything did. */
const FACTOR = 1.3;
/** How far everything together may move, a quiet hour to a busy one, before that itself is the change. */
const MAX_DRIFT = 1.5;
/** Records a pattern needs in both windows to say how everything moved. */
const MIN_DRIFT_RECORDS = 20;

export interface Found extends Omit<Change, 'qValue'> {
  readonly p: number;
}

/**
 * What changed from A to B.
 * @param ratio length of A / length of B
 */
export function compare(patterns: readonly Compared[], ratio: number): Comparison {
  return reliable([...compareRates(patterns, ratio), ...compareValues(patterns, ratio)]);
}

/** How often every pattern occurs in both windows: what `reliable` wants of it. */
export function compareRates(patterns: readonly Counted[], ratio: number): Found[] {
  const unremarkable = unremarkableOf(patterns);
  return patterns.map((pattern) => rateOf(pattern, ratio, unremarkable));
}

/** What the variables of every pattern hold in both windows: what `reliable` wants of it. */
export function compareValues(patterns: readonly Compared[], ratio: number): Found[] {
  return patterns.flatMap((pattern) => valuesOf(pattern, ratio));
}

/** Of all that was asked of two windows, what is hardly chance. */
export function reliable(found: readonly Found[]): Comparison {
  const q = qValues(found.map(({ p }) => p));
  const changes = found
    .map(({ p: _, ...change }, index): Change => ({ ...change, qValue: q[index] }))
    .filter(({ qValue }) => qValue <= MAX_FALSE_DISCOVERY)
    .sort((x, y) => y.strength - x.strength || (x.id < y.id ? -1 : 1));
  return { changes, comparisons: found.length };
}

/** The ratio that most patterns moved by, and no movement at all, are both no news about one of them. */
function unremarkableOf(patterns: readonly Counted[]): Unremarkable {
  const moves: number[] = [];
  for (const { a, b } of patterns) {
    const [countA, countB] = [sumOf(a.counts), sumOf(b.counts)];
    if (Math.min(countA, countB) >= MIN_DRIFT_RECORDS) moves.push(countB / sumOf(b.exposures) / (countA / sumOf(a.exposures)));
  }
  moves.sort((x, y) => x - y);
  const median = moves[moves.length >> 1] ?? 1;
  const drift = Math.min(MAX_DRIFT, Math.max(1 / MAX_DRIFT, median));
  return { least: Math.min(1, drift) / FACTOR, most: Math.max(1, drift) * FACTOR };
}

function rateOf({ id, a, b }: Counted, ratio: number, unremarkable: Unremarkable): Found {
  const { p, strength, ratio: factor } = countChange(a, b, ratio, unremarkable);
  return { id, kind: factor === 0 ? 'vanished' : factor === Number.POSITIVE_INFINITY ? 'appeared' : 'rate', p, strength, factor };
}

function valuesOf({ id, a, b, variables }: Compared, ratio: number): Found[] {
  const found: Found[] = [];
  for (const variable of variables) {
    const change = valueChange(variable.a, variable.b, ratio);
    if (change === undefined) continue;
    // What was looked at speaks for all records, by which the other kinds are ranked.
    const records = Math.min(sumOf(a.counts), sumOf(b.counts));
    const looked = Math.min(variable.a.value.length, variable.b.value.length);
    found.push({
      id,
      kind: 'values',
      p: change.p,
      strength: change.strength * Math.max(1, records / looked),
      factor: change.before === 0 ? Number.POSITIVE_INFINITY : change.after / change.before,
      variable: { slot: variable.slot, change },
    });
  }
  return found;
}
