import { NO_TIME } from '../../base/time.ts';
import { earliestOf, type IndexedBlock } from '../block-table.ts';
import { rowsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';
import { type Buckets, spread, UNTIMED } from '../spread.ts';

/** Where records stand in the order of all: time, then source, then place in the source. One entry per record. */
export interface Keys {
  readonly times: Float64Array;
  readonly sources: Float64Array;
  readonly seqs: Float64Array;
  readonly blocks: Float64Array;
  readonly rows: Float64Array;
}

/** A place in the order; a record's own, or before all records of a time. */
export interface Place {
  readonly timeUs: number;
  readonly sourceId: number;
  readonly seq: number;
  readonly row: number;
}

export function comparePlaces(a: Place, b: Place): number {
  return a.timeUs - b.timeUs || a.sourceId - b.sourceId || a.seq - b.seq || a.row - b.row;
}

export interface RankShare {
  readonly counts: Float64Array;
  readonly untimed: number;
}

/** Records of a question by time bucket. */
export async function rank(
  shard: Shard,
  { question, buckets }: { readonly question: Question; readonly buckets: Buckets },
  control: Control,
): Promise<RankShare> {
  const counts = new Float64Array(buckets.count);
  let untimed = 0;
  const untilUs = buckets.fromUs + buckets.widthUs * buckets.count;
  for await (const { view, match } of shard.matches(question, control)) {
    if (view.block.untimedCount === 0 && (view.block.maxUs < buckets.fromUs || view.block.minUs >= untilUs)) continue;
    spread(match, view, buckets, (_, bucket, rows) => {
      if (bucket === UNTIMED) untimed += rows;
      else counts[bucket] += rows;
    });
  }
  return { counts, untimed };
}

/** Records per block within a window of time, for when too many records share one moment. Window [NO_TIME, NO_TIME + 1): those without a time. */
export async function blockCounts(
  shard: Shard,
  { question, fromUs, untilUs }: { readonly question: Question; readonly fromUs: number; readonly untilUs: number },
  control: Control,
): Promise<{ readonly blockId: number; readonly sourceId: number; readonly seq: number; readonly count: number }[]> {
  const found: { blockId: number; sourceId: number; seq: number; count: number }[] = [];
  for await (const { view, match } of shard.matches(question, control)) {
    if (!touches(view.block, fromUs, untilUs)) continue;
    const { times } = view.core();
    let count = 0;
    for (const row of rowsOfMatch(match, view)) if (times[row] >= fromUs && times[row] < untilUs) count++;
    if (count > 0) found.push({ blockId: view.block.id, sourceId: view.block.sourceId, seq: view.block.seq, count });
  }
  return found;
}

/** Places of all records in a window of time, in no particular order. @param blocks only these, where given. */
export async function keys(
  shard: Shard,
  {
    question,
    fromUs,
    untilUs,
    blocks,
  }: { readonly question: Question; readonly fromUs: number; readonly untilUs: number; readonly blocks: readonly number[] | undefined },
  control: Control,
): Promise<Keys> {
  const list = new KeyList();
  const only = blocks === undefined ? undefined : new Set(blocks);
  const plan = shard.compile(question);
  for (const block of shard.blocks.all()) {
    if (!touches(block, fromUs, untilUs) || (only !== undefined && !only.has(block.id))) continue;
    await control.breathe();
    const view = shard.view(block);
    const match = plan.match(view);
    if (match.count === 0) continue;
    const { times } = view.core();
    for (const row of rowsOfMatch(match, view)) if (times[row] >= fromUs && times[row] < untilUs) list.add(times[row], block, row);
  }
  return list.keys();
}

export interface TopShare {
  readonly keys: Keys;
  /** No record of this shard that is not among `keys` stands before (after, newest first) this time; undefined: the shard has no others. */
  readonly certainUs: number | undefined;
  /** Records counted in the blocks looked at; all of the shard's where `certainUs` is undefined and `complete`. */
  readonly counted: number;
  readonly complete: boolean;
}

/**
 * The first `limit` records of a question in the order, or the last ones, from as few blocks as possible: blocks are looked at in order of
 * time until none of the others can hold an earlier record. Stops at `deadlineMs` (of `now`) with what is certain by then.
 */
export async function top(
  shard: Shard,
  {
    question,
    newest,
    limit,
    budgetMs,
  }: { readonly question: Question; readonly newest: boolean; readonly limit: number; readonly budgetMs: number },
  control: Control,
): Promise<TopShare> {
  const startedMs = performance.now();
  const plan = shard.compile(question);
  const blocks = newest ? [...shard.blocks.all()].sort((a, b) => lastOf(b) - lastOf(a)) : shard.blocks.all();
  const list = new KeyList();
  let counted = 0;
  for (const block of blocks) {
    const edgeUs = newest ? lastOf(block) : earliestOf(block);
    if (list.length >= limit && list.settled(limit, newest, edgeUs))
      return { keys: list.keys(limit, newest), certainUs: edgeUs, counted, complete: false };
    if (performance.now() - startedMs > budgetMs) return { keys: list.keys(limit, newest), certainUs: edgeUs, counted, complete: false };
    await control.breathe();
    const view = shard.view(block);
    const match = plan.match(view);
    if (match.count === 0) continue;
    counted += match.count;
    const { times } = view.core();
    for (const row of rowsOfMatch(match, view)) list.add(times[row], block, row);
  }
  return { keys: list.keys(limit, newest), certainUs: undefined, counted, complete: true };
}

/** How many records of a question stand before a place. */
export async function countBefore(
  shard: Shard,
  { question, place }: { readonly question: Question; readonly place: Place },
  control: Control,
): Promise<number> {
  let before = 0;
  for await (const { view, match } of shard.matches(question, control)) {
    const { block } = view;
    if (block.untimedCount < block.rowCount && block.maxUs < place.timeUs) before += match.count;
    else if (earliestOf(block) <= place.timeUs) {
      const { times } = view.core();
      for (const row of rowsOfMatch(match, view)) {
        if (comparePlaces({ timeUs: times[row], sourceId: block.sourceId, seq: block.seq, row }, place) < 0) before++;
      }
    }
  }
  return before;
}

/** The latest time in a block; NO_TIME where no row has one. */
function lastOf(block: IndexedBlock): number {
  return block.maxUs;
}

function touches(block: IndexedBlock, fromUs: number, untilUs: number): boolean {
  if (fromUs === NO_TIME) return block.untimedCount > 0;
  return block.maxUs >= fromUs && block.minUs < untilUs;
}

/** Collects keys; keeps them as columns. */
class KeyList {
  #places: { timeUs: number; sourceId: number; seq: number; row: number; blockId: number }[] = [];
  #sortedUntil = 0;

  get length(): number {
    return this.#places.length;
  }

  add(timeUs: number, block: IndexedBlock, row: number): void {
    this.#places.push({ timeUs, sourceId: block.sourceId, seq: block.seq, row, blockId: block.id });
  }

  /** True when the first `limit` stand strictly before anything at `edgeUs`; forgets what lies behind them. */
  settled(limit: number, newest: boolean, edgeUs: number): boolean {
    this.#sort(limit, newest);
    const last = this.#places[limit - 1];
    return newest ? last.timeUs > edgeUs : last.timeUs < edgeUs;
  }

  keys(limit = Number.POSITIVE_INFINITY, newest = false): Keys {
    if (Number.isFinite(limit)) this.#sort(limit, newest);
    const places = this.#places;
    return {
      times: Float64Array.from(places, (place) => place.timeUs),
      sources: Float64Array.from(places, (place) => place.sourceId),
      seqs: Float64Array.from(places, (place) => place.seq),
      blocks: Float64Array.from(places, (place) => place.blockId),
      rows: Float64Array.from(places, (place) => place.row),
    };
  }

  #sort(limit: number, newest: boolean): void {
    if (this.#sortedUntil === this.#places.length && this.#places.length <= limit) return;
    this.#places.sort(newest ? (a, b) => comparePlaces(b, a) : comparePlaces);
    if (this.#places.length > limit) this.#places.length = limit;
    this.#sortedUntil = this.#places.length;
  }
}
