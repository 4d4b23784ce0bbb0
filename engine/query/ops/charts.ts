import { NO_TIME } from '../../base/time.ts';
import type { Control, Question, Shard } from '../shard.ts';
import { type Buckets, spread, UNTIMED } from '../spread.ts';

const LEVEL_COUNT = 7;

export interface Overview {
  readonly records: number;
  readonly untimed: number;
  /** Undefined where no record has a time. */
  readonly minUs: number | undefined;
  readonly maxUs: number | undefined;
}

/** All there is, without any filter; from the index alone. */
export async function overview(shard: Shard): Promise<Overview> {
  let [records, untimed, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const block of shard.blocks.all()) {
    records += block.rowCount;
    untimed += block.untimedCount;
    if (block.minUs === NO_TIME) continue;
    min = Math.min(min, block.minUs);
    max = Math.max(max, block.maxUs);
  }
  const timed = Number.isFinite(min);
  return { records, untimed, minUs: timed ? min : undefined, maxUs: timed ? max : undefined };
}

/** Records of each question, and how many records were there to be searched. */
export async function count(shard: Shard, { questions }: { readonly questions: readonly Question[] }, control: Control): Promise<number[]> {
  const counts: number[] = [];
  for (const question of questions) {
    let total = 0;
    for await (const { match } of shard.matches(question, control)) total += match.count;
    counts.push(total);
  }
  return counts;
}

export interface LevelBuckets {
  /** Level l has [l * buckets, (l + 1) * buckets). */
  readonly counts: Float64Array;
  readonly total: number;
  readonly untimed: number;
}

export async function timeline(
  shard: Shard,
  { question, buckets }: { readonly question: Question; readonly buckets: Buckets },
  control: Control,
): Promise<LevelBuckets> {
  const counts = new Float64Array(LEVEL_COUNT * buckets.count);
  const { level } = shard.table;
  let [total, untimed] = [0, 0];
  for await (const { view, match } of shard.matches(question, control)) {
    total += match.count;
    const { ids } = view.block;
    spread(match, view, buckets, (local, bucket, rows) => {
      if (bucket === UNTIMED) untimed += rows;
      else counts[level[ids[local]] * buckets.count + bucket] += rows;
    });
  }
  return { counts, total, untimed };
}
