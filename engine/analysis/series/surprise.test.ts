import { expect, test } from 'vitest';
import { RollingSample } from './rolling-sample.ts';
import { surpriseOf } from './surprise.ts';

function sampleOf(values: readonly number[]): RollingSample {
  const sample = new RollingSample(values.length);
  for (const value of values) sample.add(value);
  return sample;
}

const upTo999 = sampleOf(Array.from({ length: 1_000 }, (_, index) => index));

test('within the sample the chance is that of the rank, on both sides', () => {
  expect(surpriseOf(500, upTo999)).toBeCloseTo(Math.log(2), 1);
  expect(surpriseOf(989.5, upTo999)).toBeCloseTo(Math.log(1_001 / 11), 6);
  expect(surpriseOf(9.5, upTo999)).toBeCloseTo(Math.log(1_001 / 11), 6);
});

test('a record is more surprising the further out it lies in terms of the tail, up to a limit', () => {
  const records = [1_000, 1_050, 1_100, -100].map((value) => surpriseOf(value, upTo999));
  expect(records[0]).toBeLessThan(records[1]);
  expect(records[1]).toBeLessThan(records[2]);
  expect(records[3]).toBeCloseTo(records[2], 0);
  expect(surpriseOf(1e300, upTo999)).toBe(100);
});

test('where the tail is wild, the same distance says less', () => {
  const wild = sampleOf(Array.from({ length: 1_000 }, (_, index) => (index < 985 ? index : index * 4)));
  expect(surpriseOf(5_000, wild)).toBeLessThan(surpriseOf(5_000, upTo999) / 4);
});

test('a series that never moved says nothing about distance, and too few values say nothing at all', () => {
  const still = sampleOf(new Array<number>(300).fill(5));
  expect([surpriseOf(5, still), surpriseOf(5.1, still), surpriseOf(5e9, still)]).toEqual([0, Math.log(301), Math.log(301)]);
  expect(surpriseOf(1e9, sampleOf(Array.from({ length: 199 }, (_, index) => index)))).toBe(0);
});
