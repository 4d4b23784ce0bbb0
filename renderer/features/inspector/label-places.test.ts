import { expect, test } from 'vitest';
import { placeLabels } from './label-places.ts';

const ends = { first: '1', last: '56' };

test('labels stand at their values where there is room', () => {
  const labels = [
    { text: 'p50 31', at: 150 },
    { text: 'p95 54', at: 240 },
  ];
  expect(placeLabels(labels, ends, 320).map(({ x }) => x)).toEqual([150, 240]);
});

test('labels keep clear of the ends', () => {
  const [label] = placeLabels([{ text: 'p50 1', at: 0 }], ends, 320);
  expect(label?.x).toBeGreaterThan(20);
  expect(placeLabels([{ text: 'p95 56', at: 320 }], ends, 320)[0]?.x).toBeLessThan(300);
});

test('a label without room is left out, the first stays', () => {
  const labels = [
    { text: 'p50 5.011 s', at: 150 },
    { text: 'p95 5.012 s', at: 160 },
  ];
  expect(placeLabels(labels, ends, 320).map(({ text }) => text)).toEqual(['p50 5.011 s']);
  expect(placeLabels(labels, { first: 'a long beginning', last: 'a long ending' }, 180)).toEqual([]);
});
