import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildInvestigation, type PlannedRow, renderTestTime } from '../../tests/support/build-investigation.ts';
import { levelIndex } from '../base/level.ts';
import { compareApi } from '../contract/compare.ts';
import { equalBuckets } from '../query/nice-buckets.ts';
import { ReaderPool } from '../runtime/reader-pool.ts';
import { compareHandlers } from './compare.ts';

const SECOND = 1_000_000;
const [FIRST, SECOND_KIND, DEPLOYED] = [0, 1, 2];
/** 600 seconds of two patterns, every second one record each; the second one slows down in the middle, where a third is seen twice. */
const ROWS: PlannedRow[] = Array.from({ length: 600 }, (_, second) => [
  { kind: FIRST, timeUs: second * SECOND, values: [`user-${second % 3}`] },
  { kind: SECOND_KIND, timeUs: second * SECOND + 1, values: [`${(second < 300 ? 10 : 500) + (second % 17)}ms`] },
  ...(second === 290 || second === 310 ? [{ kind: DEPLOYED, timeUs: second * SECOND + 2, values: [] }] : []),
]).flat();

async function withInvestigation(run: (pool: ReaderPool) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-compare-'));
  const path = join(folder, 'a.logsift');
  const blocks = Array.from({ length: 6 }, (_, block) => ({ source: 0, rows: ROWS.slice(block * 201, (block + 1) * 201) }));
  buildInvestigation(path, {
    sources: ['app.log'],
    kinds: [
      { line: ['seen ', { kind: 'text', name: 'user' }], level: levelIndex('INFO') },
      { line: ['took ', { kind: 'duration', name: 'dur' }], level: levelIndex('INFO') },
      { line: ['deployed'], level: levelIndex('WARN') },
    ],
    templates: {},
    blocks,
  });
  const pool = new ReaderPool({ path, shards: 2, renderTime: renderTestTime });
  try {
    await run(pool);
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const handlersOf = (pool: ReaderPool) =>
  compareHandlers({ get: () => ({ pool, isReading: false, sources: () => [], marks: () => [], setMark: () => undefined }) });
const context = { signal: new AbortController().signal };
const seconds = (from: number, until: number) => ({ fromUs: from * SECOND, untilUs: until * SECOND });

test('the answer has the shape of the contract, names what changed and what is only between the windows', async () => {
  await withInvestigation(async (pool) => {
    const answer = await handlersOf(pool).compareWindows(
      { investigationId: 'x', query: '', a: seconds(0, 280), b: seconds(320, 600) },
      context,
    );
    expect(compareApi.compareWindows.output.safeParse(answer).error).toBeUndefined();
    expect(answer).toMatchObject({ a: { records: 560 }, b: { records: 560 }, patterns: 2, unchanged: 1 });
    expect(answer.changes.map(({ kind, template }) => [kind, template])).toEqual([['values', 'took <*>']]);
    expect(answer.changes[0].variable).toMatchObject({
      slot: 0,
      name: 'dur',
      what: 'median',
      distribution: { kind: 'numbers', unit: 'ns', b: { max: 516e6 } },
    });
    expect(answer.changes[0].spark.reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(answer.onlyBetween).toMatchObject([{ template: 'deployed', a: { count: 0 }, b: { count: 0 } }]);
  });
});

test('a filter narrows what is compared, and windows that overlap are refused', async () => {
  await withInvestigation(async (pool) => {
    const handlers = handlersOf(pool);
    const windows = { investigationId: 'x', a: seconds(0, 300), b: seconds(300, 600) };
    expect(await handlers.compareWindows({ ...windows, query: 'seen' }, context)).toMatchObject({ patterns: 1, changes: [] });
    for (const b of [seconds(299, 600), seconds(400, 400)])
      await expect(handlers.compareWindows({ ...windows, query: '', b }, context)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test('values are read of as many records from every part of the time, of all where there are fewer', async () => {
  await withInvestigation(async ({ explorer }) => {
    const range = seconds(100, 500);
    const patterns = (await explorer.patternsByBucket({ range }, equalBuckets(range, 4))).map(({ id }) => id);
    const perBucket = async (most: number) => {
      const found = await explorer.samples({ range }, patterns, equalBuckets(range, 4), most);
      const users = [...found.values()].flat().find(({ name }) => name === 'user');
      return [0, 1, 2, 3].map((bucket) => users?.bucket.reduce((count, own) => count + (own === bucket ? 1 : 0), 0));
    };
    expect(await perBucket(1_000)).toEqual([100, 100, 100, 100]);
    for (const count of await perBucket(10)) expect(count).toBeLessThanOrEqual(10);
    for (const count of await perBucket(10)) expect(count).toBeGreaterThanOrEqual(5);
  });
});
