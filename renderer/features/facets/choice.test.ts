import { expect, test } from 'vitest';
import { afterClick, choicesOf, namedValues } from './choice.ts';

const plain = { add: false, exclude: false };
const add = { add: true, exclude: false };
const exclude = { add: false, exclude: true };

test('a click asks for one value only, a second click for all again', () => {
  const only = afterClick('level:ERROR', 'service', 'checkout', plain);
  expect(only).toBe('level:ERROR service:checkout');
  expect(afterClick(only, 'service', 'payments', plain)).toBe('level:ERROR service:payments');
  expect(afterClick('service:checkout level:ERROR', 'service', 'checkout', plain)).toBe('level:ERROR');
  expect(afterClick('service:a,b', 'service', 'a', plain)).toBe('service:a');
});

test('with Ctrl a value joins or leaves, with Alt it is excluded', () => {
  expect(afterClick('service:a', 'service', 'b', add)).toBe('service:a,b');
  expect(afterClick('service:a,b', 'service', 'a', add)).toBe('service:b');
  expect(afterClick('-service:a', 'service', 'a', add)).toBe('service:a');
  expect(afterClick('', 'service', 'a', exclude)).toBe('-service:a');
});

test('ending one exclusion leaves the others', () => {
  expect(afterClick('-service:a -service:b', 'service', 'a', plain)).toBe('-service:b');
  expect(afterClick('-service:a,b boom', 'service', 'a', exclude)).toBe('-service:b boom');
});

test('values that need quotes get them', () => {
  expect(afterClick('', 'user agent', 'a "b", c', plain)).toBe('"user agent":"a \\"b\\", c"');
});

test('the look of a row follows the query, whatever the letter case', () => {
  const { of, hasOnly } = choicesOf('Service:A -service:b', 'service');
  expect(hasOnly).toBe(true);
  expect(['a', 'b', 'c'].map(of)).toEqual(['only', 'out', 'open']);
  expect(choicesOf('service:a or x', 'service').of('a')).toBe('open');
  expect(choicesOf('service:', 'service').of('a')).toBe('open');
});

test('levels are known by their other words and by comparison', () => {
  expect(['WARN', 'ERROR', 'INFO'].map(choicesOf('level>=warning', 'level').of)).toEqual(['only', 'only', 'open']);
  expect(choicesOf('level:err', 'level').of('ERROR')).toBe('only');
  expect(choicesOf('-level:debug', 'level').of('DEBUG')).toBe('out');
});

test('the values a query names for a field are known whatever is found, levels by their usual word', () => {
  expect(namedValues('service:payments,cart -service:kube error', 'Service')).toEqual(['payments', 'cart', 'kube']);
  expect(namedValues('level:err -level:debug', 'level')).toEqual(['ERROR', 'DEBUG']);
  expect(namedValues('"open', 'service')).toEqual([]);
});
