import { type Level, levelAt } from '../base/level.ts';
import { NO_TIME, type TimeRange } from '../base/time.ts';
import type { TemplatePart } from '../mine/template.ts';
import type { PatternShares } from './ops/patterns.ts';
import type { PatternTable } from './pattern-sums.ts';
import type { Buckets } from './spread.ts';
import { sparkOf, type Trend, type TrendKind, trendOf } from './trend.ts';

const LEVELS = 7;

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

/** A row whose text is still to be asked for, of a shard that has it. */
export type BareRow = Omit<PatternRow, 'parts' | 'template' | 'variables'> & { readonly shard: number };

export interface MergedPatterns {
  /** Most records first; as many as were wanted. */
  readonly rows: BareRow[];
  /** All there are in the filter, and without it. */
  readonly total: number;
  readonly totalUnfiltered: number;
  readonly records: number;
  readonly bytes: number;
  readonly trends: Record<TrendKind, number>;
}

/** Where a pattern stands in the tables of the shards. */
interface MergedPattern {
  readonly id: string;
  count: number;
  bytes: number;
  firstUs: number;
  lastUs: number;
  readonly at: { readonly shard: number; readonly entry: number }[];
}

export interface WantedPatterns {
  /** Rows at most. */
  readonly limit: number;
  /** Which, where there are more: those with most records, or first those that are new, rising, gone, falling or rare. */
  readonly keep: 'most' | 'changed';
}

/** Only the rows that are wanted are worked out in full. */
export function mergePatterns(
  shares: readonly PatternShares[],
  buckets: Buckets,
  range: TimeRange,
  sparkBars: number,
  wanted: WantedPatterns,
): MergedPatterns {
  const merged = joined(shares.map(({ table }) => table)).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const services = shares.map(servicesByEntry);
  const trends: Record<TrendKind, number> = { new: 0, rising: 0, gone: 0, falling: 0, rare: 0, steady: 0 };
  const counts = new Float64Array(buckets.count);
  const trendOfEach = merged.map((pattern) => {
    sumBuckets(pattern, shares, counts);
    const trend = trendOf(pattern.count, pattern.firstUs, pattern.lastUs, counts, buckets, range);
    trends[trend.kind]++;
    return trend;
  });
  const rows = kept(trendOfEach, wanted).map((index, row): BareRow => {
    const pattern = merged[index];
    const { id, count, bytes, firstUs, lastUs, at } = pattern;
    sumBuckets(pattern, shares, counts);
    return {
      id,
      // Of several shards that have the text each gives some.
      shard: at[row % at.length].shard,
      ...levelsOf(pattern, shares),
      services: servicesOf(pattern, services),
      count,
      bytes,
      firstUs: firstUs === NO_TIME ? undefined : firstUs,
      lastUs: lastUs === NO_TIME ? undefined : lastUs,
      trend: trendOfEach[index],
      spark: sparkOf(counts, sparkBars),
    };
  });
  return {
    rows,
    total: merged.length,
    totalUnfiltered: new Set(shares.flatMap(({ known }) => known)).size,
    records: merged.reduce((sum, { count }) => sum + count, 0),
    bytes: merged.reduce((sum, { bytes }) => sum + bytes, 0),
    trends,
  };
}

/** Ascending places of the patterns to answer with. @param trends by place, most records first */
function kept(trends: readonly Trend[], { limit, keep }: WantedPatterns): number[] {
  const places = [...trends.keys()];
  if (places.length <= limit) return places;
  const isSteady = (place: number): boolean => keep === 'changed' && trends[place].kind === 'steady';
  const [changed, steady] = [places.filter((place) => !isSteady(place)), places.filter(isSteady)];
  return [...changed, ...steady].slice(0, limit).sort((a, b) => a - b);
}

function joined(tables: readonly PatternTable[]): MergedPattern[] {
  const merged = new Map<string, MergedPattern>();
  tables.forEach(({ fingerprints, counts, bytes, firstUs, lastUs }, shard) => {
    fingerprints.forEach((id, entry) => {
      const into = merged.get(id);
      const place = { shard, entry };
      if (into === undefined) {
        merged.set(id, {
          id,
          count: counts[entry],
          bytes: bytes[entry],
          firstUs: firstUs[entry],
          lastUs: lastUs[entry],
          at: [place],
        });
        return;
      }
      into.at.push(place);
      into.count += counts[entry];
      into.bytes += bytes[entry];
      if (firstUs[entry] === NO_TIME) return;
      into.firstUs = into.firstUs === NO_TIME ? firstUs[entry] : Math.min(into.firstUs, firstUs[entry]);
      into.lastUs = into.lastUs === NO_TIME ? lastUs[entry] : Math.max(into.lastUs, lastUs[entry]);
    });
  });
  return [...merged.values()];
}

/** @param counts memory for the buckets of one pattern, used again for the next. */
function sumBuckets({ at: places }: MergedPattern, shares: readonly PatternShares[], counts: Float64Array): void {
  counts.fill(0);
  for (const { shard, entry } of places) {
    const { starts, at, counts: own } = shares[shard].table.buckets;
    for (let index = starts[entry]; index < starts[entry + 1]; index++) counts[at[index]] += own[index];
  }
}

function levelsOf({ at }: MergedPattern, shares: readonly PatternShares[]): Pick<PatternRow, 'level' | 'levels'> {
  const levels: Partial<Record<Level, number>> = {};
  let [most, mostCount] = [0, 0];
  for (let level = 0; level < LEVELS; level++) {
    const count = at.reduce((sum, { shard, entry }) => sum + shares[shard].table.levels[entry * LEVELS + level], 0);
    if (count === 0) continue;
    levels[levelAt(level)] = count;
    // Among equals the more serious one.
    if (count >= mostCount) [most, mostCount] = [level, count];
  }
  return { level: levelAt(most), levels };
}

/** Records by service, for each pattern of a share that has any. */
function servicesByEntry({ table, services: names }: PatternShares): Map<number, Map<string, number>> {
  const { pattern, service, count } = table.services;
  const byEntry = new Map<number, Map<string, number>>();
  for (let index = 0; index < count.length; index++) {
    const known = byEntry.get(pattern[index]);
    if (known === undefined) byEntry.set(pattern[index], new Map([[names[service[index]], count[index]]]));
    else known.set(names[service[index]], count[index]);
  }
  return byEntry;
}

/** Most records first. */
function servicesOf({ at }: MergedPattern, services: readonly Map<number, Map<string, number>>[]): string[] {
  const sums = new Map<string, number>();
  for (const { shard, entry } of at)
    for (const [name, count] of services[shard].get(entry) ?? []) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}
