import { type TimeRange, US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../../base/time.ts';

/** A stretch of a question that names a time. */
export interface ReadTime {
  /** Characters [from, until) of the question. */
  readonly from: number;
  readonly until: number;
  readonly range: TimeRange;
}

const CLOCK = String.raw`(?:(\d{4}-\d\d-\d\d)[ t])?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?\s*(am|pm)?(?![\d:])`;
const UNIT = '(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)';
const UNITS: Readonly<Record<string, number>> = { s: US_PER_SECOND, m: US_PER_MINUTE, h: US_PER_HOUR, d: US_PER_DAY };

const BETWEEN = new RegExp(String.raw`\b(?:between|from)\s+${CLOCK}\s*(?:and|to|until|till|-|–)\s*${CLOCK}`, 'i');
const AFTER = new RegExp(String.raw`\b(?:after|since|from)\s+${CLOCK}`, 'i');
const BEFORE = new RegExp(String.raw`\b(?:before|until|till|up to)\s+${CLOCK}`, 'i');
const AT = new RegExp(String.raw`\b(?:at|around|about|near)\s+${CLOCK}`, 'i');
const LAST = new RegExp(String.raw`\b(?:in|during|of|over)?\s*the\s+(last|past|final|first)\s+(?:(\d+|few)\s+)?${UNIT}\b`, 'i');

/** "Around a time" is so far from it. */
const AROUND_US = 5 * US_PER_MINUTE;

/**
 * The first time that a question names, as a range of the log: clock times lie on the day of the log on which they are in it, "the last ten
 * minutes" are those before its end, for a log is mostly of the past.
 * @param log of all records
 * @param timeZone IANA name
 */
export function readTime(question: string, log: TimeRange, timeZone: string): ReadTime | undefined {
  const found = (match: RegExpExecArray, range: TimeRange): ReadTime => ({
    from: match.index,
    until: match.index + match[0].length,
    range,
  });
  const at = (groups: readonly (string | undefined)[]): number => instantOf(groups, log, timeZone);
  const between = BETWEEN.exec(question);
  if (between !== null) {
    const [fromUs, untilUs] = [at(between.slice(1, 7)), at(between.slice(7, 13))];
    return found(between, { fromUs, untilUs: untilUs > fromUs ? untilUs : untilUs + US_PER_DAY });
  }
  const last = LAST.exec(question);
  if (last !== null) {
    const [, which, count, unit] = last;
    const lengthUs = (count === 'few' ? 5 : Number(count ?? 1)) * (UNITS[unit[0].toLowerCase()] ?? US_PER_MINUTE);
    const isFirst = which.toLowerCase() === 'first';
    return found(
      last,
      isFirst ? { fromUs: log.fromUs, untilUs: log.fromUs + lengthUs } : { fromUs: log.untilUs - lengthUs, untilUs: log.untilUs },
    );
  }
  const after = AFTER.exec(question);
  if (after !== null) return found(after, { fromUs: at(after.slice(1)), untilUs: Math.max(log.untilUs, at(after.slice(1)) + 1) });
  const before = BEFORE.exec(question);
  if (before !== null) return found(before, { fromUs: Math.min(log.fromUs, at(before.slice(1)) - 1), untilUs: at(before.slice(1)) });
  const exact = AT.exec(question);
  if (exact === null) return undefined;
  const atUs = at(exact.slice(1));
  if (!/^at/i.test(exact[0])) return found(exact, { fromUs: atUs - AROUND_US, untilUs: atUs + AROUND_US });
  return found(exact, { fromUs: atUs, untilUs: atUs + (exact[4] === undefined ? US_PER_MINUTE : US_PER_SECOND) });
}

/** @param groups day, hour, minute, second, fraction, am or pm */
function instantOf([day, hour, minute, second, fraction, half]: readonly (string | undefined)[], log: TimeRange, timeZone: string): number {
  const twelve = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const inDay =
    twelve * US_PER_HOUR + Number(minute) * US_PER_MINUTE + Number(second ?? 0) * US_PER_SECOND + Number((fraction ?? '').padEnd(6, '0'));
  if (day !== undefined) return localToUs(Date.parse(`${day}T00:00:00Z`) * US_PER_MS + inDay, timeZone);
  const firstDay = Math.floor((log.fromUs + offsetUs(log.fromUs, timeZone)) / US_PER_DAY) * US_PER_DAY;
  const first = localToUs(firstDay + inDay, timeZone);
  for (let at = first; at < log.untilUs; at += US_PER_DAY) if (at >= log.fromUs) return at;
  return first;
}

function localToUs(localUs: number, timeZone: string): number {
  return localUs - offsetUs(localUs, timeZone);
}

/** What the clocks of a zone are ahead of UTC at a moment. */
function offsetUs(timeUs: number, timeZone: string): number {
  const ms = Math.floor(timeUs / US_PER_MS);
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * US_PER_HOUR + Number(minutes) * US_PER_MINUTE);
}
