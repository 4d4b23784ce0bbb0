import { US_PER_SECOND } from '../../base/time.ts';

/** Longest timestamp that is remembered, in bytes. */
const MAX_BYTES = 48;
const POWERS = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/**
 * The timestamp that was read last, as a form for the next one: most lines repeat everything up to the minute, and the zone.
 * Knows nothing of patterns; where the form fits, the general reader would find the same.
 */
export class RepeatedTime {
  timeUs = Number.NaN;
  layout = 0;
  /** Bytes of the timestamp; 0 while there is none to repeat. */
  length = 0;
  readonly #text = new Uint8Array(MAX_BYTES);
  /** Where the seconds stand in the text. */
  #secondsAt = 0;
  #digits = 0;
  #hasZone = false;
  #minuteUs = 0;

  /**
   * Remembers bytes[start, end): everything but the zone stands before the seconds, and only a fraction between both.
   * @param secondsAt where the two digits of the seconds stand in `bytes`
   * @param digits of the fraction
   */
  keep(bytes: Uint8Array, start: number, secondsAt: number, digits: number, end: number, timeUs: number, layout: number): void {
    this.length = 0;
    const zoneAt = secondsAt + 2 + (digits === 0 ? 0 : digits + 1);
    const isShortZone = end === zoneAt + 3;
    if (end - start > MAX_BYTES || isShortZone) return;
    for (let i = start; i < end; i++) this.#text[i - start] = bytes[i];
    this.#secondsAt = secondsAt - start;
    this.#digits = digits;
    this.#hasZone = end > zoneAt;
    this.#minuteUs = Math.floor(timeUs / (60 * US_PER_SECOND)) * 60 * US_PER_SECOND;
    this.layout = layout;
    this.length = end - start;
  }

  /** True when bytes[at, at + length) is the remembered time but for seconds and fraction; then `timeUs` is set. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    const text = this.#text;
    const { length } = this;
    const secondsAt = this.#secondsAt;
    const digits = this.#digits;
    if (length === 0 || at + length > end) return false;
    for (let i = secondsAt - 1; i >= 0; i--) if (bytes[at + i] !== text[i]) return false;
    let i = at + secondsAt;
    const tens = bytes[i] - 0x30;
    const ones = bytes[i + 1] - 0x30;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return false;
    i += 2;
    let fraction = 0;
    if (digits > 0) {
      if (bytes[i] !== text[secondsAt + 2]) return false;
      const until = i + digits;
      while (i < until) {
        const digit = bytes[++i] - 0x30;
        if (digit < 0 || digit > 9) return false;
        fraction = fraction * 10 + digit;
      }
      i++;
    }
    for (; i < at + length; i++) if (bytes[i] !== text[i - at]) return false;
    if (i < end && !this.#mayFollow(bytes, i, end)) return false;
    this.timeUs = this.#minuteUs + (tens * 10 + ones) * US_PER_SECOND + fraction * POWERS[digits];
    return true;
  }

  /** False where what follows could belong to the time: more digits, a fraction, a zone. */
  #mayFollow(bytes: Uint8Array, at: number, end: number): boolean {
    const byte = bytes[at];
    if (byte === 0x5d || byte === 0x09) return true;
    if (byte !== 0x20 || at + 1 >= end) return false;
    if (this.#hasZone) return true;
    const next = bytes[at + 1];
    return next !== 0x2b && next !== 0x2d && next !== 0x55 && next !== 0x47;
  }
}
