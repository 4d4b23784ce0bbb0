import { DistinctSketch, sketchOf } from './distinct-sketch.ts';
import type { VariableShare } from './ops/values.ts';
import type { TallyShare } from './tally.ts';

export interface NumericSummary {
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly unit: string;
  readonly whole: boolean;
  readonly histogram: number[];
  readonly histogramFrom: number;
  readonly histogramUntil: number;
}

export interface ValueSummary {
  readonly count: number;
  readonly distinct: number;
  /** False: `distinct` is an estimate, off by two percent at most with few exceptions. */
  readonly distinctExact: boolean;
  readonly top: { readonly value: string; readonly count: number }[];
  /** Where every value is a number of one dimension. */
  readonly numeric: NumericSummary | undefined;
}

const HISTOGRAM_BARS = 24;

/** Factors from nanoseconds and bytes, by the unit as the interface names it. */
const FACTORS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  h: 3600e9,
  d: 86_400e9,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
  TiB: 1_099_511_627_776,
};

export function mergeTallies(shares: readonly TallyShare[], limit: number): ValueSummary {
  const values = new Map<string, number>();
  for (const share of shares) for (const [value, count] of share.values) values.set(value, (values.get(value) ?? 0) + count);
  const top = [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return {
    count: shares.reduce((sum, share) => sum + share.count, 0),
    ...distinctOf(shares, values.size),
    top: top.slice(0, limit),
    numeric: numericOf(shares),
  };
}

/** One variable of a pattern. */
export interface VariableSummary {
  readonly summary: ValueSummary;
  /** The record with the largest number, where there is one. */
  readonly largest: VariableShare['largest'];
}

const TOP_VALUES = 20;

/** @returns by slot */
export function mergeVariables(shares: readonly (readonly VariableShare[])[]): VariableSummary[] {
  const slots = Math.max(0, ...shares.map((share) => share.length));
  return Array.from({ length: slots }, (_, slot) => ({
    summary: mergeTallies(
      shares.map((share) => share[slot].tally),
      TOP_VALUES,
    ),
    largest: shares
      .map((share) => share[slot].largest)
      .reduce((a, b) => (b !== undefined && (a === undefined || b.value > a.value) ? b : a), undefined),
  }));
}

/** @param kept different values that were counted one by one */
function distinctOf(shares: readonly TallyShare[], kept: number): { readonly distinct: number; readonly distinctExact: boolean } {
  if (shares.every((share) => share.sketch === undefined)) return { distinct: kept, distinctExact: true };
  const all = new DistinctSketch();
  for (const { sketch, values } of shares) all.join(sketch === undefined ? sketchOf(values.keys()) : new DistinctSketch(sketch));
  return { distinct: Math.max(kept, all.estimate()), distinctExact: false };
}

function numericOf(all: readonly TallyShare[]): NumericSummary | undefined {
  const shares = all.filter((share) => share.count > 0);
  const dimension = shares[0]?.dimension;
  if (dimension === undefined || dimension === 'mixed') return undefined;
  if (shares.some((share) => share.dimension !== dimension || share.numbers < share.count)) return undefined;
  const unit = dimension === 'number' ? '' : commonUnit(shares);
  const factor = FACTORS[unit] ?? 1;
  const sample = weighted(shares)
    .map((value) => value / factor)
    .sort((a, b) => a - b);
  const min = Math.min(...shares.map((share) => share.min)) / factor;
  const max = Math.max(...shares.map((share) => share.max)) / factor;
  const at = (part: number): number => sample[Math.min(sample.length - 1, Math.floor(part * sample.length))] ?? min;
  return {
    min,
    p50: at(0.5),
    p95: at(0.95),
    max,
    unit,
    whole: shares.every((share) => share.whole),
    histogram: histogramOf(sample, min, max),
    histogramFrom: min,
    histogramUntil: max,
  };
}

/** Samples of shards with more values count for more: the smaller ones are thinned to the same rate. */
function weighted(shares: readonly TallyShare[]): Float64Array {
  const rate = Math.min(...shares.map((share) => share.sample.length / share.numbers));
  const parts = shares.map((share) => share.sample.subarray(0, Math.max(1, Math.round(rate * share.numbers))));
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The unit most values have, in the spelling of the interface. */
function commonUnit(shares: readonly TallyShare[]): string {
  const counts = new Map<string, number>();
  for (const share of shares)
    for (const [unit, count] of share.units) counts.set(spelling(unit), (counts.get(spelling(unit)) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

const SPELLINGS: Readonly<Record<string, string>> = {
  µs: 'us',
  μs: 'us',
  msec: 'ms',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  m: 'min',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  b: 'B',
  byte: 'B',
  bytes: 'B',
  kb: 'kB',
  k: 'kB',
  mb: 'MB',
  gb: 'GB',
  tb: 'TB',
  kib: 'KiB',
  mib: 'MiB',
  gib: 'GiB',
  tib: 'TiB',
};

function spelling(unit: string): string {
  const lower = unit.toLowerCase();
  return SPELLINGS[lower] ?? lower;
}

function histogramOf(sample: Float64Array, min: number, max: number): number[] {
  const bars = new Array<number>(max > min ? HISTOGRAM_BARS : 1).fill(0);
  for (const value of sample) bars[max > min ? Math.min(bars.length - 1, Math.floor(((value - min) / (max - min)) * bars.length)) : 0]++;
  return bars;
}
