import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { RollingSample } from './rolling-sample.ts';

test('ranks and quantiles are those of the newest values, however many came before and however many are equal', () => {
  const random = randomOf(7);
  const sample = new RollingSample(10);
  const all: number[] = [];
  for (let index = 0; index < 200; index++) {
    const value = Math.floor(random() * 8);
    sample.add(value);
    all.push(value);
    const newest = all.slice(-10).sort((a, b) => a - b);
    expect({
      values: newest.map((_, rank) => sample.at(rank)),
      below: sample.countBelow(4),
      above: sample.countAbove(4),
      median: sample.quantile(0.5),
    }).toEqual({
      values: newest,
      below: newest.filter((one) => one < 4).length,
      above: newest.filter((one) => one > 4).length,
      median: newest[Math.floor(newest.length / 2)],
    });
  }
});

test('an empty sample has the quantile 0', () => {
  expect(new RollingSample(3).quantile(0.5)).toBe(0);
});
