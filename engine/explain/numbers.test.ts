import { expect, test } from 'vitest';
import { NumberCheck, numbersIn } from './numbers.ts';
import { wordsIn } from './words.ts';

const at = (clock: string): number => Date.parse(`2026-09-14T${clock}Z`) * 1_000;
const check = new NumberCheck(
  {
    texts: ['starting payments version=4.18.0 workers=96', 'pool exhausted after 5.002s in_use=40'],
    counts: [1_754, 214],
    rates: [36.2, 4.13],
    timesUs: [at('14:30:29'), at('14:31:05.002'), at('14:52:38')],
  },
  wordsIn('UTC'),
);

test.each([
  ['1,754 records, 214 of them FATAL', ['1,754', '214'], []],
  ['at 14:31:05 or 14:31', ['14:31:05', '14:31'], []],
  ['36 s after, until 21 min 33 s later', ['36 s', '21 min 33 s'], []],
  ['version 4.18.0 with 96 workers and 40 in use', ['4.18.0', '96', '40'], []],
  ['36 a minute, then 4.1', ['36', '4.1'], []],
  [
    '18 retries, 4.18.1, 14:31:06, 47 s, 1,755',
    ['18', '4.18.1', '14:31:06', '47 s', '1,755'],
    ['18', '4.18.1', '14:31:06', '47 s', '1,755'],
  ],
  ['two pods, no number at all', [], []],
])('%s', (text, written, unfound) => {
  const numbers = numbersIn(text);
  expect(numbers.map((number) => number.text)).toEqual(written);
  expect(numbers.filter((number) => !check.has(number)).map((number) => number.text)).toEqual(unfound);
});
