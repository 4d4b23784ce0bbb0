import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { brokenSequences } from './sequences.ts';

const BUCKETS = 1_200;

/** Orders that are begun at random and end a bucket later, but not in [from, until). */
function orders(seed: number, from = 0, until = 0): { id: string; counts: number[] }[] {
  const random = randomOf(seed);
  const [begun, ended] = [new Array<number>(BUCKETS).fill(0), new Array<number>(BUCKETS).fill(0)];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (random() >= 0.3) continue;
    begun[bucket]++;
    const end = bucket + Math.floor(random() * 2);
    if (end < BUCKETS && (end < from || end >= until)) ended[end]++;
  }
  return [
    { id: 'begun', counts: begun },
    { id: 'ended', counts: ended },
  ];
}

test('what no longer follows is told, with what it had followed, from the first that is missing to the next that comes', () => {
  for (const seed of [1, 2, 3, 4]) {
    const found = brokenSequences(orders(seed, 700, 800));
    expect([seed, found.map(({ id, follows }) => `${follows}, ${id}`)]).toEqual([seed, ['begun, ended']]);
    const [{ from, until, missing }] = found;
    expect([seed, Math.abs(from - 700) <= 12, Math.abs(until - 800) <= 12, missing > 15]).toEqual([seed, true, true, true]);
  }
});

test('of two hundred logs of independent patterns that come as often, of pairs that go on, and of pairs that end together, none is told', () => {
  let told = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed);
    const independent = Array.from({ length: 12 }, (_, index) => ({
      id: String(index),
      counts: Array.from({ length: BUCKETS }, (_, bucket) => Number(random() < 0.3 && (index > 3 || bucket < 900))),
    }));
    told += brokenSequences([...independent, ...orders(seed)]).length;
    const stopped = orders(seed + 1_000).map(({ id, counts }) => ({ id, counts: counts.map((count, at) => (at < 800 ? count : 0)) }));
    told += brokenSequences(stopped).length;
  }
  expect(told).toBe(0);
});

test('nothing that comes later changes when it was told to begin', () => {
  const whole = orders(7, 700, 800);
  const cut = whole.map(({ id, counts }) => ({ id, counts: counts.slice(0, 760) }));
  expect(brokenSequences(cut)[0].from).toBe(brokenSequences(whole)[0].from);
});
