import { expect, test } from 'vitest';
import { renderTestTime } from '../../tests/support/build-investigation.ts';
import { randomOf } from '../../tests/support/random.ts';
import { foldedBytes } from './fold.ts';
import { TimeTexts } from './time-text.ts';

test.each([1, 2])('a piece of any time stamp may stand in one of layout %i', (layout) => {
  const times = new TimeTexts(renderTestTime);
  const random = randomOf(layout);
  for (let round = 0; round < 3_000; round++) {
    const text = Buffer.from(renderTestTime(layout, Math.floor(random() * 2 ** 31) * 1_000_000 + Math.floor(random() * 1e6))).toString();
    const from = Math.floor(random() * text.length);
    const piece = text.slice(from, from + 1 + Math.floor(random() * 12));
    expect([piece, times.mayHold(layout, foldedBytes(piece))]).toEqual([piece, true]);
  }
});

test.each([
  [1, 'volume'],
  [1, '231604313'],
  [2, 'junction'],
  [2, 'mon'],
  [2, '12345'],
])('no time stamp of layout %i holds %s', (layout, text) => {
  expect(new TimeTexts(renderTestTime).mayHold(layout, foldedBytes(text))).toBe(false);
});
