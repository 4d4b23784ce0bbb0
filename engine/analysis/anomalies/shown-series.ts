import type { Buckets } from '../../query/spread.ts';
import type { Deviation } from './deviations.ts';

export interface ShownSeries {
  readonly fromUs: number;
  readonly bucketUs: number;
  readonly counts: number[];
  /** What nine of ten buckets before the deviation had. */
  readonly expected: { readonly low: number; readonly high: number; readonly fromUs: number; readonly untilUs: number } | undefined;
}

const MOST_BARS = 58;
/** A band says something from so many bars on. */
const LEAST_BARS = 4;

/**
 * A series in few bars, with the band of what was usual before a moment. Nothing after that moment takes part in the band.
 * @param counts per bucket
 */
export function shownSeries(counts: readonly number[], { fromUs, widthUs, count }: Buckets, deviatesFromUs: number): ShownSeries {
  const perBar = Math.max(1, Math.ceil(count / MOST_BARS));
  const bars = Array.from({ length: Math.max(1, Math.floor(count / perBar)) }, (_, bar) =>
    counts.slice(bar * perBar, (bar + 1) * perBar).reduce((sum, one) => sum + one, 0),
  );
  const bucketUs = perBar * widthUs;
  const before = bars.slice(0, Math.max(0, Math.floor((deviatesFromUs - fromUs) / bucketUs)));
  const sorted = [...before].sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return {
    fromUs,
    bucketUs,
    counts: bars,
    expected:
      before.length < LEAST_BARS
        ? undefined
        : { low: quantile(0.05), high: quantile(0.95), fromUs, untilUs: fromUs + before.length * bucketUs },
  };
}

export interface ShownMedians {
  readonly values: number[];
  readonly low: number;
  readonly high: number;
}

/** Of a deviation of numbers: their medians over the time, and where nine of ten were before. */
export function shownMedians({ fromUs, watched }: Pick<Deviation, 'fromUs' | 'watched'>, buckets: Buckets): ShownMedians | undefined {
  const medians = watched.variable?.medians;
  if (medians === undefined) return undefined;
  const share = (fromUs - buckets.fromUs) / (buckets.count * buckets.widthUs);
  const before = medians.slice(0, Math.max(1, Math.floor(share * medians.length))).sort((a, b) => a - b);
  const quantile = (part: number): number => before[Math.round(part * (before.length - 1))];
  return { values: [...medians], low: quantile(0.05), high: quantile(0.95) };
}
