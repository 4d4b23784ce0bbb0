import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { missingBeats } from './heartbeat.ts';

/** One beat every 12 buckets, half a bucket early or late, but none in [from, until). */
function beats(seed: number, from = 0, until = 0): number[] {
  const random = randomOf(seed);
  const counts = new Array<number>(1_200).fill(0);
  for (let at = 5; at < 1_199; at += 12) {
    const bucket = Math.round(at + random() - 0.5);
    if (bucket < from || bucket >= until) counts[bucket]++;
  }
  return counts;
}

test('beats that fail are told with begin and end, down to the end of the log', () => {
  for (const seed of [1, 2, 3]) {
    const [gap, ...others] = missingBeats(beats(seed, 600, 660));
    expect([seed, others.length, Math.abs(gap.from - 605) <= 7, Math.abs(gap.until - 661) <= 7, gap.gap]).toEqual([
      seed,
      0,
      true,
      true,
      12,
    ]);
    expect(missingBeats(beats(seed, 1_000, 1_200)).map(({ until }) => until)).toEqual([1_200]);
  }
});

test('one or two missing beats are no news, nor is what comes at random or in every bucket', () => {
  expect(missingBeats(beats(1, 600, 624))).toEqual([]);
  let told = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed);
    const rate = 0.02 + 0.3 * random();
    told += missingBeats(Array.from({ length: 1_200 }, () => Number(random() < rate))).length;
  }
  expect(told).toBe(0);
  expect(missingBeats(Array.from({ length: 1_200 }, (_, bucket) => Number(bucket < 600)))).toEqual([]);
});

test('nothing that comes later changes what was told before', () => {
  const counts = beats(4, 500, 560);
  const [whole] = missingBeats(counts);
  expect(missingBeats(counts.slice(0, 700))[0]).toEqual(whole);
});
