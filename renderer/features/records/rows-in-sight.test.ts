import { expect, test } from 'vitest';
import { rowAfterKey, timesOf } from './rows-in-sight.ts';

test('the times in sight go from the first to the last, whatever the order and whoever has none', () => {
  expect(timesOf([{ timeUs: 30 }, {}, { timeUs: 10 }, { timeUs: 20 }])).toEqual([10, 30]);
  expect(timesOf([{}, {}])).toBeUndefined();
});

test('keys move by a row, by a page, and to both ends', () => {
  const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'Tab'];
  expect(keys.map((key) => rowAfterKey(key, 50, 1_000, 20))).toEqual([51, 49, 70, 30, 0, 999, undefined]);
});
