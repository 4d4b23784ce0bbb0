import { NO_TIME, type TimeRange } from '../base/time.ts';
import { askAll } from './ask-all.ts';
import { equalBuckets } from './nice-buckets.ts';
import { placesOf, type RecordPlace, sorted } from './places.ts';
import type { Question } from './shard.ts';
import type { Shards } from './shard-ops.ts';

/** Buckets of one step of the search for a rank. */
const BUCKETS = 4_096;
/** Places fetched and sorted at once at most, unless one moment has more in one block. */
const MAX_PLACES = 40_000;

/** How many records of a question lie where in time: enough to find the record at any rank without sorting them all. */
export interface RankIndex {
  readonly total: number;
  readonly untimed: number;
  readonly fromUs: number;
  readonly widthUs: number;
  readonly counts: Float64Array;
}

export async function rankIndex(shards: Shards, question: Question, range: TimeRange, signal: AbortSignal | undefined): Promise<RankIndex> {
  const buckets = equalBuckets(range, Math.min(BUCKETS, Math.max(1, range.untilUs - range.fromUs)));
  const shares = await askAll(shards, 'rank', { question, buckets }, { signal });
  const counts = new Float64Array(buckets.count);
  let untimed = 0;
  for (const share of shares) {
    untimed += share.untimed;
    for (let bucket = 0; bucket < counts.length; bucket++) counts[bucket] += share.counts[bucket];
  }
  return { total: counts.reduce((sum, count) => sum + count, untimed), untimed, fromUs: buckets.fromUs, widthUs: buckets.widthUs, counts };
}

/** Places of the records at ranks [from, until), oldest first. */
export async function placesAt(
  shards: Shards,
  question: Question,
  index: RankIndex,
  from: number,
  until: number,
  signal: AbortSignal | undefined,
): Promise<RecordPlace[]> {
  const found: RecordPlace[] = [];
  if (from < index.untimed) found.push(...(await atOneMoment(shards, question, NO_TIME, from, Math.min(until, index.untimed), signal)));
  if (until > index.untimed)
    found.push(...(await inBuckets(shards, question, index, Math.max(0, from - index.untimed), until - index.untimed, signal)));
  return found;
}

/** Ranks count from the first bucket on. */
async function inBuckets(
  shards: Shards,
  question: Question,
  index: RankIndex,
  from: number,
  until: number,
  signal: AbortSignal | undefined,
): Promise<RecordPlace[]> {
  const { counts, fromUs, widthUs } = index;
  const found: RecordPlace[] = [];
  let before = 0;
  for (let bucket = 0; bucket < counts.length && before < until; bucket++) {
    if (before + counts[bucket] <= from) {
      before += counts[bucket];
      continue;
    }
    // As many buckets at once as may be fetched.
    let last = bucket;
    let sum = counts[bucket];
    while (last + 1 < counts.length && before + sum < until && sum + counts[last + 1] <= MAX_PLACES) sum += counts[++last];
    const window = { fromUs: fromUs + bucket * widthUs, untilUs: fromUs + (last + 1) * widthUs };
    found.push(...(await inWindow(shards, question, window, sum, Math.max(0, from - before), Math.min(sum, until - before), signal)));
    before += sum;
    bucket = last;
  }
  return found;
}

async function inWindow(
  shards: Shards,
  question: Question,
  window: TimeRange,
  count: number,
  from: number,
  until: number,
  signal: AbortSignal | undefined,
): Promise<RecordPlace[]> {
  if (count <= MAX_PLACES) {
    const shares = await askAll(shards, 'keys', { question, ...window, blocks: undefined }, { signal });
    return sorted(placesOf(shares)).slice(from, until);
  }
  if (window.untilUs - window.fromUs <= 1) return atOneMoment(shards, question, window.fromUs, from, until, signal);
  const finer = await rankIndex(shards, question, window, signal);
  return inBuckets(shards, question, finer, from, until, signal);
}

/** Records of one moment stand in the order of source and position: whole blocks are counted, only those at the ranks are read. */
async function atOneMoment(
  shards: Shards,
  question: Question,
  timeUs: number,
  from: number,
  until: number,
  signal: AbortSignal | undefined,
): Promise<RecordPlace[]> {
  const window = { fromUs: timeUs, untilUs: timeUs + 1 };
  const blocks = (await askAll(shards, 'blockCounts', { question, ...window }, { signal }))
    .flat()
    .sort((a, b) => a.sourceId - b.sourceId || a.seq - b.seq);
  const wanted: number[] = [];
  let before = 0;
  let skipped = 0;
  for (const block of blocks) {
    if (before + block.count <= from) skipped += block.count;
    else if (before < until) wanted.push(block.blockId);
    before += block.count;
  }
  const shares = await askAll(shards, 'keys', { question, ...window, blocks: wanted }, { signal });
  return sorted(placesOf(shares)).slice(from - skipped, until - skipped);
}
