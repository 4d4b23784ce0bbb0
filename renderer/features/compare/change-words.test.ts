import { expect, test } from 'vitest';
import type { Change, Distribution } from '#contract/compare.ts';
import { comparedText, factorText, rateText, sentenceOf } from './change-words.ts';

const change: Change = {
  patternId: '3f9ac2',
  parts: [{ text: 'took ' }, { slot: 0, kind: 'duration', name: 'dur' }],
  template: 'took <*>',
  level: 'INFO',
  services: [],
  a: { count: 100, perMinute: 9.6 },
  b: { count: 900, perMinute: 5_084 },
  spark: [],
  kind: 'rate',
  factor: 530,
  strength: 100,
  qValue: 0.001,
};
const spread = { p50: 0, p95: 0, p99: 0, max: 0 };
const distribution: Distribution = {
  kind: 'numbers',
  unit: 'ns',
  a: spread,
  b: spread,
  from: 0,
  until: 1,
  isLog: false,
  sharesA: [],
  sharesB: [],
};

test('a rate says as much as it is sure of', () => {
  expect([0, 0.654, 9.6, 96.4, 5_084.3].map(rateText)).toEqual(['0', '0.65', '9.6', '96', '5,084']);
});

test('a change is told in one sentence', () => {
  expect(sentenceOf(change)).toBe('It comes more often: from 9.6 to 5,084 a minute.');
  expect(sentenceOf({ ...change, kind: 'appeared' })).toBe('In A there is none, in B there are 5,084 a minute.');
  const values: Change = {
    ...change,
    kind: 'values',
    variable: { slot: 0, name: 'dur', what: 'tail', before: 48e6, after: 2.91e9, distribution },
  };
  expect(sentenceOf(values)).toBe('The p95 of <dur> went from 48 ms to 2.91 s, while the records went from 9.6 to 5,084 a minute.');
  const field: Change = {
    ...change,
    kind: 'values',
    variable: { name: 'pod', what: 'share', value: 'web-3', before: 0, after: 0.382, distribution: { kind: 'texts', values: [] } },
  };
  expect([comparedText(field), factorText({ ...field, factor: undefined })]).toEqual(['share of pod = web-3', 'new']);
});
