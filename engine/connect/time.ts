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
  return text === ''
    ? ''
    : text
        .replace(' ', 'T')
        .replace(/[+-]00:?00$/, 'Z')
        .replace(/(?<=\d)(?<!T.*[+-]\d\d:?\d\d)$/, 'Z');
}

/** ISO text of nanoseconds since the epoch, given as decimal digits. */
export function isoOfNanoseconds(digits: string): string {
  const padded = digits.padStart(10, '0');
  return `${new Date(Number(padded.slice(0, -9)) * 1000).toISOString().slice(0, 19)}.${padded.slice(-9)}Z`;
}
