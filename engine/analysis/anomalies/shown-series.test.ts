import { expect, test } from 'vitest';
import { shownSeries } from './shown-series.ts';

const buckets = { fromUs: 1_000, widthUs: 10, count: 1_200 };

test('bars add up the records of whole buckets, the band is what was usual before the deviation alone', () => {
  const counts = Array.from({ length: 1_200 }, (_, bucket) => (bucket < 600 ? bucket % 2 : 50));
  const { counts: bars, bucketUs, expected } = shownSeries(counts, buckets, 1_000 + 6_000);
  expect([bars.length, bucketUs]).toEqual([57, 210]);
  expect(bars.slice(0, 28).every((count) => count === 10 || count === 11)).toBe(true);
  expect(expected).toEqual({ low: 10, high: 11, fromUs: 1_000, untilUs: 1_000 + 28 * 210 });
});

test('where next to nothing came before, nothing is said to be expected; a short series keeps its buckets', () => {
  const short = { fromUs: 0, widthUs: 5, count: 10 };
  expect(shownSeries([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], short, 15)).toEqual({
    fromUs: 0,
    bucketUs: 5,
    counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    expected: undefined,
  });
});
