import type { ChangeKind } from '../../analysis/compare/compare.ts';
import { compareWindows, type WindowComparison, type WindowSource } from '../../analysis/compare/compare-windows.ts';
import type { Windows } from '../../analysis/compare/windows.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { PatternCounts, RateRow } from '../../query/merge-patterns.ts';
import type { SampledColumn } from '../../query/ops/samples.ts';
import type { Buckets } from '../../query/spread.ts';
import type { Policy } from '../model/policy.ts';

/** What would become of a change between two windows. */
export interface ChangeFate {
  readonly patternId: string;
  readonly template: string;
  readonly kind: ChangeKind;
  readonly state: 'kept' | 'lost';
}

/** Two windows and what changed between them, in all records: asked once, however many sets are tried. */
export interface Compared {
  readonly windows: Windows;
  readonly before: Promise<WindowComparison>;
}

/** The same for every query. */
const ALL = { a: '', b: '' };

/** Under way when this returns; whoever waits for it hears of failures. */
export function compared(explorer: Explorer, windows: Windows): Compared {
  const before = compareWindows(explorer, ALL, windows);
  before.catch(() => undefined);
  return { windows, before };
}

/**
 * Compares the windows again in what would remain: counts are those of the records that stay, without weights, so that what rests on few of them
 * is as unsure as it is. A change of a pattern that no policy takes from is kept.
 * @throws AppError BAD_REQUEST for windows that cannot be compared, CANCELLED
 */
export async function fatesOfChanges(
  explorer: Explorer,
  { windows, before }: Compared,
  policies: readonly Policy[],
  isTouched: (patternId: string) => boolean,
  signal?: AbortSignal,
): Promise<ChangeFate[]> {
  const { changes } = await before;
  const fates = (isKept: (nameOfChange: string) => boolean): ChangeFate[] =>
    changes.map(({ pattern: { id, template }, change: { kind, variable } }) => ({
      patternId: id,
      template,
      kind,
      state: !isTouched(id) || isKept(nameOf(id, kind, variable?.slot)) ? 'kept' : 'lost',
    }));
  if (!changes.some(({ pattern }) => isTouched(pattern.id))) return fates(() => true);
  const after = await compareWindows(new RemainingSource(explorer, policies), ALL, windows, signal);
  const found = new Set(after.changes.map(({ pattern, change }) => nameOf(pattern.id, change.kind, change.variable?.slot)));
  return fates((name) => found.has(name));
}

/** Where a window has lost all of a pattern, it appears or vanishes instead of coming more or less often. */
function nameOf(id: string, kind: ChangeKind, slot: number | undefined): string {
  return kind === 'values' ? `${id} value ${slot}` : `${id} rate`;
}

/** An investigation as it would be without what policies take. */
class RemainingSource implements WindowSource {
  readonly #explorer: Explorer;
  readonly #policies: readonly Policy[];
  /** What stays, by range. */
  readonly #counts = new Map<string, PatternCounts>();

  constructor(explorer: Explorer, policies: readonly Policy[]) {
    this.#explorer = explorer;
    this.#policies = policies;
  }

  async countedPatterns(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<PatternCounts> {
    const [all, gone] = await Promise.all([
      this.#explorer.countedPatterns(asked, buckets, signal),
      this.#goneByBucket(asked, buckets, signal),
    ]);
    const remaining = new RemainingCounts(all, gone);
    this.#counts.set(JSON.stringify(asked.range), remaining);
    return remaining;
  }

  /** Of fewer records than are looked at there are so many values. */
  async samples(
    asked: Asked,
    ids: readonly string[],
    buckets: Buckets,
    perBucket: number,
    signal?: AbortSignal,
  ): Promise<Map<string, SampledColumn[]>> {
    const samples = await this.#explorer.samples(asked, ids, buckets, perBucket, signal);
    const counts = this.#counts.get(JSON.stringify(asked.range));
    return new Map([...samples].map(([id, columns]) => [id, columns.map((column) => thinned(column, counts?.countOf(id) ?? 0))]));
  }

  withTexts: WindowSource['withTexts'] = (rows, signal) => this.#explorer.withTexts(rows, signal);

  async #goneByBucket(asked: Asked, buckets: Buckets, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, readonly number[]>> {
    const params = { policies: this.#policies, buckets, bars: { ...buckets, count: 1 }, samples: 0, watched: [] };
    const gone = new Map<string, number[]>();
    for (const { touched } of await this.#explorer.replay(asked, params, signal))
      for (const { pattern, matched, kept } of touched) {
        const sums = gone.get(pattern) ?? new Array<number>(buckets.count).fill(0);
        gone.set(pattern, sums);
        for (let bucket = 0; bucket < sums.length; bucket++) sums[bucket] += matched[bucket] - kept[bucket];
      }
    return gone;
  }
}

/** Counts less those of the records that are gone. */
class RemainingCounts implements PatternCounts {
  readonly #all: PatternCounts;
  /** Of the patterns that policies touch. */
  readonly #left = new Map<string, { readonly count: number; readonly counts: Float64Array }>();

  constructor(all: PatternCounts, gone: ReadonlyMap<string, readonly number[]>) {
    this.#all = all;
    for (const [id, ofBuckets] of gone) {
      const counts = all.countsOf(id)?.map((count, bucket) => Math.max(0, count - ofBuckets[bucket]));
      if (counts !== undefined) this.#left.set(id, { counts, count: counts.reduce((sum, one) => sum + one, 0) });
    }
  }

  get ids(): Iterable<string> {
    return [...this.#all.ids].filter((id) => this.countOf(id) > 0);
  }

  countOf(id: string): number {
    return this.#left.get(id)?.count ?? this.#all.countOf(id);
  }

  countsOf(id: string): Float64Array | undefined {
    return this.countOf(id) === 0 ? undefined : (this.#left.get(id)?.counts ?? this.#all.countsOf(id));
  }

  rows(wants: (id: string) => boolean): RateRow[] {
    return this.#all
      .rows((id) => wants(id) && this.countOf(id) > 0)
      .map((row) => ({ ...row, spark: [...(this.#left.get(row.id)?.counts ?? row.spark)], count: this.countOf(row.id) }));
  }
}

/** Evenly, so that all of the time stays in it. */
function thinned(column: SampledColumn, records: number): SampledColumn {
  const { value, bucket } = column;
  if (value.length <= records) return column;
  const places = Array.from({ length: records }, (_, index) => Math.floor((index * value.length) / records));
  return {
    ...column,
    value: Uint32Array.from(places, (place) => value[place]),
    bucket: Uint32Array.from(places, (place) => bucket[place]),
  };
}
