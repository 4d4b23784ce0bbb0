import type { TimeRange } from '../../base/time.ts';
import { US_PER_MINUTE } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { CountedRow, PatternRow } from '../../query/merge-patterns.ts';
import { equalBuckets } from '../../query/nice-buckets.ts';
import type { SampledColumn } from '../../query/ops/samples.ts';
import type { Buckets } from '../../query/spread.ts';
import { type Cells, FINEST } from './cells.ts';
import { type Change, compareRates, compareValues, reliable } from './compare.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { type Held, overrepresented, type PairGroup } from './overrepresented.ts';
import type { Sample } from './sample.ts';
import { cellsOfWindows, type Windows } from './windows.ts';

/** Records of a pattern whose values are looked at, in each of the 32 cells of a window. */
const LOOKED_AT = 6;
/** The values of so many patterns are compared: of those with the most records in both windows. */
const MAX_SAMPLED = 200;
const SPARK_BARS = 52;

export interface WindowCount {
  readonly count: number;
  readonly perMinute: number;
}

export interface PatternInWindows {
  readonly pattern: Pick<PatternRow, 'id' | 'parts' | 'template' | 'level' | 'services'>;
  readonly a: WindowCount;
  readonly b: WindowCount;
  /** Records over the time from the beginning of the earlier window to the end of the later one. */
  readonly spark: number[];
}

export interface ChangedPattern extends PatternInWindows {
  readonly change: Change;
  /** Of kind `values`. */
  readonly variable: ChangedVariable | undefined;
}

export interface ChangedVariable {
  /** Number of the variable in its pattern; absent for a field beside the message. */
  readonly slot: number | undefined;
  readonly name: string | undefined;
  readonly distribution: Distribution;
}

export interface WindowComparison {
  /** Strongest first. */
  readonly changes: ChangedPattern[];
  /** Values that are in the records of what appeared or became more in B far more often than in all others of B. */
  readonly pairs: PairGroup[];
  readonly onlyBetween: PatternInWindows[];
  /** Patterns with records in A or B, and those of them without a reliable change. */
  readonly patterns: number;
  readonly unchanged: number;
  readonly comparisons: number;
  readonly recordsA: number;
  readonly recordsB: number;
}

export type WindowSource = Pick<Explorer, 'patternsByBucket' | 'samples' | 'withTexts'>;

/**
 * What changed from A to B under a filter. Counts are of all records; values are compared for the 200 most frequent
 * patterns, by up to 192 records of each and window, evenly over its time.
 * @param queries what is asked in each window: the same, or two that no record fits both of
 * @throws AppError BAD_REQUEST for windows that overlap or have no length, BAD_QUERY, CANCELLED
 */
export async function compareWindows(
  source: WindowSource,
  queries: { readonly a: string; readonly b: string },
  windows: Windows,
  signal?: AbortSignal,
): Promise<WindowComparison> {
  const cells = cellsOfWindows(windows, queries.a !== queries.b);
  const { a, b } = windows;
  const gap = cells.between === undefined ? undefined : equalBuckets(cells.between, SPARK_BARS);
  const [rowsA, rowsB, rowsGap] = await Promise.all([
    source.patternsByBucket({ query: queries.a, range: a }, cells.a, signal),
    source.patternsByBucket({ query: queries.b, range: b }, cells.b, signal),
    gap === undefined ? [] : source.patternsByBucket({ query: queries.b, range: cells.between }, gap, signal),
  ]);
  const [byIdA, byIdB, byIdGap] = [byId(rowsA), byId(rowsB), byId(rowsGap)];
  const sampled = mostFrequent(byIdA, byIdB);
  const sampling = Promise.all([
    source.samples({ query: queries.a, range: a }, sampled, equalBuckets(a, FINEST), LOOKED_AT, signal),
    source.samples({ query: queries.b, range: b }, sampled, equalBuckets(b, FINEST), LOOKED_AT, signal),
  ]);
  const ids = [...new Set([...byIdA.keys(), ...byIdB.keys()])];
  const [cellsA, cellsB] = [cellsFor(cells.a), cellsFor(cells.b)];
  const counted = ids.map((id) => ({ id, a: cellsA(byIdA.get(id)), b: cellsB(byIdB.get(id)) }));
  // The threads look for values meanwhile.
  const rates = compareRates(counted, cells.ratio);
  const [samplesA, samplesB] = await sampling;
  const columns = new Map(ids.map((id) => [id, pairsOf(samplesA.get(id), samplesB.get(id))]));
  const values = compareValues(
    counted.map((each) => ({
      ...each,
      variables: (columns.get(each.id) ?? []).map((pair, slot) => ({ slot, a: sampleOf(pair.a), b: sampleOf(pair.b) })),
    })),
    cells.ratio,
  );
  const { changes, comparisons } = reliable([...rates, ...values]);
  const pairs = await pairsIn(changes, { byIdB, samplesB }, (ids) =>
    source.samples({ query: queries.b, range: b }, ids, equalBuckets(b, FINEST), LOOKED_AT, signal),
  );
  const parts = [
    { rows: byIdA, buckets: cells.a },
    { rows: byIdB, buckets: cells.b },
    ...(gap === undefined ? [] : [{ rows: byIdGap, buckets: gap }]),
  ];
  const hull = { fromUs: Math.min(a.fromUs, b.fromUs), untilUs: Math.max(a.untilUs, b.untilUs) };
  const inWindows = (id: string, row: PatternInWindows['pattern']): PatternInWindows => ({
    pattern: row,
    a: countIn(byIdA.get(id), a),
    b: countIn(byIdB.get(id), b),
    spark: sparkOf(
      parts.map(({ rows, buckets }) => ({ counts: rows.get(id)?.spark ?? [], buckets })),
      hull,
    ),
  });
  const strays = rowsGap.filter(({ id }) => !columns.has(id));
  const shown = [...new Set(changes.map(({ id }) => id))].map((id) => byIdB.get(id) ?? byIdA.get(id)).filter((row) => row !== undefined);
  const rows = byId(await source.withTexts([...shown, ...strays], signal));
  const changed = changes.flatMap((change): ChangedPattern[] => {
    const row = rows.get(change.id);
    if (row === undefined) return [];
    const pair = change.variable === undefined ? undefined : columns.get(change.id)?.[change.variable.slot];
    const variable = pair && { slot: pair.a.slot, name: pair.a.name, distribution: distributionOf(sampleOf(pair.a), sampleOf(pair.b)) };
    return [{ ...inWindows(change.id, row), change, variable }];
  });
  return {
    changes: changed,
    pairs,
    onlyBetween: strays.flatMap(({ id }) => rows.get(id) ?? []).map((row) => inWindows(row.id, row)),
    patterns: ids.length,
    unchanged: ids.length - new Set(changes.map(({ id }) => id)).size,
    comparisons,
    recordsA: recordsIn(rowsA),
    recordsB: recordsIn(rowsB),
  };
}

/** Patterns that appeared or became more whose values are looked at: those with most records. */
const MOST_RISEN = 60;
const RISEN_FACTOR = 2;

async function pairsIn(
  changes: readonly Change[],
  {
    byIdB,
    samplesB,
  }: { readonly byIdB: ReadonlyMap<string, CountedRow>; readonly samplesB: ReadonlyMap<string, readonly SampledColumn[]> },
  sample: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly SampledColumn[]>>,
): Promise<PairGroup[]> {
  const risen = [
    ...new Set(
      changes.filter(({ kind, factor }) => kind === 'appeared' || (kind === 'rate' && factor >= RISEN_FACTOR)).map(({ id }) => id),
    ),
  ]
    .sort((x, y) => (byIdB.get(y)?.count ?? 0) - (byIdB.get(x)?.count ?? 0))
    .slice(0, MOST_RISEN);
  if (risen.length === 0) return [];
  const missing = risen.filter((id) => !samplesB.has(id));
  const more = missing.length === 0 ? undefined : await sample(missing);
  const held = (id: string): Held => ({ records: byIdB.get(id)?.count ?? 0, columns: samplesB.get(id) ?? more?.get(id) ?? [] });
  return overrepresented(risen.map(held), [...samplesB.keys()].filter((id) => !risen.includes(id)).map(held));
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Patterns that have records in both windows, those with the most first. */
function mostFrequent(a: ReadonlyMap<string, CountedRow>, b: ReadonlyMap<string, CountedRow>): string[] {
  const inBoth = [...a.values()].flatMap(({ id, count }) => {
    const other = b.get(id);
    return other === undefined ? [] : [{ id, count: Math.min(count, other.count) }];
  });
  return inBoth
    .sort((x, y) => y.count - x.count)
    .slice(0, MAX_SAMPLED)
    .map(({ id }) => id);
}

function recordsIn(rows: readonly CountedRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Counts of a pattern in a window; patterns that have none, and the lengths of the cells, share theirs. */
function cellsFor({ count, widthUs }: Buckets): (row: CountedRow | undefined) => Cells {
  const none = new Float64Array(count);
  const exposures = new Float64Array(count).fill(widthUs);
  return (row) => ({ counts: row?.spark ?? none, exposures });
}

/** Columns that both windows have, each with its other. */
function pairsOf(
  a: readonly SampledColumn[] = [],
  b: readonly SampledColumn[] = [],
): { readonly a: SampledColumn; readonly b: SampledColumn }[] {
  return a.flatMap((column) => {
    const other = b.find(({ slot, name }) => slot === column.slot && (slot !== undefined || name === column.name));
    return other === undefined ? [] : [{ a: column, b: other }];
  });
}

function sampleOf({ values, value, bucket }: SampledColumn): Sample {
  return { values, value, cell: bucket, cells: FINEST };
}

function countIn(row: CountedRow | undefined, { fromUs, untilUs }: TimeRange): WindowCount {
  const count = row?.count ?? 0;
  return { count, perMinute: (count * US_PER_MINUTE) / (untilUs - fromUs) };
}

/** Counts of parts of a time in the bars over all of it, each where its middle lies. */
function sparkOf(parts: readonly { readonly counts: readonly number[]; readonly buckets: Buckets }[], hull: TimeRange): number[] {
  const spark = new Array<number>(SPARK_BARS).fill(0);
  for (const { counts, buckets } of parts) {
    counts.forEach((count, bucket) => {
      const middle = buckets.fromUs + (bucket + 0.5) * buckets.widthUs;
      const bar = Math.floor(((middle - hull.fromUs) / (hull.untilUs - hull.fromUs)) * SPARK_BARS);
      spark[Math.min(SPARK_BARS - 1, bar)] += count;
    });
  }
  return spark;
}
