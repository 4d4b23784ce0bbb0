import { expect, test } from 'vitest';
import { createRowHeights, ROW_PX } from './row-heights.ts';

test('places and rows answer each other whatever rows are higher', () => {
  const heights = createRowHeights();
  const high = new Map([
    [0, 44],
    [3, 132],
    [255, 66],
    [256, 44],
    [700, 400],
    [100_000, 66],
  ]);
  for (const [row, px] of high) heights.set(row, px);
  const heightOf = (row: number) => high.get(row) ?? ROW_PX;
  let top = 0;
  for (let row = 0; row < 1_500; row++) {
    expect([heights.offsetOf(row), heights.rowAt(top), heights.rowAt(top + heightOf(row) - 1)]).toEqual([top, row, row]);
    top += heightOf(row);
  }
  expect(heights.rowAt(heights.offsetOf(5_000_000))).toBe(5_000_000);
});

test('a row that shrinks back leaves nothing behind', () => {
  const heights = createRowHeights();
  expect([heights.set(9, 110), heights.set(9, 66), heights.extra()]).toEqual([88, -44, 44]);
  expect([heights.set(9, ROW_PX), heights.extra(), heights.offsetOf(20)]).toEqual([-44, 0, 440]);
});
