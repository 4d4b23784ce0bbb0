import { expect, test } from 'vitest';
import { fisherTail, fTail, incompleteBeta, logGamma } from './distributions.ts';
import { qValues } from './false-discovery.ts';

test('the gamma and beta functions have the values of the tables', () => {
  expect(logGamma(1)).toBeCloseTo(0, 12);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
  expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
  expect(incompleteBeta(0.9, 20, 1)).toBeCloseTo(0.9 ** 20, 12);
});

test('the tail of F agrees with the table of Student: t = 2.228 at 10 degrees is 5 percent', () => {
  expect(fTail(2.228 ** 2, 10)).toBeCloseTo(0.05, 4);
  expect(fTail(0, 10)).toBe(1);
  expect(fTail(1e6, 30)).toBeLessThan(1e-50);
});

test('the exact test of Fisher drinks tea with milk: four of four right is one chance in seventy', () => {
  expect(fisherTail(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
  expect(fisherTail(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
  expect(fisherTail(0, 4, 4, 8)).toBeCloseTo(1, 12);
});

test('the false discovery rate of Benjamini and Hochberg rises with the rank and never above one', () => {
  expect(qValues([0.01, 0.04, 0.03, 0.5]).map((q) => Number(q.toFixed(4)))).toEqual([0.04, 0.0533, 0.0533, 0.5]);
  expect(qValues([])).toEqual([]);
});
