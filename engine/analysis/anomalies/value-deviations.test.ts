import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { type Column, valueDeviations } from './value-deviations.ts';

const BUCKETS = 120;
const PER_BUCKET = 6;
type Random = () => number;

/** Six values a bucket, as `valueAt` tells them. */
function columnOf(seed: number, valueAt: (bucket: number, random: Random, serial: number) => string): Column {
  const random = randomOf(seed);
  const values: string[] = [];
  const [value, bucket]: [number[], number[]] = [[], []];
  for (let at = 0; at < BUCKETS; at++) {
    const records = Math.floor(random() * (PER_BUCKET + 1));
    for (let record = 0; record < records; record++) {
      const text = valueAt(at, random, at * PER_BUCKET + record);
      if (!values.includes(text)) values.push(text);
      value.push(values.indexOf(text));
      bucket.push(at);
    }
  }
  return { values, value, bucket };
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const latency = (random: Random, factor = 1): string => `${(20 * factor * Math.exp(0.7 * normal(random))).toFixed(2)}ms`;
const isIn = (bucket: number): boolean => bucket >= 70 && bucket < 90;

test('a value that was never there is told where there were few before, from its first to its last record', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const status = (bucket: number, random: Random) => (isIn(bucket) && random() < 0.4 ? '503' : random() < 0.8 ? '200' : '404');
    const found = valueDeviations(columnOf(seed, status), BUCKETS);
    expect([seed, found.map((one) => (one.kind === 'value' ? one.value : one.kind))]).toEqual([seed, ['503']]);
    expect([seed, Math.abs(found[0].from - 70) <= 3, Math.abs(found[0].until - 90) <= 3]).toEqual([seed, true, true]);
  }
});

test('latencies that rise fivefold are told with their medians, and so are those that fall', () => {
  for (const [seed, factor] of [
    [1, 8],
    [2, 8],
    [3, 0.1],
  ]) {
    const found = valueDeviations(
      columnOf(seed, (bucket, random) => latency(random, isIn(bucket) ? factor : 1)),
      BUCKETS,
    );
    expect([seed, found.length, found[0]?.kind]).toEqual([seed, 1, 'numbers']);
    expect([seed, Math.abs(found[0].from - 70) <= 3, Math.abs(found[0].until - 90) <= 3]).toEqual([seed, true, true]);
  }
});

const QUIET: readonly [string, (bucket: number, random: Random, serial: number) => string][] = [
  ['latencies', (_, random) => latency(random)],
  ['latencies with a slow rhythm', (bucket, random) => latency(random, 1 + 0.4 * Math.sin(bucket / 10))],
  ['latencies with slow moments', (_, random) => latency(random, random() < 0.05 ? 30 : 1)],
  ['numbers that count up', (_, __, serial) => String(100_000 + serial * 7)],
  ['numbers that drift', (bucket, random) => String(Math.round(1_000 + 30 * bucket + 20 * normal(random)))],
  ['hosts', (_, random) => `host-${Math.floor(random() ** 2 * 8)}`],
  ['status codes, some rare', (_, random) => (random() < 0.9 ? '200' : random() < 0.9 ? '404' : random() < 0.9 ? '500' : '502')],
  ['versions that roll out', (bucket) => (bucket < 40 ? 'v1' : bucket < 80 ? 'v2' : 'v3')],
  ['names of things', (_, random) => `order-${Math.floor(random() * 1e6)}`],
];

test('what does as it always did is told in fewer than one column of a hundred', () => {
  const told: Record<string, number> = {};
  for (const [name, valueAt] of QUIET.filter(([name]) => name !== 'versions that roll out')) {
    for (let seed = 1; seed <= 100; seed++) {
      const found = valueDeviations(columnOf(seed, valueAt), BUCKETS);
      if (found.length > 0) told[name] = (told[name] ?? 0) + 1;
    }
  }
  expect(told).toEqual({});
});

test('nothing that comes later changes when it was told to begin', () => {
  const column = columnOf(1, (bucket, random) => latency(random, isIn(bucket) ? 8 : 1));
  const kept = Array.from(column.bucket).filter((bucket) => bucket < 80).length;
  const cut = { ...column, value: Array.from(column.value).slice(0, kept), bucket: Array.from(column.bucket).slice(0, kept) };
  expect(valueDeviations(cut, 80)[0].from).toBe(valueDeviations(column, BUCKETS)[0].from);
});
