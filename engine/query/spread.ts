import { NO_TIME } from '../base/time.ts';
import { rowsOfBitmap } from './bitmap.ts';
import type { IndexedBlock } from './block-table.ts';
import type { BlockMatch } from './filter-plan.ts';
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
  const { fromUs, widthUs, count } = buckets;
  const untilUs = fromUs + widthUs * count;
  const place = (local: number, timeUs: number): void => {
    if (timeUs === NO_TIME) add(local, UNTIMED, 1);
    else if (timeUs >= fromUs && timeUs < untilUs) add(local, Math.floor((timeUs - fromUs) / widthUs), 1);
  };
  if (match.kind === 'rows') {
    const { times, signatures } = view.core();
    for (const row of rowsOfBitmap(match.bits, match.count)) place(signatures[row], times[row]);
    return;
  }
  const { block } = view;
  const whole = bucketOfBlock(block, buckets);
  if (whole !== undefined) {
    if (whole < 0 || whole >= count) return;
    for (let local = 0; local < block.ids.length; local++)
      if (match.marked[local] === 1 && block.counts[local] > 0) add(local, whole, block.counts[local]);
    return;
  }
  const open = new Uint8Array(block.ids.length);
  let anyOpen = false;
  for (let local = 0; local < block.ids.length; local++) {
    if (match.marked[local] !== 1 || block.counts[local] === 0) continue;
    const [first, last] = [block.firstUs[local], block.lastUs[local]];
    const bucket = Math.floor((first - fromUs) / widthUs);
    if (block.untimedCount === 0 && bucket === Math.floor((last - fromUs) / widthUs)) {
      if (bucket >= 0 && bucket < count) add(local, bucket, block.counts[local]);
    } else {
      open[local] = 1;
      anyOpen = true;
    }
  }
  if (!anyOpen) return;
  const { times, signatures } = view.core();
  for (let row = 0; row < times.length; row++) if (open[signatures[row]] === 1) place(signatures[row], times[row]);
}

/** The bucket in which all rows of a block lie, counted on beyond both ends; undefined where there are several. */
function bucketOfBlock(block: IndexedBlock, { fromUs, widthUs }: Buckets): number | undefined {
  if (block.untimedCount > 0) return undefined;
  const bucket = Math.floor((block.minUs - fromUs) / widthUs);
  return bucket === Math.floor((block.maxUs - fromUs) / widthUs) ? bucket : undefined;
}
