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

/** Reads many times that follow one another: the minute is read once for all times within it. */
export class IsoTimes {
  #minute = '';
  #minuteUs = 0;

  /** As usOfIso. */
  us(text: string): number {
    const { length } = text;
    const zoneAt = text.endsWith('Z') ? length - 1 : text.endsWith('+00:00') ? length - 6 : -1;
    if (zoneAt < 19 || zoneAt > 26 || zoneAt === 20) return usOfIso(text);
    const minute = text.slice(0, 17);
    if (minute !== this.#minute) {
      const us = usOfIso(`${minute}00Z`);
      if (Number.isNaN(us)) return us;
      this.#minute = minute;
      this.#minuteUs = us;
    }
    let us = 0;
    for (let at = 17; at < 26; at++) {
      if (at === 19) continue;
      const digit = at < zoneAt ? text.charCodeAt(at) - 0x30 : 0;
      if (digit < 0 || digit > 9) return usOfIso(text);
      us = us * 10 + digit;
    }
    return this.#minuteUs + us;
  }
}

/** ISO text of nanoseconds since the epoch, given as decimal digits. */
export function isoOfNanoseconds(digits: string): string {
  const padded = digits.padStart(10, '0');
  return `${new Date(Number(padded.slice(0, -9)) * 1000).toISOString().slice(0, 19)}.${padded.slice(-9)}Z`;
}
