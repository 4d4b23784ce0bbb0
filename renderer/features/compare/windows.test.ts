import { expect, test } from 'vitest';
import { around, complementOf, halvesOf, PRESETS, windowsFor } from './windows.ts';

const DAY = 86_400_000_000;
const whole = { fromUs: 0, untilUs: 3 * DAY };

test('B is held against the equal time before it, as far as there are logs', () => {
  expect(windowsFor({ fromUs: 100, untilUs: 160 }, whole)?.a).toEqual({ fromUs: 40, untilUs: 100 });
  expect(windowsFor({ fromUs: 100, untilUs: 260 }, whole)?.a).toEqual({ fromUs: 0, untilUs: 100 });
});

test('a B at the beginning is held against what follows, a B of all against nothing', () => {
  expect(windowsFor({ fromUs: 0, untilUs: 100 }, whole)?.a).toEqual({ fromUs: 100, untilUs: 3 * DAY });
  expect(windowsFor(whole, whole)).toBeUndefined();
});

test('a preset without logs, or that would overlap B, is not offered', () => {
  const offered = (b: { fromUs: number; untilUs: number }) => PRESETS.filter((preset) => preset.baseline(b, whole)).map(({ id }) => id);
  expect(offered({ fromUs: 2 * DAY, untilUs: 2.5 * DAY })).toEqual(['before', 'yesterday', 'all-before', 'all-after']);
  expect(offered({ fromUs: DAY, untilUs: 2.5 * DAY })).toEqual(['before', 'all-before', 'all-after']);
});

test('the halves of a range meet in its middle', () => {
  expect(halvesOf({ fromUs: 10, untilUs: 21 })).toEqual({ a: { fromUs: 10, untilUs: 15 }, b: { fromUs: 15, untilUs: 21 } });
});

test('the complement of a query is what it leaves out, of none there is no complement', () => {
  expect(complementOf('service:cart level:error')).toBe('not (service:cart level:error)');
  expect(complementOf('host:web-3')).toBe('-host:web-3');
  expect(complementOf('')).toBeUndefined();
});

test('around a moment lie two windows of the same length, as long as the logs allow and half an hour at most', () => {
  const minute = 60_000_000;
  const whole = { fromUs: 0, untilUs: 100 * minute };
  expect(around(50 * minute, whole)).toEqual({
    a: { fromUs: 20 * minute, untilUs: 50 * minute },
    b: { fromUs: 50 * minute, untilUs: 80 * minute },
  });
  expect(around(95 * minute, whole)?.a).toEqual({ fromUs: 90 * minute, untilUs: 95 * minute });
  expect(around(0, whole)).toBeUndefined();
});
