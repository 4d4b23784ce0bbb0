// One walk over a pattern, its cursor shared by every step; what it must agree with stands in timestamp-layout.ts.
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../../base/time.ts';
import { RepeatedTime } from './repeated-time.ts';
import {
  DAY_FIRST,
  EPOCH_MICROS,
  EPOCH_MILLIS,
  EPOCH_SECONDS,
  layoutOf,
  MONTH_FIRST,
  MONTHS,
  TIMESTAMP_PATTERNS,
  WEEKDAYS,
  ZONE,
} from './timestamp-layout.ts';
import type { ZoneOffsets } from './zone.ts';

const MONTH_INDEX: ReadonlyMap<number, number> = new Map(MONTHS.map((name, index) => [packed(name), index]));
const WEEKDAY_INDEX: ReadonlyMap<number, number> = new Map(WEEKDAYS.map((name, index) => [packed(name), index]));

function packed(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
}

/** What the pattern codes mean, as bytes, decoded once. */
const CODES: readonly Uint8Array[] = TIMESTAMP_PATTERNS.map((pattern) => new TextEncoder().encode(pattern));

/** Where the clock begins in a pattern whose date stands wholly before it, and how many bytes the date takes; 0 where it does not. */
const CLOCK_CODE: readonly number[] = TIMESTAMP_PATTERNS.map((pattern) => (/H.*[YyMbaDdej]/.test(pattern) ? 0 : pattern.indexOf('H')));
/** Bytes that a code takes; other characters take one. */
const WIDTHS: Readonly<Record<string, number>> = { Y: 4, y: 2, M: 2, b: 3, a: 3, D: 2, d: 2, e: 2, j: 1, H: 2 };
const DATE_BYTES: readonly number[] = TIMESTAMP_PATTERNS.map((pattern) =>
  [...pattern.slice(0, Math.max(0, pattern.indexOf('H')))].reduce((sum, code) => sum + (WIDTHS[code] ?? 1), 0),
);
const HAS_COLON_CLOCK: readonly boolean[] = TIMESTAMP_PATTERNS.map((pattern, index) => CLOCK_CODE[index] > 0 && pattern.includes('H:m:s'));
/** Patterns in which only a fraction and a zone follow the seconds. */
const ENDS_IN_CLOCK: readonly boolean[] = TIMESTAMP_PATTERNS.map((pattern, index) => HAS_COLON_CLOCK[index] && /H:m:sfz?$/.test(pattern));
/** `HH:MM:` */
const SECONDS_BEHIND_DATE = 6;

const NO_PATTERNS: readonly number[] = [];
/** Patterns by how they begin: a name, or a number of digits and the byte behind them. Keeps ordinary words and numbers cheap. */
const BY_BEGINNING: ReadonlyMap<number, readonly number[]> = groupByBeginning();

function groupByBeginning(): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  TIMESTAMP_PATTERNS.forEach((pattern, index) => {
    if (index === 0) return;
    let digits = 0;
    let at = 0;
    while (/[YyMDj]/.test(pattern[at])) digits += WIDTHS[pattern[at++]];
    const key = digits === 0 ? pattern.charCodeAt(0) : digits * 256 + pattern.charCodeAt(at);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return groups;
}

function candidatesAt(bytes: Uint8Array, at: number, end: number): readonly number[] {
  if (isDigit(bytes[at])) {
    let i = at + 1;
    while (i < end && i - at < 9 && isDigit(bytes[i])) i++;
    return i < end ? (BY_BEGINNING.get((i - at) * 256 + bytes[i]) ?? NO_PATTERNS) : NO_PATTERNS;
  }
  if (at + 3 > end) return NO_PATTERNS;
  const name = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  return (MONTH_INDEX.has(name) ? BY_BEGINNING.get(0x62) : WEEKDAY_INDEX.has(name) ? BY_BEGINNING.get(0x61) : undefined) ?? NO_PATTERNS;
}

/** Longest date of a pattern, in bytes. */
const MAX_DATE_BYTES = 32;
/** The last year all of whose microseconds are safe integers. */
const LAST_YEAR = 2254;
/** Plausible numbers since the epoch, 1980 to 2200; anything else is some other number. */
const FIRST_EPOCH_SECOND = 315_532_800;
const LAST_EPOCH_SECOND = 7_258_118_400;

export interface TimestampContext {
  /** For times that name no zone. */
  readonly zone: ZoneOffsets;
  /** Times that name no year are the latest ones not more than a day after this. Microseconds. */
  readonly referenceTimeUs: number;
  /** 04/09/2026 is in September. */
  readonly isDayFirst?: boolean | undefined;
}

/**
 * Reads timestamps from bytes without making strings. Every digit and range is checked, so that what was read can be rendered back
 * into exactly the same bytes (see renderTimestamp). Remembers the pattern that fitted last and the day it last computed.
 */
export class TimestampReader {
  timeUs = Number.NaN;
  layout = 0;
  /** Behind the last byte of the timestamp. Digits of a fraction beyond six stay outside. */
  end = 0;

  readonly #context: TimestampContext;
  readonly #referenceYear: number;
  /** The pattern that is never meant here. */
  readonly #unwanted: number;
  #lastPattern = 1;
  #dayKey = -1;
  #dayUs = 0;
  /** The date text of the last time that fitted: most lines repeat it. */
  readonly #dateText = new Uint8Array(MAX_DATE_BYTES);
  #datePattern = -1;
  #dateUs = 0;
  readonly #repeated = new RepeatedTime();

  constructor(context: TimestampContext) {
    this.#context = context;
    this.#unwanted = context.isDayFirst === true ? MONTH_FIRST : DAY_FIRST;
    this.#referenceYear = new Date(context.referenceTimeUs / 1000).getUTCFullYear();
  }

  /** True when a timestamp starts at `at`; then timeUs, layout and end are set. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (at >= end) return false;
    const repeated = this.#repeated;
    if (repeated.read(bytes, at, end)) return this.#found(repeated.timeUs, repeated.layout, at + repeated.length);
    const first = bytes[at];
    if (!isDigit(first) && !(first >= 0x41 && first <= 0x57)) return false;
    if (this.#tryPattern(this.#lastPattern, bytes, at, end)) return true;
    for (const pattern of candidatesAt(bytes, at, end)) {
      if (pattern !== this.#lastPattern && pattern !== this.#unwanted && this.#tryPattern(pattern, bytes, at, end)) {
        this.#lastPattern = pattern;
        return true;
      }
    }
    return false;
  }

  /** A number since the epoch: seconds (10 digits, with an optional fraction), milliseconds (13), microseconds (16) or nanoseconds (19). */
  readEpoch(bytes: Uint8Array, at: number, end: number): boolean {
    let i = at;
    let value = 0;
    while (i < end && i - at < 16 && isDigit(bytes[i])) value = value * 10 + bytes[i++] - 0x30;
    const digits = i - at;
    if (digits < 10 || bytes[at] === 0x30) return false;
    const seconds = digits === 10 ? value : digits === 13 ? value / 1e3 : digits === 16 ? value / 1e6 : 0;
    if (seconds < FIRST_EPOCH_SECOND || seconds > LAST_EPOCH_SECOND) return false;
    if (digits === 16) {
      const more = digitsFrom(bytes, i, end);
      if (more !== 0 && more !== 3) return false;
      return this.#found(value, layoutOf(EPOCH_MICROS, 0, 0, 0, 0), i);
    }
    if (i < end && isDigit(bytes[i])) return false;
    if (digits === 13) return this.#found(value * 1000, layoutOf(EPOCH_MILLIS, 0, 0, 0, 0), i);
    if (digits !== 10) return false;
    let fraction = 0;
    let fractionDigits = 0;
    if (i + 1 < end && bytes[i] === 0x2e && isDigit(bytes[i + 1])) {
      i++;
      while (i < end && fractionDigits < 6 && isDigit(bytes[i])) {
        fraction = fraction * 10 + bytes[i++] - 0x30;
        fractionDigits++;
      }
    }
    return this.#found(value * US_PER_SECOND + fraction * POWERS[6 - fractionDigits], layoutOf(EPOCH_SECONDS, fractionDigits, 0, 0, 0), i);
  }

  #found(timeUs: number, layout: number, end: number): boolean {
    this.timeUs = timeUs;
    this.layout = layout;
    this.end = end;
    return true;
  }

  #tryPattern(pattern: number, bytes: Uint8Array, start: number, end: number): boolean {
    const codes = CODES[pattern];
    let at = start;
    let year = -1;
    let month = 1;
    let day = 1;
    let weekday = -1;
    let secondsUs = 0;
    let fraction = 0;
    let digits = 0;
    let mark = 0;
    let zone: number = ZONE.none;
    let offset = 0;
    let isZoneOutside = false;
    const isSameDate = pattern === this.#datePattern && this.#isSameDate(bytes, start, end);
    let c = 0;
    if (isSameDate) {
      at += DATE_BYTES[pattern];
      c = CLOCK_CODE[pattern];
      if (HAS_COLON_CLOCK[pattern]) {
        secondsUs = clockUs(bytes, at, end);
        if (secondsUs < 0) return false;
        at += 8;
        c += 5;
      }
    }
    for (; c < codes.length; c++) {
      const code = codes[c];
      if (code === 0x66) {
        // f
        mark = at + 1 < end && isDigit(bytes[at + 1]) ? fractionMark(bytes[at]) : -1;
        if (mark < 0) {
          mark = 0;
          continue;
        }
        let i = at + 1;
        while (i < end && digits < 6 && isDigit(bytes[i])) {
          fraction = fraction * 10 + bytes[i++] - 0x30;
          digits++;
        }
        at = i;
        if (i < end && isDigit(bytes[i])) {
          // Nanoseconds: the last digits stay outside the timestamp, and with them the zone; it still counts.
          if (c + 1 < codes.length && codes[c + 1] !== 0x7a) return false;
          const hasZone = c + 1 < codes.length && this.#readZone(bytes, i + digitsFrom(bytes, i, end), end) !== ZONE.none;
          isZoneOutside = hasZone;
          if (hasZone) offset = this.#zoneOffset;
          c = codes.length;
        }
        continue;
      }
      if (code === 0x7a) {
        // z
        const form = this.#readZone(bytes, at, end);
        zone = form;
        if (form !== ZONE.none) {
          at = this.#zoneEnd;
          offset = this.#zoneOffset;
        }
        continue;
      }
      if (at >= end) return false;
      if (code === 0x59) {
        year = fourDigits(bytes, at, end);
        if (year < 1900 || year > LAST_YEAR) return false;
        at += 4;
      } else if (code === 0x79) {
        const two = twoDigits(bytes, at, end);
        if (two < 0) return false;
        year = two < 70 ? 2000 + two : 1900 + two;
        at += 2;
      } else if (code === 0x4d) {
        month = twoDigits(bytes, at, end);
        if (month < 1 || month > 12) return false;
        at += 2;
      } else if (code === 0x62) {
        const index = at + 3 <= end ? MONTH_INDEX.get((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) : undefined;
        if (index === undefined) return false;
        month = index + 1;
        at += 3;
      } else if (code === 0x61) {
        const index = at + 3 <= end ? WEEKDAY_INDEX.get((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) : undefined;
        if (index === undefined) return false;
        weekday = index;
        at += 3;
      } else if (code === 0x44) {
        day = twoDigits(bytes, at, end);
        if (day < 1 || day > 31) return false;
        at += 2;
      } else if (code === 0x64) {
        if (at + 1 >= end) return false;
        day = bytes[at] === 0x20 && isDigit(bytes[at + 1]) ? bytes[at + 1] - 0x30 : twoDigits(bytes, at, end);
        // A leading zero is the other pattern's.
        if (day < 1 || day > 31 || bytes[at] === 0x30) return false;
        at += 2;
      } else if (code === 0x65) {
        day = bytes[at] === 0x30 ? twoDigits(bytes, at, end) : -1;
        if (day < 1) return false;
        at += 2;
      } else if (code === 0x6a) {
        day = bytes[at] - 0x30;
        if (day < 1 || day > 9) return false;
        at++;
      } else if (code === 0x48) {
        const hour = twoDigits(bytes, at, end);
        if (hour < 0 || hour > 23) return false;
        secondsUs += hour * US_PER_HOUR;
        at += 2;
      } else if (code === 0x6d) {
        const minute = twoDigits(bytes, at, end);
        if (minute < 0 || minute > 59) return false;
        secondsUs += minute * US_PER_MINUTE;
        at += 2;
      } else if (code === 0x73) {
        const second = twoDigits(bytes, at, end);
        if (second < 0 || second > 59) return false;
        secondsUs += second * US_PER_SECOND;
        at += 2;
      } else {
        if (bytes[at] !== code) return false;
        at++;
      }
    }
    if (at < end && isDigit(bytes[at]) && digits < 6) return false;
    const dayUs = isSameDate ? this.#dateUs : this.#dayOf(year, month, day, weekday);
    if (Number.isNaN(dayUs)) return false;
    if (!isSameDate && CLOCK_CODE[pattern] > 0) this.#keepDate(pattern, bytes, start, dayUs);
    const localUs = dayUs + secondsUs + fraction * POWERS[6 - digits];
    if (zone === ZONE.none && !isZoneOutside) offset = this.#context.zone.offsetMinutesAt(localUs);
    const timeUs = localUs - offset * US_PER_MINUTE;
    const layout = layoutOf(pattern, digits, mark, zone, offset);
    const isWhole = at >= end || !isDigit(bytes[at]);
    if (ENDS_IN_CLOCK[pattern] && isWhole) {
      this.#repeated.keep(bytes, start, start + DATE_BYTES[pattern] + SECONDS_BEHIND_DATE, digits, at, timeUs, layout);
    }
    return this.#found(timeUs, layout, at);
  }

  #isSameDate(bytes: Uint8Array, start: number, end: number): boolean {
    const length = DATE_BYTES[this.#datePattern];
    if (start + length > end) return false;
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== this.#dateText[i]) return false;
    return true;
  }

  #keepDate(pattern: number, bytes: Uint8Array, start: number, dayUs: number): void {
    const length = DATE_BYTES[pattern];
    for (let i = 0; i < length; i++) this.#dateText[i] = bytes[start + i];
    this.#datePattern = pattern;
    this.#dateUs = dayUs;
  }

  /** Start of a day in its own zone, NaN when there is no such day. */
  #dayOf(year: number, month: number, day: number, weekday: number): number {
    const key = ((year * 16 + month) * 32 + day) * 8 + weekday + 1;
    if (key === this.#dayKey) return this.#dayUs;
    let dayUs = year < 0 ? this.#latestDay(month, day) : dayStart(year, month, day);
    if (weekday >= 0 && new Date(dayUs / 1000).getUTCDay() !== weekday) dayUs = Number.NaN;
    this.#dayKey = key;
    this.#dayUs = dayUs;
    return dayUs;
  }

  #latestDay(month: number, day: number): number {
    const limit = this.#context.referenceTimeUs + US_PER_DAY;
    // Eight years cover every 29 February.
    for (let year = this.#referenceYear + 1; year > this.#referenceYear - 8; year--) {
      const dayUs = dayStart(year, month, day);
      if (dayUs <= limit) return dayUs;
    }
    return Number.NaN;
  }

  #zoneEnd = 0;
  #zoneOffset = 0;

  #readZone(bytes: Uint8Array, start: number, end: number): number {
    if (start >= end) return ZONE.none;
    this.#zoneOffset = 0;
    if (bytes[start] === 0x5a) {
      this.#zoneEnd = start + 1;
      return ZONE.z;
    }
    const isSpaced = bytes[start] === 0x20;
    const at = isSpaced ? start + 1 : start;
    if (isSpaced && at + 3 <= end && (at + 3 === end || !isLetter(bytes[at + 3]))) {
      const name = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
      this.#zoneEnd = at + 3;
      if (name === packed('UTC')) return ZONE.utc;
      if (name === packed('GMT')) return ZONE.gmt;
    }
    const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0;
    const hours = sign === 0 ? -1 : twoDigits(bytes, at + 1, end);
    if (hours < 0 || hours > 14) return ZONE.none;
    const hasColon = at + 3 < end && bytes[at + 3] === 0x3a;
    const minutes = twoDigits(bytes, at + (hasColon ? 4 : 3), end);
    this.#zoneOffset = sign * (hours * 60 + Math.max(0, minutes));
    const isMinusZero = sign < 0 && this.#zoneOffset === 0;
    if (minutes < 0) {
      this.#zoneEnd = at + 3;
      // "-00" would render as "+00".
      return isSpaced || isMinusZero || (at + 3 < end && isDigit(bytes[at + 3])) ? ZONE.none : ZONE.hours;
    }
    if (minutes > 59) return ZONE.none;
    this.#zoneEnd = at + (hasColon ? 6 : 5);
    if (isMinusZero) return hasColon ? (isSpaced ? ZONE.none : ZONE.minusZeroColon) : isSpaced ? ZONE.spacedMinusZero : ZONE.minusZeroPlain;
    if (isSpaced) return hasColon ? ZONE.spacedColon : ZONE.spacedPlain;
    return hasColon ? ZONE.colon : ZONE.plain;
  }
}

const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function digitsFrom(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(bytes[i])) i++;
  return i - at;
}

/** Index into FRACTION_MARKS, -1 for any other byte. */
function fractionMark(byte: number): number {
  return byte === 0x2e ? 0 : byte === 0x2c ? 1 : byte === 0x3a ? 2 : -1;
}

/** Microseconds of a clock written `HH:MM:SS`; -1 when there is none at `at`. */
function clockUs(bytes: Uint8Array, at: number, end: number): number {
  if (at + 8 > end || bytes[at + 2] !== 0x3a || bytes[at + 5] !== 0x3a) return -1;
  const hour = twoDigits(bytes, at, end);
  const minute = twoDigits(bytes, at + 3, end);
  const second = twoDigits(bytes, at + 6, end);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  return ((hour * 60 + minute) * 60 + second) * US_PER_SECOND;
}

function twoDigits(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const tens = bytes[at] - 0x30;
  const ones = bytes[at + 1] - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function fourDigits(bytes: Uint8Array, at: number, end: number): number {
  const high = twoDigits(bytes, at, end);
  const low = twoDigits(bytes, at + 2, end);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}

/** NaN when the month has no such day. */
function dayStart(year: number, month: number, day: number): number {
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms * 1000 : Number.NaN;
}
