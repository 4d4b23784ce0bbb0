import { US_PER_MS } from '../base/time.ts';

/** Microseconds since the epoch of an ISO time; further digits are left out, none is rounded. NaN for what is no time. A time without zone is in UTC. */
export function usOfIso(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (match === null) return Number.NaN;
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return ms * US_PER_MS + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** The same instant as a service writes it, ending with Z; as it stands where it names another zone. */
export function zuluOf(text: string): string {
  if (text === '' || text.endsWith('Z')) return text;
  const whole = text[10] === ' ' ? `${text.slice(0, 10)}T${text.slice(11)}` : text;
  if (whole.endsWith('+00:00')) return `${whole.slice(0, -6)}Z`;
  return /[+-]\d\d:?\d\d$/.test(whole.slice(10)) ? whole.replace(/[+-]0000$/, 'Z') : `${whole}Z`;
}

const ZULU = 0x5a;
const DIGIT_0 = 0x30;
/** `2026-09-01T10:00:`, up to the minute, and up to the microseconds' last digit. */
const MINUTE_BYTES = 17;
const MICROSECOND_BYTES = 26;

/** Reads many times that follow one another: the minute is read once for all times within it. */
export class IsoTimes {
  readonly #minute = new Uint8Array(MINUTE_BYTES);
  #minuteUs = Number.NaN;

  /** As usOfIso, of UTF-8 in [start, end). */
  us(bytes: Buffer, start: number, end: number): number {
    const zoneAt = bytes[end - 1] === ZULU ? end - 1 : isUtcOffset(bytes, end - 6) ? end - 6 : start;
    const length = zoneAt - start;
    if (length < 19 || length > MICROSECOND_BYTES || length === 20) return usOfText(bytes, start, end);
    let at = 0;
    while (at < MINUTE_BYTES && this.#minute[at] === bytes[start + at]) at++;
    if (at < MINUTE_BYTES || Number.isNaN(this.#minuteUs)) {
      this.#minute.set(bytes.subarray(start, start + MINUTE_BYTES));
      this.#minuteUs = usOfIso(`${bytes.toString('latin1', start, start + MINUTE_BYTES)}00Z`);
    }
    let us = 0;
    for (at = MINUTE_BYTES; at < MICROSECOND_BYTES; at++) {
      if (at === 19) continue;
      const digit = at < length ? bytes[start + at] - DIGIT_0 : 0;
      if (digit < 0 || digit > 9) return usOfText(bytes, start, end);
      us = us * 10 + digit;
    }
    return this.#minuteUs + us;
  }
}

function usOfText(bytes: Buffer, start: number, end: number): number {
  return usOfIso(bytes.toString('utf8', start, end));
}

/** `+00:00` */
export function isUtcOffset(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x2b &&
    bytes[at + 1] === DIGIT_0 &&
    bytes[at + 2] === DIGIT_0 &&
    bytes[at + 3] === 0x3a &&
    bytes[at + 4] === DIGIT_0 &&
    bytes[at + 5] === DIGIT_0
  );
}

/** ISO text of nanoseconds since the epoch, given as decimal digits. */
export function isoOfNanoseconds(digits: string): string {
  const padded = digits.padStart(10, '0');
  return `${new Date(Number(padded.slice(0, -9)) * 1000).toISOString().slice(0, 19)}.${padded.slice(-9)}Z`;
}
