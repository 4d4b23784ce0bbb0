import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildInvestigation, type PlannedRow, renderTestTime } from '../../../tests/support/build-investigation.ts';
import type { Incident } from '../../analysis/anomalies/incidents.ts';
import { levelIndex } from '../../base/level.ts';
import { US_PER_MINUTE, US_PER_SECOND } from '../../base/time.ts';
import { ReaderPool } from '../../runtime/reader-pool.ts';
import { startBefore } from './starts.ts';

const [FAILED, DEPLOYED, MIGRATED] = [0, 1, 2];
const FAILS_US = 60 * US_PER_MINUTE;

/** Two hours: failures after the first one, a deployment of three records two minutes before them, and whatever else is given. */
async function startIn(more: readonly PlannedRow[]) {
  const rows = [
    ...Array.from({ length: 60 }, (_, minute): PlannedRow => ({ kind: FAILED, timeUs: FAILS_US + minute * US_PER_MINUTE, values: ['7'] })),
    ...more,
  ].sort((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0));
  const folder = mkdtempSync(join(tmpdir(), 'logsift-starts-'));
  const path = join(folder, 'a.logsift');
  buildInvestigation(path, {
    sources: ['app.log'],
    kinds: [
      { line: ['failed with ', { kind: 'text', name: 'code' }], level: levelIndex('ERROR') },
      { line: ['deployed release ', { kind: 'text', name: 'version' }], level: levelIndex('INFO') },
      { line: ['migrated row ', { kind: 'text', name: 'row' }], level: levelIndex('INFO') },
    ],
    templates: {},
    blocks: [{ source: 0, rows }],
  });
  const pool = new ReaderPool({ path, shards: 1, renderTime: renderTestTime });
  try {
    const { rows: patterns } = await pool.explorer.patterns({}, 0, { limit: 10, keep: 'most' });
    const lead = {
      kind: 'new' as const,
      fromUs: FAILS_US,
      untilUs: 120 * US_PER_MINUTE,
      score: 1,
      records: 60,
      perMinute: 1,
      usualPerMinute: 0,
      watched: { patternId: patterns.find(({ template }) => template.startsWith('failed'))?.id, counts: [] },
    };
    const incident: Incident = { lead, deviations: [lead], fromUs: lead.fromUs, untilUs: lead.untilUs, score: 1 };
    return await startBefore(pool.explorer, {}, incident, undefined);
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const deployed = (atUs: number, version: string): PlannedRow[] =>
  [0, 1, 2].map((nth) => ({ kind: DEPLOYED, timeUs: atUs + nth * 20 * US_PER_SECOND, values: [version] }));

test('the start shortly before the first failure is found with its first and last record, and what another one says differently', async () => {
  const start = await startIn([...deployed(10 * US_PER_MINUTE, 'v1'), ...deployed(58 * US_PER_MINUTE, 'v2')]);
  expect(start).toMatchObject({
    template: 'deployed release <*>',
    cause: {
      firstUs: 58 * US_PER_MINUTE,
      lastUs: 58 * US_PER_MINUTE + 40 * US_PER_SECOND,
      records: 3,
      values: [{ name: 'version', value: 'v2' }],
    },
    other: { firstUs: 10 * US_PER_MINUTE, values: [{ name: 'version', value: 'v1' }] },
  });
});

test('a start that comes right after the first failure is no cause of it, though it lies in the same seconds', async () => {
  const start = await startIn([...deployed(50 * US_PER_MINUTE, 'v1'), ...deployed(FAILS_US + US_PER_SECOND, 'v2')]);
  expect(start?.cause.firstUs).toBe(50 * US_PER_MINUTE);
});

test('what is written all the time is no event, whatever its words', async () => {
  const steady = Array.from({ length: 119 }, (_, minute) => ({ kind: MIGRATED, timeUs: minute * US_PER_MINUTE, values: [`r${minute}`] }));
  expect(await startIn(steady)).toBeUndefined();
});
