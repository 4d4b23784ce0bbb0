import { expect, test } from 'vitest';
import { isNoveltyUsual } from './novelty.ts';

const BUCKETS = { fromUs: 1_000, widthUs: 10, count: 241 };
const windowAt = (window: number): number => 1_000 + window * 240 + 5;

test('novelty is usual when more than half of the windows behind the first bring something new', () => {
  const firstUs = [1, 2, 3, 4, 5, 6].map(windowAt);
  expect([isNoveltyUsual(firstUs, BUCKETS), isNoveltyUsual(firstUs.slice(1), BUCKETS)]).toEqual([true, false]);
});

test('much that is new at once, or at the beginning, makes no habit', () => {
  const atOnce = Array.from({ length: 50 }, () => windowAt(4));
  const atBegin = Array.from({ length: 50 }, (_, index) => windowAt(0) + index);
  expect([isNoveltyUsual(atOnce, BUCKETS), isNoveltyUsual(atBegin, BUCKETS), isNoveltyUsual([undefined], BUCKETS)]).toEqual([
    false,
    false,
    false,
  ]);
});
