import { expect, test } from 'vitest';
import type { Deviation } from '#contract/anomalies.ts';
import { createTimeFormat } from '../../format/time.ts';
import { happenedText, kindText, othersText, placeText, spanText } from './anomaly-words.ts';

const MINUTE_US = 60_000_000;
const time = createTimeFormat('utc', () => 0);

function deviation(given: Partial<Deviation>): Deviation {
  return {
    kind: 'new',
    fromUs: 31 * MINUTE_US,
    untilUs: 53 * MINUTE_US,
    records: 214,
    perMinute: 9.7,
    usualPerMinute: 0,
    score: 0.9,
    ...given,
  };
}

test.each<[Partial<Deviation>, string]>([
  [{}, '214 times in 22 min. Never seen before 00:31:00.'],
  [{ records: 1 }, 'Once. Never seen before 00:31:00.'],
  [{ kind: 'spike', perMinute: 41, usualPerMinute: 10 }, '4.1× the usual rate for 22 min: 41 a minute.'],
  [{ kind: 'spike', records: 41_207 }, '41,207 times in 22 min. Expected none.'],
  [{ kind: 'drop', perMinute: 2, usualPerMinute: 12 }, '2 a minute for 22 min, usually 12.'],
  [{ kind: 'silence', records: 0, usualPerMinute: 12 }, 'None for 22 min, usually 12 a minute.'],
])('what happened is told with its numbers: %o', (given, text) => {
  expect(happenedText(deviation(given), time)).toBe(text);
});

test('the kind is told in two words, by how serious it is and whether it lasts', () => {
  const kinds = (['new', 'spike', 'drop', 'silence'] as const).map((kind) => [
    kindText({ kind, level: 'ERROR', ongoing: false }),
    kindText({ kind, level: 'INFO', ongoing: true }),
  ]);
  expect(kinds).toEqual([
    ['New ERROR pattern', 'New pattern'],
    ['Error burst', 'Volume spike'],
    ['Drop', 'Drop, ongoing'],
    ['Silence', 'Silence, ongoing'],
  ]);
});

test('place, span and company are told', () => {
  expect([placeText({ service: 'cart' }), placeText({ level: 'WARN' })]).toEqual(['cart', 'all of WARN']);
  expect(spanText({ fromUs: 0, untilUs: MINUTE_US }, false, time)).toBe('00:00:00 – 00:01:00');
  expect(spanText({ fromUs: 0, untilUs: MINUTE_US }, true, time)).toBe('00:00:00 – end of logs');
  expect([othersText(0), othersText(1), othersText(4)]).toEqual(['', '1 other with it', '4 others with it']);
});
