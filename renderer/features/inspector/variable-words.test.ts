import { expect, test } from 'vitest';
import type { VariableStats } from '#contract/explore.ts';
import { isEvenlySpread, narrowedToAtLeast, narrowedToValue, numberText, quantityText, variableSummary } from './variable-words.ts';

const text: VariableStats = { slot: 0, kind: 'text', count: 100, distinct: 10, distinctExact: true, top: [{ value: 'a', count: 12 }] };
const waits = { min: 5, p50: 5.002, p95: 5.05, max: 5.094, unit: 's', whole: false, histogram: [1], histogramFrom: 5, histogramUntil: 6 };

test('values that occur about equally often are evenly spread', () => {
  expect(variableSummary(text)).toBe('10 distinct, evenly spread');
  expect(variableSummary({ ...text, top: [{ value: 'a', count: 20 }] })).toBe('10 distinct');
  expect(isEvenlySpread([{ value: 'a', count: 50 }], 10, 100)).toBe(false);
  expect(isEvenlySpread([{ value: 'a', count: 100 }], 1, 100)).toBe(false);
  expect(isEvenlySpread([], 10, 100)).toBe(false);
});

test('numbers with a unit say their range, numbers without say how many there are', () => {
  expect(variableSummary({ ...text, kind: 'duration', numeric: waits })).toBe('duration, 5.000 to 5.094 s');
  const numeric = { ...waits, min: 1, max: 56, unit: '', whole: true };
  expect(variableSummary({ ...text, kind: 'number', distinct: 56, distinctExact: false, numeric })).toBe('whole number, about 56 distinct');
});

test('a variable with one value says so', () => {
  expect(variableSummary({ ...text, distinct: 1 })).toBe('always the same');
});

test('numbers carry the decimals that tell them apart', () => {
  expect(numberText(5.0021, waits, 'en')).toBe('5.002');
  expect(quantityText(12.34, { ...waits, min: 0, max: 40 }, 'en')).toBe('12 s');
  expect(numberText(1234567, { ...waits, min: 1, max: 2e6, whole: true }, 'en')).toBe('1,234,567');
  expect(numberText(-3, { ...waits, min: -3, max: -3, whole: true }, 'en')).toBe('\u22123');
});

test('a count leads to the records of the pattern with that value', () => {
  expect(narrowedToValue('level:ERROR', 'b1c2aa0011ff', 'pod', 'pay 1')).toBe('level:ERROR pattern:b1c2aa00 pod:"pay 1"');
  expect(narrowedToValue('pattern:b1c2aa00', 'b1c2aa0011ff', undefined, '5.000s')).toBe('pattern:b1c2aa00 5.000s');
  expect(narrowedToAtLeast('', 'b1c2aa0011ff', 'wait', 5.05, 's')).toBe('pattern:b1c2aa00 wait>=5.05s');
});
