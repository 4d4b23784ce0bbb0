import { NO_TIME } from '../base/time.ts';
import type { IndexedBlock } from './block-table.ts';
import type { BlockMatch } from './filter-plan.ts';
import { countsOfMatch, rowsOfMatch } from './matched-rows.ts';
import type { BlockView } from './matcher.ts';

/** Equal buckets [fromUs + i * widthUs, fromUs + (i + 1) * widthUs), i in [0, count). */
export interface Buckets {
  readonly fromUs: number;
  readonly widthUs: number;
  readonly count: number;
}

/** Bucket given for rows without a time. */
export const UNTIMED = -1;

/**
 * Tells in which bucket how many rows of which local signature lie; rows outside of all buckets are left out. Where all rows of a
 * signature fall into one bucket, as they nearly always do, the index knows without looking at rows.
 */
export function spread(
  match: BlockMatch,
  view: BlockView,
  buckets: Buckets,
  add: (local: number, bucket: number, count: number) => void,
): void {
  if (match.kind === 'none') return;
  const { block } = view;
  const { fromUs, widthUs, count } = buckets;
  const found = countsOfMatch(match, view);
  const whole = bucketOfBlock(block, buckets);
  if (whole !== undefined) {
    if (whole < 0 || whole >= count) return;
    for (let local = 0; local < found.length; local++) if (found[local] > 0) add(local, whole, found[local]);
    return;
  }
  const { firstUs, lastUs } = block;
  const open = new Uint8Array(found.length);
  let anyOpen = false;
  for (let local = 0; local < found.length; local++) {
    if (found[local] === 0) continue;
    const bucket = Math.floor((firstUs[local] - fromUs) / widthUs);
    if (block.untimedCount === 0 && bucket === Math.floor((lastUs[local] - fromUs) / widthUs)) {
      if (bucket >= 0 && bucket < count) add(local, bucket, found[local]);
    } else {
      open[local] = 1;
      anyOpen = true;
    }
  }
  if (!anyOpen) return;
  const untilUs = fromUs + widthUs * count;
  const { times, signatures } = view.core();
  for (const row of rowsOfMatch(match, view)) {
    const local = signatures[row];
    if (open[local] === 0) continue;
    const timeUs = times[row];
    if (timeUs === NO_TIME) add(local, UNTIMED, 1);
    else if (timeUs >= fromUs && timeUs < untilUs) add(local, Math.floor((timeUs - fromUs) / widthUs), 1);
  }
}

/** The bucket in which all rows of a block lie, counted on beyond both ends; undefined where there are several. */
function bucketOfBlock(block: IndexedBlock, { fromUs, widthUs }: Buckets): number | undefined {
  if (block.untimedCount > 0) return undefined;
  const bucket = Math.floor((block.minUs - fromUs) / widthUs);
  return bucket === Math.floor((block.maxUs - fromUs) / widthUs) ? bucket : undefined;
}
