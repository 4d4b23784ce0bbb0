import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { type Deviation, deviationsOf } from './deviations.ts';

const BUCKETS = { fromUs: 0, widthUs: 5_000_000, count: 1_200 };

/** Counts of a series whose mean per bucket is told for each bucket. */
function countsOf(seed: number, meanAt: (bucket: number) => number): number[] {
  const random = randomOf(seed);
  return Array.from({ length: BUCKETS.count }, (_, bucket) => poisson(random, meanAt(bucket)));
}

function poisson(random: () => number, mean: number): number {
  let count = 0;
  for (let left = random(); left > Math.exp(-mean); left *= random()) count++;
  return count;
}

function shortOf({ kind, fromUs, untilUs }: Deviation): { kind: string; from: number; until: number } {
  return { kind, from: fromUs / BUCKETS.widthUs, until: untilUs / BUCKETS.widthUs };
}

const isIn = (bucket: number): boolean => bucket >= 600 && bucket < 800;

test.each([
  ['new', (bucket: number) => (isIn(bucket) ? 3 : 0)],
  ['spike', (bucket: number) => (isIn(bucket) ? 40 : 8)],
  ['drop', (bucket: number) => (isIn(bucket) ? 2 : 20)],
  ['silence', (bucket: number) => (isIn(bucket) ? 0 : 6)],
])('a %s is told once, with begin and end, and its end is not told again', (kind, meanAt) => {
  for (const seed of [1, 2, 3]) {
    const found = deviationsOf({ counts: countsOf(seed, meanAt) }, BUCKETS)
      .map(shortOf)
      .filter(({ from }) => from >= 590);
    expect([seed, found.map((one) => one.kind)]).toEqual([seed, [kind]]);
    const [{ from, until }] = found;
    expect([seed, Math.abs(from - 600) <= 3, Math.abs(until - 800) <= 6]).toEqual([seed, true, true]);
  }
});

test('the rates before and during it are told per minute, and a new one begins with its first record', () => {
  const counts = Array.from({ length: BUCKETS.count }, (_, bucket) => (isIn(bucket) ? 4 : 0));
  const [first] = deviationsOf({ patternId: 'abcdef', counts, firstUs: 3_000_000_123 }, BUCKETS);
  expect(first).toMatchObject({ kind: 'new', fromUs: 3_000_000_123, usualPerMinute: 0 });
  expect(first.perMinute).toBeGreaterThan(45);
});

test('steady rates, rare events and a constant beat deviate in less than one series of ten', () => {
  const quiet = [0.02, 0.2, 2, 20].flatMap((mean) => Array.from({ length: 10 }, (_, seed) => countsOf(seed + 1, () => mean)));
  const found = quiet.filter((counts) => deviationsOf({ counts }, BUCKETS).length > 0);
  expect(found.length).toBeLessThanOrEqual(4);
  expect(deviationsOf({ counts: countsOf(1, () => 0).map((_, bucket) => Number(bucket % 12 === 0)) }, BUCKETS)).toEqual([]);
});
