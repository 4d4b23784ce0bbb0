import { expect, test } from 'vitest';
import type { Timeline } from '#contract/explore.ts';
import { heightOf, lanesOf, laneTicks, recordsWithin, roundMax } from './chart-lanes.ts';

const timeline: Timeline = {
  fromUs: 0,
  bucketUs: 10,
  counts: { INFO: [100, 80, 0], ERROR: [0, 3, 2], FATAL: [0, 0, 1], WARN: [1, 0, 0], UNSET: [0, 5, 0], DEBUG: [0, 0, 0] },
  total: 192,
  untimed: 0,
  partial: false,
};

test('all levels stand above with FATAL at the axis, the serious ones below with FATAL as the cap', () => {
  const lanes = lanesOf(timeline);
  expect(lanes.map(({ series }) => series.map(({ level }) => level))).toEqual([
    ['FATAL', 'ERROR', 'WARN', 'INFO', 'UNSET'],
    ['ERROR', 'WARN', 'FATAL'],
  ]);
  expect(lanes.map(({ max }) => max)).toEqual([120, 4]);
});

test('levels taken out of the legend free their height', () => {
  const lanes = lanesOf(timeline, new Set(['INFO', 'UNSET']));
  expect(lanes.map(({ height, series }) => [height, series.map(({ level }) => level)])).toEqual([[82, ['FATAL', 'ERROR', 'WARN']]]);
  expect(lanesOf(timeline, new Set(['FATAL', 'ERROR', 'WARN'])).length).toBe(1);
});

test('scales end at round numbers whose half is round', () => {
  expect([0, 1, 3, 7, 13, 130, 1_300, 79_000].map(roundMax)).toEqual([2, 2, 4, 8, 16, 160, 1_600, 80_000]);
  expect(laneTicks({ max: 80_000, height: 52 }, false)).toEqual([0, 40_000, 80_000]);
  expect(laneTicks({ max: 16_000, height: 82 }, false)).toEqual([0, 4_000, 8_000, 12_000, 16_000]);
  expect(laneTicks({ max: 600, height: 20 }, false)).toEqual([0, 600]);
});

test('a logarithmic scale is labelled by powers of ten that have room', () => {
  expect(laneTicks({ max: 80_000, height: 82 }, true)).toEqual([0, 100, 10_000, 80_000]);
  expect([0, 80_000].map((value) => heightOf(value, 80_000, true))).toEqual([0, 1]);
});

test('the records of a brush are those of its buckets', () => {
  expect(recordsWithin(timeline, { fromUs: 10, untilUs: 30 })).toBe(91);
  expect(recordsWithin(timeline, { fromUs: 10, untilUs: 30 }, new Set(['INFO']))).toBe(11);
});
