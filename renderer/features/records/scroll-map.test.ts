import { expect, test } from 'vitest';
import { ROW_PX, scrollMap } from './scroll-map.ts';

test('short lists scroll pixel by pixel', () => {
  const map = scrollMap(1_000, 440);
  expect([map.spacerPx, map.lastTop, map.rowAt(220), map.scrollOf(10)]).toEqual([22_000, 980, 10, 220]);
});

test('ten million rows reach both ends and the middle exactly', () => {
  const map = scrollMap(10_000_000, 440);
  expect(map.spacerPx).toBe(8_000_000);
  expect(map.rowAt(0)).toBe(0);
  expect(map.rowAt(map.spacerPx - 440)).toBe(10_000_000 - 440 / ROW_PX);
  expect(Math.round(map.rowAt(map.scrollOf(5_000_000)))).toBe(5_000_000);
});

test('a list shorter than its window does not scroll', () => {
  const map = scrollMap(3, 440);
  expect([map.spacerPx, map.lastTop, map.rowAt(100)]).toEqual([440, 0, 0]);
});
