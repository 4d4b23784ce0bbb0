import { expect, test } from 'vitest';
import type { Timeline } from '#contract/explore.ts';
import { boxOf, placeOf, rulerAxis, rulerBars, timeAt } from './ruler-bars.ts';

function timelineOf(counts: Timeline['counts']): Timeline {
  return { fromUs: 1_000, bucketUs: 100, counts, total: 0, untimed: 0, partial: false };
}

test('a place on the ruler and its time answer each other in both orders', () => {
  const timeline = timelineOf({ INFO: [1, 0, 2, 5] });
  for (const isNewestFirst of [false, true]) {
    const axis = rulerAxis(timeline, 200, isNewestFirst);
    if (axis === undefined) throw new Error('there is an axis');
    for (const us of [1_000, 1_050, 1_200, 1_399]) expect(Math.abs(timeAt(placeOf(us, axis), axis) - us)).toBeLessThanOrEqual(1);
    expect([placeOf(1_000, axis), placeOf(1_400, axis)]).toEqual(isNewestFirst ? [200, 0] : [0, 200]);
    expect([timeAt(-5, axis), timeAt(500, axis)]).toEqual(isNewestFirst ? [1_399, 1_000] : [1_000, 1_399]);
  }
});

test('a storm of errors is wide, a single one has its pixel, an empty bucket has no bar', () => {
  const timeline = timelineOf({ INFO: [9_999, 0, 1_111, 0], ERROR: [1, 0, 0, 300], WARN: [0, 0, 0, 100] });
  const axis = rulerAxis(timeline, 40, false);
  if (axis === undefined) throw new Error('there is an axis');
  expect(rulerBars(timeline, axis)).toEqual([
    {
      y: 0,
      height: 9,
      parts: [
        { tone: 'error', x: 3, width: 1 },
        { tone: 'quiet', x: 4, width: 2 },
      ],
    },
    { y: 20, height: 9, parts: [{ tone: 'quiet', x: 3, width: 1 }] },
    {
      y: 30,
      height: 9,
      parts: [
        { tone: 'error', x: 3, width: 6 },
        { tone: 'warn', x: 9, width: 2 },
      ],
    },
  ]);
});

test('what is seen has a box that can be seen and stays within the ruler', () => {
  const axis = { fromUs: 0, untilUs: 1_000_000, heightPx: 500, isNewestFirst: false };
  expect(boxOf(0, 1, axis, 9)).toEqual({ y: 0, height: 9 });
  expect(boxOf(999_999, 999_999, axis, 9)).toEqual({ y: 491, height: 9 });
  expect(boxOf(400_000, 600_000, axis, 9)).toEqual({ y: 200, height: 100 });
});

test('records without any time have no ruler', () => {
  expect(rulerAxis(timelineOf({}), 300, false)).toBeUndefined();
});
