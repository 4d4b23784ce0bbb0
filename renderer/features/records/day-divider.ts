import { plural } from '../../format/count.ts';
import type { TimeFormat } from '../../format/time.ts';

/**
 * What stands between two rows when midnight of the shown zone lies between them, in either order of the list: `15 Sep`,
 * `18 Sep, after 2 days without a record`. Undefined: the same day, or one of them has no time.
 */
export function dayDivider(
  aboveUs: number | undefined,
  us: number | undefined,
  time: Pick<TimeFormat, 'day' | 'date'>,
): string | undefined {
  if (aboveUs === undefined || us === undefined) return undefined;
  const days = time.day(us) - time.day(aboveUs);
  if (days === 0) return undefined;
  const empty = Math.abs(days) - 1;
  return empty === 0 ? time.date(us) : `${time.date(us)}, ${days > 0 ? 'after' : 'before'} ${plural(empty, 'day')} without a record`;
}
