import { formatDuration } from '../../format/duration.ts';

const MINUTE_MS = 60_000;
const UNITS = [
  { ms: 24 * 60 * MINUTE_MS, name: 'd' },
  { ms: 60 * MINUTE_MS, name: 'h' },
  { ms: MINUTE_MS, name: 'min' },
] as const;

/** Time since the row above in at most eight characters: `+1.61 s`, `−12 ms`, `+2.5 min`, `+3 d`. Empty where one of the two has no time. */
export function gapWords(gapUs: number | undefined): string {
  if (gapUs === undefined) return '';
  const ms = Math.abs(gapUs) / 1000;
  const sign = gapUs < 0 ? '\u2212' : '+';
  const unit = UNITS.find((one) => ms >= one.ms * 0.9995);
  if (unit === undefined) return sign + formatDuration(ms);
  const size = ms / unit.ms;
  return `${sign}${size < 9.95 ? Number(size.toFixed(1)) : Math.round(size)} ${unit.name}`;
}
