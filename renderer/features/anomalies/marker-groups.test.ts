import { expect, test } from 'vitest';
import { markerGroups } from './marker-groups.ts';

const at = (...places: number[]) => places.map((fromUs, index) => ({ number: index + 1, id: `a${index}`, fromUs }));
const shown = (places: number[]) => markerGroups(at(...places), (us) => us, 0, 500).map(({ x, label }) => [x, label]);

test.each<[string, number[], [number, string][]]>([
  [
    'apart',
    [300, 100],
    [
      [100, '2'],
      [300, '1'],
    ],
  ],
  [
    '18 px apart',
    [100, 118],
    [
      [100, '1'],
      [118, '2'],
    ],
  ],
  ['closer', [100, 117], [[100, '1, 2']]],
  [
    'four in a row',
    [100, 101, 102, 103, 300],
    [
      [100, '1–4'],
      [300, '5'],
    ],
  ],
  [
    'out of order',
    [100, 300, 101, 102],
    [
      [100, '1, 3, 4'],
      [300, '2'],
    ],
  ],
  [
    'many out of order',
    [100, 300, 101, 301, 102, 302, 103],
    [
      [100, '1 +3'],
      [300, '2 +2'],
    ],
  ],
  ['beyond the chart', [-5, 501, 100], [[100, '3']]],
])('markers are merged where they would hide one another: %s', (_name, places, expected) => {
  expect(shown(places)).toEqual(expected);
});
