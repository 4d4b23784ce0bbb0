import { AppError } from '../../base/app-error.ts';
import type { TimeRange } from '../../base/time.ts';
import { equalBuckets } from '../../query/nice-buckets.ts';
import type { Buckets } from '../../query/spread.ts';
import { FINEST } from './cells.ts';

/** Cells of the longer window at most. */
const MAX_CELLS = 1_024;

/** The baseline A and the window B that is held against it; half-open, apart from each other. */
export interface Windows {
  readonly a: TimeRange;
  readonly b: TimeRange;
}

export interface WindowCells {
  readonly a: Buckets;
  readonly b: Buckets;
  /** Length of A / length of B. */
  readonly ratio: number;
  /** The time between the two, where there is any. */
  readonly between: TimeRange | undefined;
}

/**
 * @param isApart the records of both are others whatever their times: the windows may then overlap
 * @throws AppError BAD_REQUEST for windows without length and windows that overlap.
 */
export function cellsOfWindows({ a, b }: Windows, isApart = false): WindowCells {
  const [lengthA, lengthB] = [a.untilUs - a.fromUs, b.untilUs - b.fromUs];
  for (const [name, length] of [
    ['A', lengthA],
    ['B', lengthB],
  ] as const)
    if (length < FINEST)
      throw new AppError(
        'BAD_REQUEST',
        `Window ${name} is too short to be compared: it lasts ${Math.max(0, length)} µs. Choose a longer one.`,
      );
  if (!isApart && a.fromUs < b.untilUs && b.fromUs < a.untilUs)
    throw new AppError(
      'BAD_REQUEST',
      'The two windows overlap, so records would be compared with themselves. Choose windows apart from each other.',
    );
  const shorter = Math.min(lengthA, lengthB);
  const cells = (length: number): number => Math.min(MAX_CELLS, Math.round((FINEST * length) / shorter));
  const [first, second] = a.fromUs < b.fromUs ? [a, b] : [b, a];
  return {
    a: equalBuckets(a, cells(lengthA)),
    b: equalBuckets(b, cells(lengthB)),
    ratio: lengthA / lengthB,
    between: first.untilUs < second.fromUs ? { fromUs: first.untilUs, untilUs: second.fromUs } : undefined,
  };
}
