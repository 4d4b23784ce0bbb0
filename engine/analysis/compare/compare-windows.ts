import type { TimeRange } from '../../base/time.ts';
import { US_PER_MINUTE } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { PatternCounts, PatternRow } from '../../query/merge-patterns.ts';
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

export interface WindowSource extends Pick<Explorer, 'samples' | 'withTexts'> {
  countedPatterns(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<PatternCounts>;
}

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
  const [ofA, ofB, ofGap] = await Promise.all([
    source.countedPatterns({ query: queries.a, range: a }, cells.a, signal),
    source.countedPatterns({ query: queries.b, range: b }, cells.b, signal),
    gap === undefined ? undefined : source.countedPatterns({ query: queries.b, range: cells.between }, gap, signal),
  ]);
  const sampled = mostFrequent(ofA, ofB);
  const sampling = Promise.all([
    source.samples({ query: queries.a, range: a }, sampled, equalBuckets(a, FINEST), LOOKED_AT, signal),
    source.samples({ query: queries.b, range: b }, sampled, equalBuckets(b, FINEST), LOOKED_AT, signal),
  ]);
  // Whoever waits for it below hears of its failure.
  sampling.catch(() => undefined);
  // The threads hear of it now and look for values while this one counts.
  await new Promise<void>((resolve) => setImmediate(resolve));
  const ids = [...new Set([...ofA.ids, ...ofB.ids])];
  const [cellsA, cellsB] = [cellsFor(cells.a), cellsFor(cells.b)];
  const counted = ids.map((id) => ({ id, a: cellsA(ofA.countsOf(id)), b: cellsB(ofB.countsOf(id)) }));
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
  const pairs = await pairsIn(changes, { ofB, samplesB }, (ids) =>
    source.samples({ query: queries.b, range: b }, ids, equalBuckets(b, FINEST), LOOKED_AT, signal),
  );
  const parts = [
    { of: ofA, buckets: cells.a },
    { of: ofB, buckets: cells.b },
    ...(gap === undefined || ofGap === undefined ? [] : [{ of: ofGap, buckets: gap }]),
  ];
  const hull = { fromUs: Math.min(a.fromUs, b.fromUs), untilUs: Math.max(a.untilUs, b.untilUs) };
  const inWindows = (id: string, row: PatternInWindows['pattern']): PatternInWindows => ({
    pattern: row,
    a: countIn(ofA.countOf(id), a),
    b: countIn(ofB.countOf(id), b),
    spark: sparkOf(
      parts.map(({ of, buckets }) => ({ counts: of.countsOf(id), buckets })),
      hull,
    ),
  });
  const strays = ofGap?.rows((id) => !columns.has(id)) ?? [];
  const changedIds = new Set(changes.map(({ id }) => id));
  const shown = [...ofB.rows((id) => changedIds.has(id)), ...ofA.rows((id) => changedIds.has(id) && ofB.countOf(id) === 0)];
  const rows = new Map((await source.withTexts([...shown, ...strays], signal)).map((row) => [row.id, row]));
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
    unchanged: ids.length - changedIds.size,
    comparisons,
    recordsA: recordsIn(ofA),
    recordsB: recordsIn(ofB),
  };
}

/** Patterns that appeared or became more whose values are looked at: those with most records. */
const MOST_RISEN = 60;
const RISEN_FACTOR = 2;

async function pairsIn(
  changes: readonly Change[],
  { ofB, samplesB }: { readonly ofB: PatternCounts; readonly samplesB: ReadonlyMap<string, readonly SampledColumn[]> },
  sample: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly SampledColumn[]>>,
): Promise<PairGroup[]> {
  const risen = [
    ...new Set(
      changes.filter(({ kind, factor }) => kind === 'appeared' || (kind === 'rate' && factor >= RISEN_FACTOR)).map(({ id }) => id),
    ),
  ]
    .sort((x, y) => ofB.countOf(y) - ofB.countOf(x))
    .slice(0, MOST_RISEN);
  if (risen.length === 0) return [];
  const missing = risen.filter((id) => !samplesB.has(id));
  const more = missing.length === 0 ? undefined : await sample(missing);
  const held = (id: string): Held => ({ records: ofB.countOf(id), columns: samplesB.get(id) ?? more?.get(id) ?? [] });
  return overrepresented(risen.map(held), [...samplesB.keys()].filter((id) => !risen.includes(id)).map(held));
}

/** Patterns that have records in both windows, those with the most first. */
function mostFrequent(a: PatternCounts, b: PatternCounts): string[] {
  return [...a.ids]
    .map((id) => ({ id, count: Math.min(a.countOf(id), b.countOf(id)) }))
    .filter(({ count }) => count > 0)
    .sort((x, y) => y.count - x.count || (x.id < y.id ? -1 : 1))
    .slice(0, MAX_SAMPLED)
    .map(({ id }) => id);
}

function recordsIn(patterns: PatternCounts): number {
  let records = 0;
  for (const id of patterns.ids) records += patterns.countOf(id);
  return records;
}

/** Counts of a pattern in a window; patterns that have none, and the lengths of the cells, share theirs. */
function cellsFor({ count, widthUs }: Buckets): (counts: ArrayLike<number> | undefined) => Cells {
  const none = new Float64Array(count);
  const exposures = new Float64Array(count).fill(widthUs);
  return (counts = none) => ({ counts, exposures });
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

function countIn(count: number, { fromUs, untilUs }: TimeRange): WindowCount {
  return { count, perMinute: (count * US_PER_MINUTE) / (untilUs - fromUs) };
}

/** Counts of parts of a time in the bars over all of it, each where its middle lies. */
function sparkOf(parts: readonly { readonly counts: Float64Array | undefined; readonly buckets: Buckets }[], hull: TimeRange): number[] {
  const spark = new Array<number>(SPARK_BARS).fill(0);
  for (const { counts, buckets } of parts) {
    counts?.forEach((count, bucket) => {
      const middle = buckets.fromUs + (bucket + 0.5) * buckets.widthUs;
      const bar = Math.floor(((middle - hull.fromUs) / (hull.untilUs - hull.fromUs)) * SPARK_BARS);
      spark[Math.min(SPARK_BARS - 1, bar)] += count;
    });
  }
  return spark;
}
