import { expect, test } from 'vitest';
import { DistinctSketch } from './distinct-sketch.ts';
import { mergeTallies } from './merge-tally.ts';
import { MAX_DISTINCT, Tally } from './tally.ts';

function sketchOf(from: number, until: number): DistinctSketch {
  const sketch = new DistinctSketch();
  for (let i = from; i < until; i++) sketch.add(`user-${i}`);
  return sketch;
}

test.each([0, 1, 100, 10_000, 100_000, 1_000_000])('%i different texts are counted within two percent, repetitions not at all', (count) => {
  const sketch = sketchOf(0, count);
  for (let i = 0; i < Math.min(count, 50_000); i++) sketch.add(`user-${i}`);
  expect(Math.abs(sketch.estimate() - count)).toBeLessThanOrEqual(count * 0.02);
});

test('joined sketches count what either has once', () => {
  const sketch = sketchOf(0, 60_000);
  sketch.join(sketchOf(40_000, 100_000));
  expect(sketch.registers).toEqual(sketchOf(0, 100_000).registers);
});

test('values are counted exactly while they can be kept, then estimated over all shards', () => {
  const tallyOf = (from: number, until: number): Tally => {
    const tally = new Tally(false);
    for (let i = from; i < until; i++) tally.add(`v${i}`);
    return tally;
  };
  const few = mergeTallies([tallyOf(0, 1_000).share(), tallyOf(500, 1_500).share()], 3);
  expect({ distinct: few.distinct, exact: few.distinctExact }).toEqual({ distinct: 1_500, exact: true });
  const many = mergeTallies([tallyOf(0, MAX_DISTINCT + 200_000).share(), tallyOf(250_000, 350_000).share()], 3);
  expect(many.distinctExact).toBe(false);
  expect(Math.abs(many.distinct - 350_000)).toBeLessThan(350_000 * 0.02);
});
