// The table of layouts, and how a time is written in one. Reading (timestamp.ts) must stay in step with it.
import { US_PER_MINUTE, US_PER_SECOND } from '../../base/time.ts';

/**
 * How a timestamp is written. `Y` year, `y` two-digit year, `M` month, `b` month name, `a` weekday name, `D` day, `d` day padded with
 * a space, `e` day below ten padded with a zero, `j` day below ten without padding, `H`, `m`, `s` clock, `f` an optional fraction of one to six digits, `z` an optional
 * zone; other characters stand for themselves. No text fits two patterns (but see DAY_FIRST), so that the layout never depends on what was read before.
 * The index is stored inside timeLayout: append only, never reorder.
 */
export const TIMESTAMP_PATTERNS = [
  '',
  'Y-M-DTH:m:sfz',
  'Y-M-D H:m:sfz',
  'Y-M-D-H.m.sf',
  'Y/M/D H:m:sfz',
  'y/M/D H:m:sf',
  'yMD Hms',
  'b d H:m:sf',
  'b e H:m:sf',
  'M-D H:m:sf',
  'D/b/Y:H:m:sfz',
  'a b e H:m:sf Y',
  'a b d H:m:sf Y',
  'D b Y H:m:sfz',
  'a, D b Y H:m:sfz',
  'YMDTHmsfz',
  'M/D/Y H:m:sf',
  'D.M.Y H:m:sf',
  'MD H:m:sf',
  'b e Y H:m:sfz',
  'b d Y H:m:sfz',
  'Y-M-D_H:m:sfz',
  'Y.M.D H:m:sfz',
  'D-b-Y H:m:sfz',
  'y-M-D H:m:sf',
  'b j H:m:sf',
  'b j Y H:m:sfz',
  'a b j H:m:sf Y',
  'j b Y H:m:sfz',
  'a, j b Y H:m:sfz',
  'D/M/Y H:m:sf',
  'D-M-Y H:m:sf',
] as const;

/** The two patterns that the same text may fit; which one is meant only other lines can tell. */
export const MONTH_FIRST = TIMESTAMP_PATTERNS.indexOf('M/D/Y H:m:sf');
export const DAY_FIRST = TIMESTAMP_PATTERNS.indexOf('D/M/Y H:m:sf');

/** Numbers since the epoch, by their number of digits; behind the patterns in the same numbering. */
export const EPOCH_SECONDS = 40;
export const EPOCH_MILLIS = 41;
export const EPOCH_MICROS = 42;

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
export const FRACTION_MARKS = [0x2e, 0x2c, 0x3a];

/** How the zone is written; the index is stored. */
export const ZONE = {
  none: 0,
  z: 1,
  colon: 2,
  plain: 3,
  hours: 4,
  spacedPlain: 5,
  spacedColon: 6,
  utc: 7,
  gmt: 8,
  minusZeroColon: 9,
  minusZeroPlain: 10,
  spacedMinusZero: 11,
} as const;

/**
 * The layout of one timestamp as a number: pattern, digits and mark of the fraction, form of the zone, and the offset that was applied,
 * in minutes. Everything that rendering needs besides the time itself; no table is kept anywhere.
 */
export function layoutOf(pattern: number, digits: number, mark: number, zone: number, offsetMinutes: number): number {
  return ((((pattern * 8 + digits) * 4 + mark) * 16 + zone) * 4096 + offsetMinutes + 2048) | 0;
}

/** True for `Sep 14 13:40:00`, with which classic syslog lines begin. */
export function isSyslogTime(layout: number): boolean {
  const pattern = TIMESTAMP_PATTERNS[layout >>> 21];
  return pattern === 'b d H:m:sf' || pattern === 'b e H:m:sf' || pattern === 'b j H:m:sf';
}

/** True for `Mon Sep 14 13:40:00 2026`, with which error logs of Apache begin. */
export function startsWithWeekday(layout: number): boolean {
  return (TIMESTAMP_PATTERNS[layout >>> 21] ?? '').startsWith('a b');
}

/** True when the layout says itself in which zone the time is. */
export function namesZone(layout: number): boolean {
  return (layout !== 0 && layout >>> 21 >= EPOCH_SECONDS) || ((layout >>> 12) & 15) !== ZONE.none;
}

/**
 * The exact bytes that TimestampReader read.
 * @param layout as found by the reader, not 0
 * @param timeUs as found by the reader
 */
export function renderTimestamp(layout: number, timeUs: number): Uint8Array {
  return encoder.encode(render(layout, timeUs));
}

const encoder = new TextEncoder();

function render(layout: number, timeUs: number): string {
  const offset = (layout & 4095) - 2048;
  const zone = (layout >>> 12) & 15;
  const mark = (layout >>> 16) & 3;
  const digits = (layout >>> 18) & 7;
  const pattern = layout >>> 21;
  const fraction = digits === 0 ? '' : String(modulo(timeUs, US_PER_SECOND)).padStart(6, '0').slice(0, digits);
  if (pattern === EPOCH_MICROS) return String(timeUs);
  if (pattern === EPOCH_MILLIS) return String(timeUs / 1000);
  if (pattern === EPOCH_SECONDS) return String(Math.floor(timeUs / US_PER_SECOND)) + (digits === 0 ? '' : `.${fraction}`);
  const local = new Date(Math.floor((timeUs + offset * US_PER_MINUTE) / 1000));
  const markedFraction = digits === 0 ? '' : String.fromCharCode(FRACTION_MARKS[mark]) + fraction;
  let text = '';
  for (const code of TIMESTAMP_PATTERNS[pattern]) text += renderCode(code, local, markedFraction, zone, offset);
  return text;
}

function renderCode(code: string, local: Date, fraction: string, zone: number, offset: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  switch (code) {
    case 'Y':
      return String(local.getUTCFullYear());
    case 'y':
      return two(local.getUTCFullYear() % 100);
    case 'M':
      return two(local.getUTCMonth() + 1);
    case 'b':
      return MONTHS[local.getUTCMonth()];
    case 'a':
      return WEEKDAYS[local.getUTCDay()];
    case 'D':
    case 'e':
      return two(local.getUTCDate());
    case 'j':
      return String(local.getUTCDate());
    case 'd':
      return String(local.getUTCDate()).padStart(2, ' ');
    case 'H':
      return two(local.getUTCHours());
    case 'm':
      return two(local.getUTCMinutes());
    case 's':
      return two(local.getUTCSeconds());
    case 'f':
      return fraction;
    case 'z':
      return renderZone(zone, offset);
    default:
      return code;
  }
}

function renderZone(zone: number, offset: number): string {
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  switch (zone) {
    case ZONE.z:
      return 'Z';
    case ZONE.colon:
      return `${sign}${hours}:${minutes}`;
    case ZONE.plain:
      return `${sign}${hours}${minutes}`;
    case ZONE.hours:
      return `${sign}${hours}`;
    case ZONE.spacedPlain:
      return ` ${sign}${hours}${minutes}`;
    case ZONE.spacedColon:
      return ` ${sign}${hours}:${minutes}`;
    case ZONE.utc:
      return ' UTC';
    case ZONE.gmt:
      return ' GMT';
    case ZONE.minusZeroColon:
      return '-00:00';
    case ZONE.minusZeroPlain:
      return '-0000';
    case ZONE.spacedMinusZero:
      return ' -0000';
    default:
      return '';
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
