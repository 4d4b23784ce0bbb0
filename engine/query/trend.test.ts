import { expect, test } from 'vitest';
import { US_PER_DAY, US_PER_MINUTE } from '../base/time.ts';
import { sparkOf, trendBuckets, trendOf } from './trend.ts';

const rangeOf = (spanUs: number) => ({ fromUs: 1_000, untilUs: 1_000 + spanUs });

/** The trend of records that come `perMinute` of each minute. */
function trendFrom(minutes: number, perMinute: (minute: number) => number) {
  const range = rangeOf(minutes * US_PER_MINUTE);
  const buckets = trendBuckets(range, 52);
  const counts = new Float64Array(buckets.count);
  let [count, first, last] = [0, 0, 0];
  for (let second = 0; second < minutes * 60; second++) {
    const records = perMinute(Math.floor(second / 60)) / 60;
    if (records === 0) continue;
    last = range.fromUs + second * 1_000_000;
    if (count === 0) first = last;
    count += records;
    counts[Math.floor((last - buckets.fromUs) / buckets.widthUs)] += records;
  }
  return trendOf(count, first, last, counts, buckets, range);
}

test.each([30, 90, 171, 400, 900, 5_000])('over %i minutes each label says what happened', (minutes) => {
  const at = (part: number) => Math.floor(minutes * part);
  const peak = Math.max(6, Math.ceil(minutes / 20));
  expect(trendFrom(minutes, () => 30).kind).toBe('steady');
  expect(trendFrom(minutes, (minute) => (minute >= at(0.5) && minute < at(0.5) + 2 * peak ? 300 : 30))).toMatchObject({ kind: 'rising' });
  expect(trendFrom(minutes, (minute) => (minute >= at(0.5) && minute < at(0.5) + 2 * peak ? 3 : 30))).toMatchObject({ kind: 'falling' });
  expect(trendFrom(minutes, (minute) => (minute >= at(0.3) ? 30 : 0)).kind).toBe('new');
  expect(trendFrom(minutes, (minute) => (minute < at(0.7) ? 30 : 0)).kind).toBe('gone');
  expect(trendFrom(minutes, (minute) => (minute === at(0.5) ? 4 : 0)).kind).toBe('rare');
});

test('every bar has the same number of buckets, a hundred in all at least and 520 at most', () => {
  const spans = [1, US_PER_MINUTE, 171 * US_PER_MINUTE, US_PER_DAY, 365 * US_PER_DAY];
  const countsOf = (bars: number) => spans.map((spanUs) => trendBuckets(rangeOf(spanUs), bars).count);
  expect(countsOf(52)).toEqual([104, 104, 104, 520, 520]);
  expect(countsOf(0)).toEqual(countsOf(52));
  expect(countsOf(24)).toEqual([120, 120, 120, 504, 504]);
  expect(countsOf(1)).toEqual([100, 100, 103, 520, 520]);
});

test('a sparkline has every record once', () => {
  const counts = Float64Array.from({ length: 104 }, (_, bucket) => bucket);
  for (const bars of [1, 7, 52]) expect(sparkOf(counts, bars).reduce((sum, count) => sum + count, 0)).toBe((103 * 104) / 2);
  expect(sparkOf(counts, 0)).toEqual([]);
});
