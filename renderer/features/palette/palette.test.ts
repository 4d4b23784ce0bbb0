import { expect, test } from 'vitest';
import { splitPrefix, timeOf } from './palette-query.ts';
import { best, rank } from './rank.ts';
import { segments, variableSpans } from './segments.ts';

test('a prefix limits what is searched', () => {
  expect(['comp', '> theme', '#pool', '@service', ':14:31'].map(splitPrefix)).toEqual([
    { scope: 'all', query: 'comp' },
    { scope: 'commands', query: 'theme' },
    { scope: 'patterns', query: 'pool' },
    { scope: 'fields', query: 'service' },
    { scope: 'time', query: '14:31' },
  ]);
});

test('prefix comes before word start before the middle of a word before scattered letters', () => {
  const titles = ['Become wide', 'Open the comb', 'Compact rows', 'Clear out my brushes'];
  expect(best('com', titles, (title) => title, 10).map(({ item }) => item)).toEqual([
    'Compact rows',
    'Open the comb',
    'Become wide',
    'Clear out my brushes',
  ]);
});

test('scattered letters inside words are chance and no match', () => {
  expect(rank('oea', 'Show or hide the details')).toBeUndefined();
});

const minute = 60_000_000;
const day = 1_440 * minute;
const midnight = Date.UTC(2026, 8, 14) * 1000;

test('a time means the day on which it lies in the range', () => {
  const range = { fromUs: midnight + 820 * minute, untilUs: midnight + 920 * minute };
  expect(timeOf('14:31', range, 0)).toBe(midnight + 871 * minute);
  expect(timeOf('14:31:07.214', range, 0)).toBe(midnight + 871 * minute + 7_214_000);
  expect(timeOf('16:31', range, 120)).toBe(midnight + 871 * minute);
});

test('over midnight the second day is found', () => {
  expect(timeOf('01:00', { fromUs: midnight + 1_380 * minute, untilUs: midnight + 1_560 * minute }, 0)).toBe(midnight + day + 60 * minute);
});

test('what is no time is none', () => {
  const range = { fromUs: midnight, untilUs: midnight + day };
  expect(['25:00', '12:70', 'noon', '12'].map((typed) => timeOf(typed, range, 0))).toEqual([undefined, undefined, undefined, undefined]);
});

test('hits and variables may overlap; every piece has one look', () => {
  const parts = [{ text: 'wait ' }, { slot: 0, kind: 'number' as const, name: 'ms' }, { text: ' done' }];
  const pieces = segments('wait <ms> done', [[3, 7]], variableSpans(parts));
  expect(pieces.map(({ text, isHit, isVariable }) => [text, isHit, isVariable])).toEqual([
    ['wai', false, false],
    ['t ', true, false],
    ['<m', true, true],
    ['s>', false, true],
    [' done', false, false],
  ]);
});
