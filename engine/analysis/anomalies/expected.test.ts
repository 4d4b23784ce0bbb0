import { expect, test } from 'vitest';
import type { Deviation } from './deviations.ts';
import { expectedOf, isExpected } from './expected.ts';

const MINUTE_US = 60_000_000;

function deviation(given: Partial<Deviation>): Deviation {
  const watched = { patternId: 'a1b2c3', service: 'shop', level: 'INFO' as const, counts: [] };
  return {
    kind: 'spike',
    watched,
    fromUs: 0,
    untilUs: 5 * MINUTE_US,
    score: 0.6,
    records: 500,
    perMinute: 100,
    usualPerMinute: 10,
    ...given,
  };
}

const nightly = expectedOf(deviation({}), deviation({}).watched);

test.each([
  ['the same again', {}, true],
  ['later', { fromUs: 90 * MINUTE_US, untilUs: 95 * MINUTE_US }, true],
  ['nearly twice as strong', { perMinute: 190 }, true],
  ['three times as strong', { perMinute: 300 }, false],
  ['three times as long', { untilUs: 15 * MINUTE_US }, false],
  ['the opposite', { kind: 'drop' as const }, false],
  ['of another pattern', { watched: { patternId: 'ffffff', service: 'shop', counts: [] } }, false],
  ['of the whole service', { watched: { service: 'shop', counts: [] } }, false],
  ['of the same pattern, now mostly of another service', { watched: { patternId: 'a1b2c3', service: 'cart', counts: [] } }, true],
])('what is expected is expected again: %s', (_name, given, expected) => {
  expect(isExpected(deviation(given), [nightly])).toBe(expected);
});

test('a drop is expected until it goes further down, a silence until it lasts longer, something new for good', () => {
  const learnt = (given: Partial<Deviation>) => [expectedOf(deviation(given), deviation(given).watched)];
  expect(isExpected(deviation({ kind: 'drop', perMinute: 4 }), learnt({ kind: 'drop', perMinute: 6 }))).toBe(true);
  expect(isExpected(deviation({ kind: 'drop', perMinute: 2 }), learnt({ kind: 'drop', perMinute: 6 }))).toBe(false);
  expect(isExpected(deviation({ kind: 'silence', untilUs: 11 * MINUTE_US }), learnt({ kind: 'silence' }))).toBe(false);
  expect(isExpected(deviation({ kind: 'new', perMinute: 9_000, untilUs: 99 * MINUTE_US }), learnt({ kind: 'new' }))).toBe(true);
});
