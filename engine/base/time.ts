/**
 * Times are whole microseconds since 1970-01-01T00:00:00Z, as safe integers (good until the year 2255).
 * Ranges are half-open: [fromUs, untilUs).
 */
export interface TimeRange {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** The time of a record for which no time is known: its source has none so far. Sorts before everything, is on no timeline. */
export const NO_TIME = Number.MIN_SAFE_INTEGER;

export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;
export const US_PER_MINUTE = 60_000_000;
export const US_PER_HOUR = 3_600_000_000;
export const US_PER_DAY = 86_400_000_000;

/** ISO 8601 in UTC with microseconds only when they are not zero: for JSON output. */
export function isoOfUs(timeUs: number): string {
  const ms = Math.floor(timeUs / US_PER_MS);
  const rest = timeUs - ms * US_PER_MS;
  const iso = new Date(ms).toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
