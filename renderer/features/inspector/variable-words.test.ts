import { expect, test } from 'vitest';
import type { VariableStats } from '#contract/explore.ts';
import { isEvenlySpread, variableSummary } from './variable-words.ts';

const text: VariableStats = { slot: 0, kind: 'text', count: 100, distinct: 10, distinctExact: true, top: [{ value: 'a', count: 12 }] };

test('values that occur about equally often are evenly spread', () => {
  expect(variableSummary(text)).toBe('10 distinct, evenly spread');
  expect(isEvenlySpread([{ value: 'a', count: 50 }], 10, 100)).toBe(false);
  expect(isEvenlySpread([{ value: 'a', count: 100 }], 1, 100)).toBe(false);
});

test('numbers say their range and unit', () => {
  const numeric = {
    min: 5,
    p50: 5.002,
    p95: 5.05,
    max: 5.094,
    unit: 's',
    whole: false,
    histogram: [1],
    histogramFrom: 5,
    histogramUntil: 6,
  };
  expect(variableSummary({ ...text, kind: 'duration', numeric })).toBe('duration, 5 to 5.09 s');
});
