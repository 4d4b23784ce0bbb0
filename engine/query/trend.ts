import { NO_TIME, type TimeRange, US_PER_MINUTE } from '../base/time.ts';
import { equalBuckets } from './nice-buckets.ts';
import type { Buckets } from './spread.ts';

export type TrendKind = 'new' | 'rising' | 'gone' | 'falling' | 'rare' | 'steady';

export interface Trend {
  readonly kind: TrendKind;
  /** Busiest (rising) or quietest (falling) window against the median. */
  readonly factor?: number;
}

const WINDOW_US = 5 * US_PER_MINUTE;
const SHORT_RANGE_US = 20 * WINDOW_US;
const RARE = 5;
const FACTOR = 3;
/** A window with fewer records than this is no evidence: small numbers triple by chance. */
const MIN_EVIDENCE = 10;

/** Bars of a sparkline where none is asked for: then views that show one share the answer with those that do not. */
const BARS = 52;
/** Fewer make trend windows of a twentieth of the range too coarse, more are not worth their memory. */
const LEAST_BUCKETS = 100;
const MOST_BUCKETS = 520;

/**
 * The same number for each bar of a sparkline, and fine enough for trend windows, five minutes or a twentieth of the range to within a sixth; no
 * finer, because a block that lies across the edge of a bucket must be read.
 * @param bars at most 520
 */
export function trendBuckets(range: TimeRange, bars: number): Buckets {
  const shown = bars === 0 ? BARS : bars;
  const perBar = Math.max((range.untilUs - range.fromUs) / (WINDOW_US / 3), LEAST_BUCKETS) / shown;
  return equalBuckets(range, shown * Math.max(1, Math.min(Math.ceil(perBar), Math.floor(MOST_BUCKETS / shown))));
}

/**
 * The label of a pattern by the rule of the interface: rare up to 5 records; new = none in the first quarter of the range;
 * gone = none in the last; rising and falling = busiest, quietest five minutes (a twentieth of a range below 100 minutes)
 * at least 3 times, at most a third of the median.
 */
export function trendOf(
  count: number,
  firstUs: number,
  lastUs: number,
  counts: ArrayLike<number>,
  buckets: Buckets,
  range: TimeRange,
): Trend {
  if (count <= RARE || firstUs === NO_TIME) return { kind: count <= RARE ? 'rare' : 'steady' };
  const quarterUs = (range.untilUs - range.fromUs) / 4;
  if (firstUs >= range.fromUs + quarterUs) return { kind: 'new' };
  const windows = windowsOf(counts, buckets, range);
  const sorted = [...windows].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const busiest = sorted.at(-1) ?? 0;
  if (busiest >= MIN_EVIDENCE && busiest >= FACTOR * Math.max(1, median)) return { kind: 'rising', factor: busiest / Math.max(1, median) };
  if (lastUs < range.untilUs - quarterUs) return { kind: 'gone' };
  const quietest = sorted[0] ?? 0;
  if (median >= MIN_EVIDENCE && quietest * FACTOR <= median) return { kind: 'falling', factor: quietest / median };
  return { kind: 'steady' };
}

function windowsOf(counts: ArrayLike<number>, buckets: Buckets, range: TimeRange): number[] {
  const spanUs = range.untilUs - range.fromUs;
  const perWindow = Math.max(1, spanUs > SHORT_RANGE_US ? Math.round(WINDOW_US / buckets.widthUs) : Math.round(buckets.count / 20));
  // Only whole windows: the rest of the range would look quiet.
  const covered = Math.min(buckets.count, Math.floor(spanUs / buckets.widthUs));
  const windows: number[] = [];
  for (let from = 0; from + perWindow <= covered; from += perWindow) {
    let sum = 0;
    for (let bucket = from; bucket < from + perWindow; bucket++) sum += counts[bucket];
    windows.push(sum);
  }
  return windows;
}

/** Joins fine buckets to `bars` bars. */
export function sparkOf(counts: ArrayLike<number>, bars: number): number[] {
  const spark = new Array<number>(bars).fill(0);
  for (let bucket = 0; bucket < counts.length && bars > 0; bucket++) spark[Math.floor((bucket * bars) / counts.length)] += counts[bucket];
  return spark;
}
