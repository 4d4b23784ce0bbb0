import { UNKNOWN } from './count.ts';

const US_PER_MINUTE = 60_000_000;
const US_PER_DAY = 86_400_000_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
/** The year is hidden while a date is nearer than this. */
const ELEVEN_MONTHS_US = 335 * US_PER_DAY;

/** `utc`, `local`, or an IANA name. */
export type Zone = string;

/** Writes times of one zone. Dates are English and 24-hour everywhere: they stand beside log text. */
export interface TimeFormat {
  /** `UTC`, `Europe/Berlin`, … */
  readonly zoneName: string;
  /** `14:31` */
  minute(us: number): string;
  /** `14:31:07` */
  second(us: number): string;
  /** `14:31:07.214`; with microseconds where they are not whole milliseconds: `14:31:07.214503`. */
  time(us: number | undefined): string;
  /** `14 Sep`, `14 Sep 2024` when more than 11 months from now. */
  date(us: number): string;
  /** For narrow columns: `14 Sep` within a range that says the year, `Sep 2024` where the range has several. */
  dayWithin(us: number, spanUs: number): string;
  /** `14 Sep 13:40` */
  dateMinute(us: number): string;
  /** `14 Sep 13:40:00` */
  dateSecond(us: number): string;
  /** `14 Sep 13:40:00 – 15:20:00`; both dates when they differ. */
  range(fromUs: number, untilUs: number): string;
  /** An end of a chart: `13:40`, `14 Sep 2024` where the chart spans more than a day. */
  mark(us: number, spanUs: number): string;
  /** The same in short: `13:40 – 15:20`, with seconds below ten minutes, `14 Sep – 16 Sep` where it lasts longer than a day, `2003 – 2026` over years. */
  span(fromUs: number, untilUs: number): string;
  /** `12 min ago`, `Wed 10:04`, `3 Sep`. */
  ago(us: number): string;
  /** Number of the calendar day in this zone: differs on both sides of midnight. */
  day(us: number): number;
  /** Minutes east of UTC at that moment. */
  offsetMinutes(us: number): number;
  /** `2026-09-14T13:40:00.000Z` or with the zone's offset. */
  iso(us: number): string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * @param zone `utc`, `local` or an IANA name; an unknown name falls back to UTC
 * @param nowUs asked whenever a format depends on today
 */
export function createTimeFormat(zone: Zone, nowUs: () => number): TimeFormat {
  const { zoneName, offsetMinutes } = offsetsOf(zone);
  const shifted = (us: number): Date => new Date(Math.floor((us + offsetMinutes(us) * US_PER_MINUTE) / 1000));
  const minute = (us: number): string => {
    const at = shifted(us);
    return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  };
  const second = (us: number): string => `${minute(us)}:${two(shifted(us).getUTCSeconds())}`;
  const time = (us: number | undefined): string => {
    if (us === undefined) return UNKNOWN;
    const micros = ((us % 1_000_000) + 1_000_000) % 1_000_000;
    const fraction = micros % 1000 === 0 ? String(micros / 1000).padStart(3, '0') : String(micros).padStart(6, '0');
    return `${second(us)}.${fraction}`;
  };
  const dayOfMonth = (us: number): string => {
    const at = shifted(us);
    return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
  };
  const year = (us: number): string => String(shifted(us).getUTCFullYear());
  const date = (us: number): string => (Math.abs(nowUs() - us) < ELEVEN_MONTHS_US ? dayOfMonth(us) : `${dayOfMonth(us)} ${year(us)}`);
  const day = (us: number): number => Math.floor((us + offsetMinutes(us) * US_PER_MINUTE) / US_PER_DAY);
  const dateSecond = (us: number): string => `${date(us)} ${second(us)}`;
  return {
    zoneName,
    minute,
    second,
    time,
    date,
    dayWithin: (us, spanUs) => (spanUs < ELEVEN_MONTHS_US ? dayOfMonth(us) : `${MONTHS[shifted(us).getUTCMonth()]} ${year(us)}`),
    dateMinute: (us) => `${date(us)} ${minute(us)}`,
    dateSecond,
    range: (fromUs, untilUs) => `${dateSecond(fromUs)} – ${day(fromUs) === day(untilUs) ? second(untilUs) : dateSecond(untilUs)}`,
    mark: (us, spanUs) => (spanUs > US_PER_DAY ? date(us) : minute(us)),
    span: (fromUs, untilUs) => {
      const spanUs = untilUs - fromUs;
      const word = spanUs >= ELEVEN_MONTHS_US ? year : spanUs > US_PER_DAY ? dayOfMonth : spanUs < 10 * US_PER_MINUTE ? second : minute;
      // A last record at 15:19:59.9 ends the range at 15:20.
      return `${word(fromUs)} – ${word(word === minute ? untilUs + US_PER_MINUTE / 2 : untilUs)}`;
    },
    ago: (us) => {
      const minutes = (nowUs() - us) / US_PER_MINUTE;
      if (minutes < 1) return 'just now';
      if (minutes < 60) return `${Math.floor(minutes)} min ago`;
      if (minutes < 12 * 60) return `${Math.floor(minutes / 60)} h ago`;
      if (minutes < 6 * 24 * 60) return `${WEEKDAYS[shifted(us).getUTCDay()]} ${minute(us)}`;
      return date(us);
    },
    day,
    offsetMinutes,
    iso: (us) => {
      const text = shifted(us).toISOString().slice(0, -1);
      const offset = offsetMinutes(us);
      if (offset === 0) return `${text}Z`;
      const size = Math.abs(offset);
      return `${text}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    },
  };
}

function offsetsOf(zone: Zone): { zoneName: string; offsetMinutes(us: number): number } {
  const utc = { zoneName: 'UTC', offsetMinutes: () => 0 };
  if (zone === 'utc' || zone === 'UTC') return utc;
  const name = zone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
  if (name === 'UTC' || name === 'Etc/UTC') return utc;
  const format = formatOf(name);
  if (format === undefined) return utc;
  const known = new Map<number, number>();
  return {
    zoneName: name,
    offsetMinutes: (us) => {
      // Offsets change at quarter hours at the finest; asking Intl once per quarter keeps row rendering cheap.
      const quarter = Math.floor(us / (15 * US_PER_MINUTE));
      const seen = known.get(quarter);
      if (seen !== undefined) return seen;
      if (known.size > 5_000) known.clear();
      const offset = askOffset(format, (quarter * 15 * US_PER_MINUTE) / 1000);
      known.set(quarter, offset);
      return offset;
    },
  };
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function askOffset(format: Intl.DateTimeFormat, ms: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(new Date(ms))) part[type] = Number(value);
  const wall = Date.UTC(part.year ?? 1970, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0);
  return Math.round((wall - ms) / 60_000);
}
