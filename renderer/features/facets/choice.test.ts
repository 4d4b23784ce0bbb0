import { expect, test } from 'vitest';
import { afterClick, choiceOf } from './choice.ts';

const plain = { add: false, exclude: false };

test('a click asks for one value only, a second click for all again', () => {
  const only = afterClick('level:ERROR', 'service', 'checkout', plain);
  expect(only).toBe('level:ERROR service:checkout');
  expect(afterClick(only, 'service', 'payments', plain)).toBe('level:ERROR service:payments');
  expect(afterClick('service:checkout', 'service', 'checkout', plain)).toBe('');
});

test('with Ctrl a value joins or leaves, with Alt it is excluded', () => {
  expect(afterClick('service:a', 'service', 'b', { add: true, exclude: false })).toBe('service:a,b');
  expect(afterClick('service:a,b', 'service', 'b', { add: true, exclude: false })).toBe('service:a');
  expect(afterClick('', 'service', 'a', { add: false, exclude: true })).toBe('-service:a');
});

test('the look of a row follows the query', () => {
  expect(['a', 'b', 'c'].map((value) => choiceOf('service:a -service:b', 'service', value))).toEqual(['only', 'out', 'open']);
});
