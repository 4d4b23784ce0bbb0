import { expect, test } from 'vitest';
import { brushAfterKey, brushBetween, moved, panned, snapped, tickPrecision, timeTicks, within, zoomed } from './axis.ts';

const minute = 60_000_000;

test('ticks are round in the zone shown', () => {
  const from = Date.UTC(2026, 8, 14, 13, 40) * 1000;
  const { stepUs, ticks } = timeTicks(from, from + 100 * minute, 10, 0);
  expect(stepUs).toBe(10 * minute);
  expect(ticks.length).toBe(11);
  const india = timeTicks(from, from + 600 * minute, 10, 330);
  expect(india.ticks.every((tick) => (tick + 330 * minute) % india.stepUs === 0)).toBe(true);
});

test('over months and years the ticks are first days of months', () => {
  const day = (year: number, month: number, date = 1) => Date.UTC(year, month, date) * 1000;
  const months = timeTicks(day(2025, 10, 17), day(2026, 6, 2), 8, 0).ticks;
  expect(months).toEqual([11, 12, 13, 14, 15, 16, 17, 18].map((month) => day(2025, month)));
  const years = timeTicks(day(2003, 7, 6), day(2026, 6, 27), 10, 60).ticks;
  expect(years.map((tick) => new Date(tick / 1000 + 3_600_000).toISOString().slice(0, 10))).toEqual([
    '2005-01-01',
    '2010-01-01',
    '2015-01-01',
    '2020-01-01',
    '2025-01-01',
  ]);
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

const axis = { fromUs: 100, untilUs: 200 };

test('a drawn brush grows to whole buckets and never to nothing', () => {
  expect(snapped({ fromUs: 113, untilUs: 131 }, axis, 10)).toEqual({ fromUs: 110, untilUs: 140 });
  expect(snapped({ fromUs: 120, untilUs: 121 }, axis, 10)).toEqual({ fromUs: 120, untilUs: 130 });
  expect(snapped({ fromUs: 195, untilUs: 199 }, axis, 10)).toEqual({ fromUs: 190, untilUs: 200 });
});

test('a moved brush keeps its length at the ends', () => {
  expect(moved({ fromUs: 120, untilUs: 150 }, 17, axis, 10)).toEqual({ fromUs: 140, untilUs: 170 });
  expect(moved({ fromUs: 120, untilUs: 150 }, 400, axis, 10)).toEqual({ fromUs: 170, untilUs: 200 });
  expect(moved({ fromUs: 120, untilUs: 150 }, -400, axis, 10)).toEqual({ fromUs: 100, untilUs: 130 });
});

test('zooming out ends at the whole, panning stops at its ends', () => {
  expect(within({ fromUs: 50, untilUs: 260 }, axis)).toBeUndefined();
  expect(within({ fromUs: 50, untilUs: 160 }, axis)).toEqual({ fromUs: 100, untilUs: 160 });
  expect(panned({ fromUs: 120, untilUs: 140 }, 0.5, axis)).toEqual({ fromUs: 130, untilUs: 150 });
  expect(panned({ fromUs: 170, untilUs: 190 }, 5, axis)).toEqual({ fromUs: 180, untilUs: 200 });
});

test('keys move the brush, move one edge, begin a brush, zoom and clear', () => {
  const brush = { fromUs: 120, untilUs: 150 };
  const after = (key: string, shiftKey: boolean, edge: 'fromUs' | 'untilUs', given: typeof brush | undefined = brush) =>
    brushAfterKey({ key, shiftKey }, edge, given, 143, axis, 10);
  expect(after('ArrowRight', false, 'untilUs')).toEqual({ brush: { fromUs: 130, untilUs: 160 } });
  expect(after('ArrowRight', true, 'untilUs')).toEqual({ brush: { fromUs: 120, untilUs: 160 } });
  expect(after('ArrowLeft', true, 'fromUs')).toEqual({ brush: { fromUs: 110, untilUs: 150 } });
  expect(brushAfterKey({ key: 'ArrowRight', shiftKey: true }, 'untilUs', undefined, 143, axis, 10)).toEqual({
    brush: { fromUs: 140, untilUs: 150 },
  });
  expect([after('Enter', false, 'untilUs'), after('Escape', false, 'untilUs'), after('j', false, 'untilUs')]).toEqual([
    'zoom',
    'clear',
    undefined,
  ]);
});

test('an edge never passes the other', () => {
  expect(brushAfterKey({ key: 'ArrowLeft', shiftKey: true }, 'untilUs', { fromUs: 120, untilUs: 130 }, 0, axis, 10)).toEqual({
    brush: { fromUs: 120, untilUs: 130 },
  });
});
