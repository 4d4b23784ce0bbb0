import { expect, test } from 'vitest';
import { askedWhileTyping, questionIn } from './typed-query.ts';

test('words are asked while they are typed, behind the query or in its place', () => {
  expect(askedWhileTyping('level:ERROR', 'pool ex', false)).toBe('level:ERROR pool ex');
  expect(askedWhileTyping('', 'pool', false)).toBe('pool');
  expect(askedWhileTyping('level:ERROR', 'pool or queue', true)).toBe('pool or queue');
});

test('a part that is there already is not entered twice', () => {
  expect(askedWhileTyping('level:ERROR pool', 'pool level:ERROR queue', false)).toBe('level:ERROR pool queue');
});

test('half a value and what is no query yet leave the last answer, nothing typed leaves the query alone', () => {
  expect(askedWhileTyping('', 'level:ERR', false)).toBe('as before');
  expect(askedWhileTyping('', '"pool ex', false)).toBe('as before');
  expect(askedWhileTyping('level:ERROR', ' ', false)).toBeUndefined();
});

test('what begins with a question mark is a question in words, anything else a filter', () => {
  expect(['?', ' ? why did payments fail?', 'level:ERROR', 'what?'].map(questionIn)).toEqual([
    '',
    'why did payments fail?',
    undefined,
    undefined,
  ]);
});
