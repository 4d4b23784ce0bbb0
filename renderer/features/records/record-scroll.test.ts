import { expect, test } from 'vitest';
import { createRecordScroll } from './record-scroll.ts';
import { ROW_PX } from './row-heights.ts';

function scrollOf(total: number, rowsSeen = 20) {
  const scroll = createRecordScroll();
  scroll.setViewport(rowsSeen * ROW_PX);
  scroll.setTotal(total);
  return scroll;
}

test('a row above that turns out higher moves nothing that is seen', () => {
  const scroll = scrollOf(1_000);
  scroll.showAt(100);
  scroll.measured(98, 4 * ROW_PX);
  expect([scroll.seen().first, scroll.getState().offset]).toEqual([100, 103 * ROW_PX]);
  scroll.measured(104, 4 * ROW_PX);
  expect([scroll.seen().first, scroll.getState().offset]).toEqual([100, 103 * ROW_PX]);
});

test('the last row is whole in sight although the rows above it are measured after the jump', () => {
  const scroll = scrollOf(1_000);
  scroll.reveal(999);
  for (let row = 975; row < 1_000; row++) scroll.measured(row, 3 * ROW_PX);
  const { offset, viewportPx } = scroll.getState();
  expect(offset + viewportPx).toBe(scroll.heights.offsetOf(1_000));
  expect(scroll.seen().end).toBe(1_000);
});

test('records that come in above leave the same rows in sight, half rows included', () => {
  const scroll = scrollOf(1_000);
  scroll.moveTo(50 * ROW_PX + 7);
  scroll.setTotal(1_040);
  scroll.shift(40);
  expect([scroll.seen().first, scroll.getState().offset % ROW_PX]).toEqual([90, 7]);
});

test('without its heights the list still begins with the same row', () => {
  const scroll = scrollOf(1_000);
  for (let row = 0; row < 50; row++) scroll.measured(row, 5 * ROW_PX);
  scroll.showAt(40);
  scroll.forgetHeights();
  expect([scroll.seen().first, scroll.getState().offset]).toEqual([40, 40 * ROW_PX]);
});

test('a shorter list ends in sight', () => {
  const scroll = scrollOf(1_000);
  scroll.showAt(900);
  scroll.setTotal(30);
  expect(scroll.seen()).toEqual({ first: 10, end: 30 });
});
