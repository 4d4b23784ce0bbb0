import { UNKNOWN } from './count.ts';

/** Two largest units: `11 ms`, `5.00 s`, `21 min 33 s`, `4 h 30 min`, `3 days 2 h`. Below a millisecond in `µs`. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  const size = Math.abs(ms);
  const sign = ms < 0 ? '\u2212' : '';
  if (size === 0) return '0 ms';
  if (size < 1) return `${sign}${Math.round(size * 1000)} µs`;
  if (size < 999.5) return `${sign}${Math.round(size)} ms`;
  if (size < 9_995) return `${sign}${(size / 1000).toFixed(2)} s`;
  if (size < 59_950) return `${sign}${(size / 1000).toFixed(1)} s`;
  return sign + inWholeSeconds(Math.round(size / 1000));
}

function inWholeSeconds(seconds: number): string {
  if (seconds < 3_600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  const days = Math.floor(hours / 24);
  return pair(days, days === 1 ? 'day' : 'days', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The length of a half-open range in microseconds, for labels: whole units where they fit (`24 h`, `100 min`, `31 days`). */
export function formatSpan(us: number): string {
  const minutes = us / 60_000_000;
  const days = minutes / (24 * 60);
  if (days >= 3 - 0.01 || Math.abs(days - 2) < 0.01) return `${Math.round(days)} days`;
  if (minutes >= 180 && Math.abs(minutes / 60 - Math.round(minutes / 60)) < 0.02) return `${Math.round(minutes / 60)} h`;
  if (minutes >= 10 && minutes < 180) return `${Math.round(minutes)} min`;
  return formatDuration(us / 1000);
}

/** What is left, coarse on purpose: `less than 1 s`, `6 s`, `2 min`, `1 h 10 min`. */
export function formatRemaining(ms: number): string {
  if (ms < 1_000) return 'less than 1 s';
  if (ms < 90_000) return `${Math.ceil(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return formatDuration(Math.round(ms / 60_000) * 60_000);
}

/** Width of a chart's bucket: `50 s`, `1 min`, `6 h`, `10 ms`. */
export function formatBucket(us: number): string {
  if (us < 1_000) return `${us} µs`;
  if (us < 1_000_000) return `${us / 1_000} ms`;
  const seconds = us / 1_000_000;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${seconds / 60} min`;
  if (seconds < 86_400) return `${seconds / 3_600} h`;
  return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
}
