import { type TimeRange, US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../base/time.ts';
import type { Buckets } from './spread.ts';

const times = (unitUs: number, counts: readonly number[]): number[] => counts.map((count) => count * unitUs);

/** Widths a person reads at a glance, in microseconds. */
const NICE_US: readonly number[] = [
  ...times(1, [1, 2, 5, 10, 20, 50, 100, 200, 500]),
  ...times(US_PER_MS, [1, 2, 5, 10, 20, 50, 100, 200, 500]),
  ...times(US_PER_SECOND, [1, 2, 5, 10, 15, 30]),
  ...times(US_PER_MINUTE, [1, 2, 5, 10, 15, 30]),
  ...times(US_PER_HOUR, [1, 3, 6, 12]),
];

/** At most `most` buckets of a nice width over the range, aligned to whole multiples of it (days to midnight UTC); beyond a day whole days. */
export function niceBuckets(range: TimeRange, most: number): Buckets {
  for (const widthUs of NICE_US) {
    const buckets = aligned(range, widthUs);
    if (buckets.count <= most) return buckets;
  }
  for (let days = 1; ; days++) {
    const buckets = aligned(range, days * US_PER_DAY);
    if (buckets.count <= most || buckets.count <= 2)
      return most === 1 ? { fromUs: range.fromUs, widthUs: Math.max(1, range.untilUs - range.fromUs), count: 1 } : buckets;
  }
}

/** Exactly `count` equal buckets that cover the range; widths are whole microseconds, so the last may reach beyond it. */
export function equalBuckets(range: TimeRange, count: number): Buckets {
  return { fromUs: range.fromUs, widthUs: Math.max(1, Math.ceil((range.untilUs - range.fromUs) / count)), count };
}

export function aligned(range: TimeRange, widthUs: number): Buckets {
  const first = Math.floor(range.fromUs / widthUs);
  const last = Math.floor((Math.max(range.untilUs, range.fromUs + 1) - 1) / widthUs);
  return { fromUs: first * widthUs, widthUs, count: last - first + 1 };
}
