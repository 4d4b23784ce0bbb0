import { expect, test } from 'vitest';
import { type Alert, crossedAlerts } from './alerts.ts';

const MINUTE_US = 60_000_000;
/** Half past the first minute to half past the eleventh. */
const RANGE = { fromUs: 1.5 * MINUTE_US, untilUs: 11.5 * MINUTE_US };
const BUCKETS = { fromUs: RANGE.fromUs, widthUs: MINUTE_US, count: 10 };
const PER_MINUTE = [1, 4, 4, 9, 8, 4, 0, 0, 4, 9, 1];

const alert = (given: Partial<Alert>): Alert => ({
  id: 'a',
  name: 'Errors',
  query: 'level:error',
  comparison: 'more',
  count: 5,
  windowUs: MINUTE_US,
  ...given,
});
const explorer = {
  countsByBucket: async (_: unknown, { count }: { readonly count: number }) => PER_MINUTE.slice(0, count),
};

async function crossed(given: Partial<Alert>): Promise<[number, number, number][]> {
  const found = await crossedAlerts(explorer, [alert(given)], RANGE, BUCKETS);
  return found.map(({ fromUs, untilUs, records }) => [fromUs / MINUTE_US, untilUs / MINUTE_US, records]);
}

test('more than the limit in neighbouring windows is told once, and so is less; a window cut off at an end cannot have too few', async () => {
  expect(await crossed({})).toEqual([
    [4, 6, 17],
    [10, 11, 9],
  ]);
  expect(await crossed({ comparison: 'less', count: 2 })).toEqual([[7, 9, 0]]);
  expect(await crossed({ count: 100 })).toEqual([]);
});

test('the alert goes with what it told, with its limit as a rate', async () => {
  const [one] = await crossedAlerts(explorer, [alert({ windowUs: MINUTE_US })], RANGE, BUCKETS);
  expect(one).toMatchObject({ kind: 'alert', watched: { part: 'alert a', alert: { name: 'Errors' } }, perMinute: 8.5, usualPerMinute: 5 });
});
