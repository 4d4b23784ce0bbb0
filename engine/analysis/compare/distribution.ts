import { quantityOf } from '../../base/filter/quantity.ts';
import { quantile } from './number-change.ts';
import { numbersOf, type Sample } from './sample.ts';

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** How the values of both windows are spread, drawn side by side. */
export type Distribution =
  | {
      readonly kind: 'numbers';
      /** `ns` (duration), `B` (size) or empty: what the numbers are in. */
      readonly unit: 'ns' | 'B' | '';
      readonly a: Quantiles;
      readonly b: Quantiles;
      /** Shares of the records by bar; bar i of n covers [from * (until/from)^(i/n), …) on a log axis, else equal parts. */
      readonly from: number;
      readonly until: number;
      readonly isLog: boolean;
      readonly sharesA: number[];
      readonly sharesB: number[];
    }
  | { readonly kind: 'texts'; readonly values: { readonly value: string; readonly a: number; readonly b: number }[] };

const BARS = 40;
const TOP = 8;
/** Numbers that reach over more than this factor are drawn on a log axis. */
const LOG_FROM = 20;
/** Numbers with as few values are drawn as values. */
const FEW_VALUES = 12;

export function distributionOf(a: Sample, b: Sample): Distribution {
  const numbers = new Set([...a.values, ...b.values]).size > FEW_VALUES ? numbersOf([a, b]) : undefined;
  if (numbers === undefined) return { kind: 'texts', values: topValues(a, b) };
  const sorted = [a, b].map((sample, side) => Float64Array.from(sample.value, (index) => numbers[side][index]).sort());
  const [from, until] = [Math.min(sorted[0][0], sorted[1][0]), Math.max(sorted[0].at(-1) ?? 0, sorted[1].at(-1) ?? 0)];
  const isLog = from > 0 && until / from > LOG_FROM;
  const at = (number: number): number => (isLog ? Math.log(number / from) / Math.log(until / from) : (number - from) / (until - from || 1));
  const shares = sorted.map((own) => {
    const bars = new Array<number>(BARS).fill(0);
    for (const number of own) bars[Math.min(BARS - 1, Math.floor(at(number) * BARS))] += 1 / own.length;
    return bars;
  });
  const dimension = quantityOf(a.values[0])?.dimension;
  return {
    kind: 'numbers',
    unit: dimension === 'duration' ? 'ns' : dimension === 'size' ? 'B' : '',
    a: quantilesOf(sorted[0]),
    b: quantilesOf(sorted[1]),
    from,
    until,
    isLog,
    sharesA: shares[0],
    sharesB: shares[1],
  };
}

function quantilesOf(sorted: Float64Array): Quantiles {
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) };
}

/** The values whose shares differ most. */
function topValues(a: Sample, b: Sample): { value: string; a: number; b: number }[] {
  const shares = new Map<string, { value: string; a: number; b: number }>();
  for (const [side, sample] of [
    ['a', a],
    ['b', b],
  ] as const) {
    for (let index = 0; index < sample.value.length; index++) {
      const value = sample.values[sample.value[index]];
      const known = shares.get(value) ?? { value, a: 0, b: 0 };
      known[side] += 1 / sample.value.length;
      shares.set(value, known);
    }
  }
  return [...shares.values()].sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a)).slice(0, TOP);
}
