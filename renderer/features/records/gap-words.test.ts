import { expect, test } from 'vitest';
import { gapWords } from './gap-words.ts';

test('a gap of any size fits its column', () => {
  const gaps = [0, 12, 1_610, -293_000, 59_970, 60_000, 150_000, 59 * 60_000, 26 * 3_600_000, 400 * 86_400_000];
  const words = gaps.map((ms) => gapWords(ms * 1000));
  expect(words).toEqual(['+0 ms', '+12 ms', '+1.61 s', '\u22124.9 min', '+1 min', '+1 min', '+2.5 min', '+59 min', '+1.1 d', '+400 d']);
  expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(8);
  expect(gapWords(undefined)).toBe('');
});
