import { expect, test } from 'vitest';
import { scrollMap } from './scroll-map.ts';

test('short content scrolls pixel by pixel', () => {
  const map = scrollMap(22_000, 440);
  expect([map.spacerPx, map.isExact, map.lastOffset, map.offsetAt(215), map.scrollOf(220)]).toEqual([22_000, true, 21_560, 215, 220]);
});

test('ten million rows reach both ends and the middle exactly', () => {
  const map = scrollMap(220_000_000, 440);
  expect([map.spacerPx, map.isExact]).toEqual([8_000_000, false]);
  expect(map.offsetAt(0)).toBe(0);
  expect(map.offsetAt(map.spacerPx - 440)).toBe(220_000_000 - 440);
  expect(Math.round(map.offsetAt(map.scrollOf(110_000_000)))).toBe(110_000_000);
});

test('content shorter than its window does not scroll', () => {
  const map = scrollMap(66, 440);
  expect([map.spacerPx, map.lastOffset, map.offsetAt(100), map.scrollOf(30)]).toEqual([440, 0, 0, 0]);
});
