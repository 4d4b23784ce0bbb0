import { type Level, levelAt } from '../base/level.ts';
import { NO_TIME, type TimeRange } from '../base/time.ts';
import type { TemplatePart } from '../mine/template.ts';
import type { PatternShares } from './ops/patterns.ts';
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

/** The same without a trend. */
export type CountedRow = Omit<BareRow, 'trend'>;

/** The same without what only records or the index of blocks tell. */
export type RateRow = Omit<CountedRow, 'bytes' | 'firstUs' | 'lastUs'>;

export type WithText<Row extends RateRow> = Omit<Row, 'shard'> & Pick<PatternRow, 'parts' | 'template' | 'variables'>;

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
  const merged = mostFirst(shares);
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
    sumBuckets(merged[index], shares, counts);
    return {
      ...rowOf(merged[index], row, shares, services),
      ...sizesOf(merged[index]),
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

/** Patterns of a filter with their records in exactly the buckets of the shares. Rows are put together when they are asked for. */
export class CountedPatterns {
  readonly #shares: readonly PatternShares[];
  readonly #merged: ReadonlyMap<string, MergedPattern>;
  readonly #buckets: number;

  constructor(shares: readonly PatternShares[], { count }: Buckets) {
    this.#shares = shares;
    this.#merged = joined(shares);
    this.#buckets = count;
  }

  get ids(): Iterable<string> {
    return this.#merged.keys();
  }

  /** Records of a pattern. */
  countOf(id: string): number {
    return this.#merged.get(id)?.count ?? 0;
  }

  /** Records of a pattern in each bucket; undefined where it has none at all. */
  countsOf(id: string): Float64Array | undefined {
    const pattern = this.#merged.get(id);
    if (pattern === undefined) return undefined;
    const counts = new Float64Array(this.#buckets);
    addBuckets(pattern, this.#shares, counts);
    return counts;
  }

  rows(wants: (id: string) => boolean): RateRow[] {
    return rowsOf(
      [...this.#merged.values()].filter(({ id }) => wants(id)),
      this.#shares,
      this.#buckets,
    );
  }
}

/** What is asked of counted patterns, wherever the counts come from. */
export type PatternCounts = Pick<CountedPatterns, 'ids' | 'countOf' | 'countsOf' | 'rows'>;

/** Every pattern with its records in exactly the buckets of the shares, those with most first. */
export function mergeCounts(shares: readonly PatternShares[], { count }: Buckets): CountedRow[] {
  const merged = mostFirst(shares);
  return rowsOf(merged, shares, count).map((row, index) => ({ ...row, ...sizesOf(merged[index]) }));
}

function rowsOf(patterns: readonly MergedPattern[], shares: readonly PatternShares[], buckets: number): RateRow[] {
  const services = shares.map(servicesByEntry);
  return patterns.map((pattern, row) => {
    const spark = new Array<number>(buckets).fill(0);
    addBuckets(pattern, shares, spark);
    return { ...rowOf(pattern, row, shares, services), spark };
  });
}

function mostFirst(shares: readonly PatternShares[]): MergedPattern[] {
  return [...joined(shares).values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

/** @param row its place in the answer */
function rowOf(
  pattern: MergedPattern,
  row: number,
  shares: readonly PatternShares[],
  services: readonly ServiceList[],
): Omit<RateRow, 'spark'> {
  const { id, count, at } = pattern;
  return {
    id,
    // Of several shards that have the text each gives some.
    shard: at[row % at.length].shard,
    ...levelsOf(pattern, shares),
    services: servicesOf(pattern, services),
    count,
  };
}

function sizesOf({ bytes, firstUs, lastUs }: MergedPattern): Pick<CountedRow, 'bytes' | 'firstUs' | 'lastUs'> {
  return { bytes, firstUs: firstUs === NO_TIME ? undefined : firstUs, lastUs: lastUs === NO_TIME ? undefined : lastUs };
}

/** Ascending places of the patterns to answer with. @param trends by place, most records first */
function kept(trends: readonly Trend[], { limit, keep }: WantedPatterns): number[] {
  const places = [...trends.keys()];
  if (places.length <= limit) return places;
  const isSteady = (place: number): boolean => keep === 'changed' && trends[place].kind === 'steady';
  const [changed, steady] = [places.filter((place) => !isSteady(place)), places.filter(isSteady)];
  return [...changed, ...steady].slice(0, limit).sort((a, b) => a - b);
}

function joined(shares: readonly PatternShares[]): Map<string, MergedPattern> {
  const merged = new Map<string, MergedPattern>();
  shares.forEach(({ table: { fingerprints, counts, bytes, firstUs, lastUs } }, shard) => {
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
  return merged;
}

/** @param counts memory for the buckets of one pattern, used again for the next. */
function sumBuckets(pattern: MergedPattern, shares: readonly PatternShares[], counts: Float64Array): void {
  counts.fill(0);
  addBuckets(pattern, shares, counts);
}

function addBuckets({ at: places }: MergedPattern, shares: readonly PatternShares[], counts: Float64Array | number[]): void {
  for (const { shard, entry } of places) {
    const { starts, at, counts: own } = shares[shard].table.buckets;
    for (let index = starts[entry]; index < starts[entry + 1]; index++) counts[at[index]] += own[index];
  }
}

function levelsOf({ at }: MergedPattern, shares: readonly PatternShares[]): Pick<PatternRow, 'level' | 'levels'> {
  const levels: Partial<Record<Level, number>> = {};
  let [most, mostCount] = [0, 0];
  for (let level = 0; level < LEVELS; level++) {
    let count = 0;
    for (const { shard, entry } of at) count += shares[shard].table.levels[entry * LEVELS + level];
    if (count === 0) continue;
    levels[levelAt(level)] = count;
    // Among equals the more serious one.
    if (count >= mostCount) [most, mostCount] = [level, count];
  }
  return { level: levelAt(most), levels };
}

/** Where the services of an entry stand in the table of its shard: from `first[entry]` on by `next`, -1 = no more. */
interface ServiceList {
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly share: PatternShares;
}

function servicesByEntry(share: PatternShares): ServiceList {
  const { pattern } = share.table.services;
  const first = new Int32Array(share.table.counts.length).fill(-1);
  const next = new Int32Array(pattern.length);
  for (let index = pattern.length - 1; index >= 0; index--) {
    next[index] = first[pattern[index]];
    first[pattern[index]] = index;
  }
  return { first, next, share };
}

/** Most records first. */
function servicesOf({ at }: MergedPattern, lists: readonly ServiceList[]): string[] {
  const found: { readonly name: string; count: number }[] = [];
  for (const { shard, entry } of at) {
    const { first, next, share } = lists[shard];
    const { service, count } = share.table.services;
    for (let index = first[entry]; index >= 0; index = next[index]) {
      const name = share.services[service[index]];
      const known = found.find((each) => each.name === name);
      if (known === undefined) found.push({ name, count: count[index] });
      else known.count += count[index];
    }
  }
  if (found.length > 1) found.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return found.map(({ name }) => name);
}
