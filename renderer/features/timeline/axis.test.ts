import { expect, test } from 'vitest';
import { brushBetween, tickPrecision, timeTicks, zoomed } from './axis.ts';

const minute = 60_000_000;

test('ticks are round in the zone shown', () => {
  const from = Date.UTC(2026, 8, 14, 13, 40) * 1000;
  const { stepUs, ticks } = timeTicks(from, from + 100 * minute, 10, 0);
  expect(stepUs).toBe(10 * minute);
  expect(ticks.length).toBe(11);
  const india = timeTicks(from, from + 600 * minute, 10, 330);
  expect(india.ticks.every((tick) => (tick + 330 * minute) % india.stepUs === 0)).toBe(true);
});

test('the step decides what a tick says', () => {
  expect([86_400_000_000, minute, 1_000_000, 500].map(tickPrecision)).toEqual(['date', 'minute', 'second', 'fraction']);
});

test('a brush keeps its order and stays on the axis', () => {
  expect(brushBetween(90, 20, { fromUs: 0, untilUs: 100 })).toEqual({ fromUs: 20, untilUs: 90 });
  expect(brushBetween(-5, 400, { fromUs: 0, untilUs: 100 })).toEqual({ fromUs: 0, untilUs: 100 });
});

test('zooming keeps the point under the pointer', () => {
  expect(zoomed({ fromUs: 0, untilUs: 100_000 }, 50_000, 0.5)).toEqual({ fromUs: 25_000, untilUs: 75_000 });
});
