import { type Level, levelAt } from '../base/level.ts';
import { NO_TIME, type TimeRange } from '../base/time.ts';
import type { TemplatePart } from '../mine/template.ts';
import type { PatternShare, PatternShares } from './ops/patterns.ts';
import type { Buckets } from './spread.ts';
import { sparkOf, TREND_KINDS, type Trend, type TrendKind, trendOf } from './trend.ts';

/** A pattern of the answer (contract: Pattern). */
export interface PatternRow {
  readonly id: string;
  readonly parts: TemplatePart[];
  readonly template: string;
  readonly level: Level;
  readonly levels: Partial<Record<Level, number>>;
  readonly services: string[];
  readonly variables: number;
  readonly count: number;
  readonly bytes: number;
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  readonly trend: Trend;
  readonly spark: number[];
}

export interface PatternRows {
  /** Most records first. */
  readonly rows: PatternRow[];
  readonly totalUnfiltered: number;
  readonly records: number;
  readonly bytes: number;
  readonly trends: Record<TrendKind, number>;
}

/** Sums of all shards; the buckets are summed last, one pattern at a time. */
interface MergedPattern extends PatternShare {
  readonly shares: PatternShare[];
}

export function mergePatterns(shares: readonly PatternShares[], buckets: Buckets, range: TimeRange, sparkBars: number): PatternRows {
  const merged = new Map<string, MergedPattern>();
  const known = new Set<string>();
  for (const share of shares) {
    for (const fingerprint of share.known) known.add(fingerprint);
    for (const pattern of share.patterns) {
      const into = merged.get(pattern.fingerprint);
      if (into === undefined) merged.set(pattern.fingerprint, { ...pattern, shares: [pattern] });
      else addTo(into, pattern);
    }
  }
  const counts = new Float64Array(buckets.count);
  const rows = [...merged.values()]
    .map((share) => rowOf(share, buckets, range, sparkBars, counts))
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const trends: Record<TrendKind, number> = { new: 0, rising: 0, gone: 0, falling: 0, rare: 0, steady: 0 };
  for (const kind of TREND_KINDS) trends[kind] = rows.filter((row) => row.trend.kind === kind).length;
  return {
    rows,
    totalUnfiltered: known.size,
    trends,
    records: rows.reduce((sum, row) => sum + row.count, 0),
    bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
  };
}

function addTo(into: MergedPattern, other: PatternShare): void {
  into.shares.push(other);
  into.count += other.count;
  into.bytes += other.bytes;
  if (other.firstUs !== NO_TIME) {
    into.firstUs = into.firstUs === NO_TIME ? other.firstUs : Math.min(into.firstUs, other.firstUs);
    into.lastUs = into.lastUs === NO_TIME ? other.lastUs : Math.max(into.lastUs, other.lastUs);
  }
  for (let level = 0; level < into.levels.length; level++) into.levels[level] += other.levels[level];
  for (const [service, count] of other.services) into.services.set(service, (into.services.get(service) ?? 0) + count);
}

/** @param counts memory for the buckets of one pattern, used again for the next. */
function rowOf(share: MergedPattern, buckets: Buckets, range: TimeRange, sparkBars: number, counts: Float64Array): PatternRow {
  counts.fill(0);
  for (const each of share.shares) {
    const { at, counts: own } = each.buckets;
    for (let index = 0; index < own.length; index++) counts[at === undefined ? index : at[index]] += own[index];
  }
  const levels: Partial<Record<Level, number>> = {};
  let most = 0;
  share.levels.forEach((count, level) => {
    if (count === 0) return;
    levels[levelAt(level)] = count;
    // Among equals the more serious one.
    if (count >= share.levels[most] || share.levels[most] === 0) most = level;
  });
  return {
    id: share.fingerprint,
    parts: [...share.parts],
    template: share.text,
    level: levelAt(most),
    levels,
    services: [...share.services].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([service]) => service),
    variables: share.parts.filter((part) => 'slot' in part).length,
    count: share.count,
    bytes: share.bytes,
    firstUs: share.firstUs === NO_TIME ? undefined : share.firstUs,
    lastUs: share.lastUs === NO_TIME ? undefined : share.lastUs,
    trend: trendOf(share.count, share.firstUs, share.lastUs, counts, buckets, range),
    spark: sparkOf(counts, sparkBars),
  };
}
