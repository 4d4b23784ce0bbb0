import { expect, test } from 'vitest';
import { checksText, placeOf, spentText } from './explanation-words.ts';

const good = { statements: 5, withheld: 0, cited: 7, citedFound: 7, numbers: 9, numbersFound: 9 };

test('a good explanation is said to have been checked, a bad one in what it failed', () => {
  expect(checksText(good).map(({ isGood, count }) => [isGood, count])).toEqual([
    [true, undefined],
    [true, '9 of 9'],
  ]);
  expect(checksText({ ...good, withheld: 1, citedFound: 6, numbersFound: 8 }).map(({ isGood, count }) => [isGood, count])).toEqual([
    [false, '6 of 7'],
    [false, '8 of 9'],
    [false, undefined],
  ]);
  expect(checksText({ ...good, withheld: 1 }).at(-1)?.text).toContain('1 statement withheld');
});

test('tokens are summed, money has two digits below one', () => {
  expect(spentText({ inputTokens: 1_200, outputTokens: 42 })).toBe('1,242 tokens');
  expect(spentText({ inputTokens: 1, outputTokens: 0, cost: 0.004_23 })).toBe('1 token, 0.0042');
});

test('where the words come from is told by the address alone', () => {
  expect(placeOf({ provider: 'ollama', leavesComputer: false, address: '127.0.0.1:11434' })).toBe('on this computer');
  expect(placeOf({ provider: 'local', leavesComputer: true, address: 'gpu.example:8000' })).toBe('at gpu.example:8000');
});
