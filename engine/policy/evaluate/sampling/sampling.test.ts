import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digitsOfKey, digitsOfTrace } from './randomness.ts';
import { sha256Hex } from './sha256.ts';
import { paddedThreshold, probabilityOf, thresholdOf, weightOf } from './threshold.ts';

test.each([
  [1, '0', 1],
  [0.9, '199a', 1.1111186463666882],
  [0.75, '4', 1.3333333333333333],
  [0.5, '8', 2],
  [1 / 3, 'aaab', 3.00004577706569],
  [0.25, 'c', 4],
  [0.2, 'cccd', 5.0000762951094835],
  [0.1, 'e666', 9.99938968568813],
  [0.05, 'f3333', 19.999923706345726],
  [0.02, 'fae14', 49.99885561701316],
  [0.01, 'fd70a', 99.99771123402633],
  [0.005, 'feb85', 199.99542246805265],
  [0.001, 'ffbe77', 1000.012874769029],
  [0.0001, 'fff9724', 9999.830725674266],
])('probability %d is threshold %s and weight %d', (probability, threshold, weight) => {
  expect(thresholdOf(probability)).toBe(threshold);
  expect(weightOf(threshold)).toBeCloseTo(weight, 9);
  expect(probabilityOf(threshold)).toBeCloseTo(1 / weight, 12);
});

test.each([
  ['4bf92f3577b34da6a3ce929d0e0e4736', 'ce929d0e0e4736', 'KKdd'],
  ['0af7651916cd43dd8448eb211c80319c', '48eb211c80319c', 'dddd'],
  ['5b8efff798038103d269b633813fc60c', '69b633813fc60c', 'dddd'],
  ['ffffffffffffffffffffffffffffffff', 'ffffffffffffff', 'KKKK'],
  ['aaaaaaaaaaaaaaaaaae6660000000000', 'e6660000000000', 'KKKd'],
  ['aaaaaaaaaaaaaaaaaae665ffffffffff', 'e665ffffffffff', 'KKdd'],
  ['00000000000000000000000000000001', '00000000000001', 'dddd'],
])('trace %s has randomness %s and is decided %s at 0.5, 0.25, 0.1 and 0.01', (traceId, digits, decisions) => {
  const found = digitsOfTrace(traceId) ?? '';
  expect(found).toBe(digits);
  const kept = [0.5, 0.25, 0.1, 0.01].map((probability) => (found >= paddedThreshold(thresholdOf(probability)) ? 'K' : 'd'));
  expect(kept.join('')).toBe(decisions);
});

test.each([
  ['req-7001', '63d450feea3f5c'],
  ['order-42', '3bf8b157c4238e'],
  ['a', 'ca978112ca1bbd'],
])('key %s has randomness %s', (key, digits) => {
  expect(digitsOfKey(key)).toBe(digits);
});

test('all zeros and what is no trace id have no randomness', () => {
  expect(['0'.repeat(32), '', 'abc', 'g'.repeat(32)].map(digitsOfTrace)).toEqual([undefined, undefined, undefined, undefined]);
});

test('SHA-256 is that of the platform, at every length around the edges of its blocks and beyond ASCII', () => {
  const texts = Array.from({ length: 200 }, (_, length) => 'x'.repeat(length));
  for (const text of [...texts, 'größer 日本 😀', '\ud800 alone'])
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
});
