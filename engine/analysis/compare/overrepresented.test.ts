import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { type Held, overrepresented } from './overrepresented.ts';

const BUCKETS = 32;
type Draw = (random: () => number, bucketShared: number) => string;

/** Six records in each part of the time, their fields as told; the records of a part share something. */
function held(seed: number, records: number, fields: Readonly<Record<string, Draw>>): Held {
  const random = randomOf(seed);
  const rows = Array.from({ length: BUCKETS }, () => random()).flatMap((shared, bucket) =>
    Array.from({ length: 6 }, () => ({
      bucket,
      values: Object.entries(fields).map(([name, draw]) => [name, draw(random, shared)] as const),
    })),
  );
  return {
    records,
    columns: Object.keys(fields).map((name, field) => {
      const texts = rows.map(({ values }) => values[field][1]);
      const values = [...new Set(texts)];
      return {
        slot: undefined,
        name,
        values,
        value: Uint32Array.from(texts, (text) => values.indexOf(text)),
        bucket: Uint32Array.from(rows, ({ bucket }) => bucket),
      };
    }),
  };
}

const oneOf =
  (...values: string[]): Draw =>
  (random, shared) =>
    values[Math.floor((random() < 0.3 ? shared : random()) * values.length)];
const mostly =
  (value: string, other: Draw): Draw =>
  (random, shared) =>
    random() < 0.9 ? value : other(random, shared);
const HOSTS = oneOf('host-1', 'host-2', 'host-3', 'host-4');
const VERSIONS = oneOf('4.17.3', '4.17.3', '4.18.0');

test('values that are in what changed far more often are told with both shares, those that go together as one group', () => {
  const changed = [1, 2, 3].map((seed) =>
    held(seed, 1_000, {
      version: mostly('4.18.0', VERSIONS),
      host: mostly('host-3', HOSTS),
      region: oneOf('eu', 'us'),
      id: (random) => `${random()}`,
    }),
  );
  const others = [11, 12, 13, 14].map((seed) => held(seed, 5_000, { version: VERSIONS, host: HOSTS, region: oneOf('eu', 'us') }));
  const groups = overrepresented(changed, others);
  expect(groups.map(({ pairs, patterns }) => [pairs.map(({ name, value }) => `${name}=${value}`).sort(), patterns])).toEqual([
    [['host=host-3', 'version=4.18.0'], 3],
  ]);
  for (const { share, elsewhere } of groups[0].pairs) expect([share > 0.85, elsewhere < 0.5]).toEqual([true, true]);
});

test('a field that only what changed has is no news, nor is any value where all are drawn alike: in one run of a hundred at most', () => {
  const alone = overrepresented([held(1, 100, { reason: oneOf('full') })], [held(2, 100, { host: HOSTS })]);
  expect(alone).toEqual([]);
  let runs = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const draw = (own: number) => held(own, 1_000, { version: VERSIONS, host: HOSTS, region: oneOf('eu', 'us', 'ap') });
    const patterns = Array.from({ length: 8 }, (_, index) => draw(seed * 100 + index));
    if (overrepresented(patterns.slice(0, 3), patterns.slice(3)).length > 0) runs++;
  }
  expect(runs).toBeLessThanOrEqual(1);
});
