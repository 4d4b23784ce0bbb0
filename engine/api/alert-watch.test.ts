import { expect, test } from 'vitest';
import type { Alert } from '../analysis/anomalies/alerts.ts';
import type { Explorer } from '../query/explorer.ts';
import { watchAlerts } from './alert-watch.ts';

const SECOND = 1_000_000;
const ALERT: Alert = { id: 'a', name: 'errors', query: 'level:ERROR', comparison: 'more', count: 2, windowUs: 10 * SECOND };

test('limits are looked at again after every commit, told of when something changed, and once more at the end', async () => {
  let times: readonly number[] = [];
  let overview = { records: 0, untimed: 0, minUs: undefined as number | undefined, maxUs: undefined as number | undefined };
  let counted = 0;
  const commit = (more: readonly number[]): void => {
    times = [...times, ...more];
    overview = { records: times.length, untimed: 0, minUs: Math.min(...times), maxUs: Math.max(...times) };
  };
  const explorer: Pick<Explorer, 'overview' | 'countsByBucket'> = {
    overview: async () => overview,
    countsByBucket: async (_, { fromUs, widthUs, count }) => {
      counted++;
      return Array.from(
        { length: count },
        (__, bucket) => times.filter((timeUs) => Math.floor((timeUs - fromUs) / widthUs) === bucket).length,
      );
    },
  };
  const target = { pool: { explorer }, isReading: true, kept: () => JSON.stringify([ALERT]) };
  const looks = watchAlerts(target, new AbortController().signal);
  const next = async () => {
    const { value, done } = await looks.next();
    return done === true ? undefined : value.crossed.map(({ fromUs, untilUs, records }) => [fromUs, untilUs, records]);
  };

  commit([1, 2].map((second) => second * SECOND));
  expect(await next()).toEqual([]);
  const before = counted;
  commit([3 * SECOND]);
  expect(await next()).toEqual([[0, 10 * SECOND, 3]]);
  expect(counted).toBeGreaterThan(before);
  commit([31, 32, 33].map((second) => second * SECOND));
  target.isReading = false;
  expect(await next()).toEqual([
    [0, 10 * SECOND, 3],
    [30 * SECOND, 40 * SECOND, 3],
  ]);
  expect(await looks.next()).toEqual({ done: true, value: undefined });
});
