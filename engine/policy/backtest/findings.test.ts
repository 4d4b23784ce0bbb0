import { expect, test } from 'vitest';
import type { Deviation } from '../../analysis/anomalies/deviations.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import { BEAT, BUCKETS, STEADY, WIDTH_US } from '../testing/made-rows.ts';
import { type FindingFate, fatesOf, findBefore, type RemainingRows } from './findings.ts';

/** What stays of one pattern: a share of its records, spread evenly. */
function keeping(rows: readonly CountedRow[], id: string, share: number): RemainingRows {
  const weight = share === 0 ? 0 : 1 / share;
  const keeps = (bucket: number): boolean => share > 0 && bucket % Math.round(1 / share) === 0;
  return {
    rows: () =>
      rows.map((one) => (one.id === id ? { ...one, spark: one.spark.map((count, bucket) => (keeps(bucket) ? count * weight : 0)) } : one)),
    isTouched: (name) => name === id,
    goneOf: (pattern) => (pattern === id ? rows.find((one) => one.id === id)?.spark.map((count) => count * (1 - share)) : undefined),
  };
}

const NO_VALUES = { samples: async () => new Map() };

function fateAbout(fates: readonly FindingFate[], patternId: string): FindingFate['state'] | undefined {
  return fates.find(({ incident }) => incident.lead.watched.patternId === patternId)?.state;
}

test('a missing beat is found again where nothing takes the beats, and lost where they go', async () => {
  const rows = [BEAT, STEADY];
  const before = await findBefore(NO_VALUES, {}, rows, BUCKETS);
  expect(before.ofOrder.map(({ watched }) => watched.patternId)).toContain('beat');
  const fates = (remaining: RemainingRows) => fatesOf(before, rows, remaining, BUCKETS);
  expect(fateAbout(await fates(keeping(rows, 'steady', 0.5)), 'beat')).toBe('kept');
  expect(fateAbout(await fates(keeping(rows, 'beat', 0)), 'beat')).toBe('lost');
});

test.each<[string, number, FindingFate['state']]>([
  ['half of the records show it as soon', 0.5, 'kept'],
  ['a hundredth shows it later', 0.01, 'delayed'],
  ['without records nothing shows it', 0, 'lost'],
  ['too few records before it tell what is usual', 0.004, 'lost'],
])('a new value: %s', async (_, share, state) => {
  const lead: Deviation = {
    kind: 'value',
    watched: { patternId: 'steady', service: 'shop', level: 'INFO', counts: STEADY.spark, part: 'value' },
    fromUs: 300 * WIDTH_US,
    untilUs: 600 * WIDTH_US,
    score: 0.55,
    records: 3_000,
    perMinute: 10,
    usualPerMinute: 0,
  };
  const incident = { lead, deviations: [lead], fromUs: lead.fromUs, untilUs: lead.untilUs, score: 0.55 };
  const before = { incidents: [incident], deviations: new Map(), ofOrder: [], ofValues: [lead], leastOfNew: 1 };
  const [fate] = await fatesOf(before, [STEADY], keeping([STEADY], 'steady', share), BUCKETS);
  expect(fate.state).toBe(state);
  expect(fate.delayUs > 0).toBe(state === 'delayed' || (state === 'kept' && share < 1));
});
