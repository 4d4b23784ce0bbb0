import type { Buckets } from '../../query/spread.ts';

/** As long as deviations that belong together may lie apart. */
const WINDOW_BUCKETS = 24;

/**
 * Whether something new comes up all the time, as in logs of thousands of rare patterns: in more than half of the windows after the first.
 * Then a few records that were never there before are no news.
 * @param firstUs when each pattern was first seen; undefined: no record of it has a time
 */
export function isNoveltyUsual(firstUs: readonly (number | undefined)[], { fromUs, widthUs, count }: Buckets): boolean {
  const windows = Math.floor((count - 1) / WINDOW_BUCKETS);
  const withNew = new Set<number>();
  for (const time of firstUs) if (time !== undefined) withNew.add(Math.floor((time - fromUs) / (widthUs * WINDOW_BUCKETS)));
  withNew.delete(0);
  return withNew.size > windows / 2;
}
