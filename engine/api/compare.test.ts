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

async function withInvestigation(run: (pool: ReaderPool) => Promise<void>, rows: readonly PlannedRow[] = ROWS): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-compare-'));
  const path = join(folder, 'a.logsift');
  const perBlock = Math.ceil(rows.length / 6);
  const blocks = Array.from({ length: 6 }, (_, block) => ({ source: 0, rows: rows.slice(block * perBlock, (block + 1) * perBlock) }));
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

test('hosts that take turns have the same shares wherever one looks', async () => {
  const rows = Array.from({ length: 4_000 }, (_, index) => ({ kind: 0, timeUs: index * 100_000, values: [`host-${index % 4}`] }));
  await withInvestigation(async (pool) => {
    const windows = { a: { fromUs: 0, untilUs: 200 * SECOND }, b: { fromUs: 200 * SECOND, untilUs: 400 * SECOND } };
    const samples = await pool.explorer.samples(
      { range: windows.a },
      (await pool.explorer.patternsByBucket({}, equalBuckets(windows.a, 1))).map(({ id }) => id),
      equalBuckets(windows.a, 32),
      6,
    );
    const [column] = [...samples.values()].flat();
    const shares = column.values.map(
      (_, value) => column.value.reduce((sum, own) => sum + (own === value ? 1 : 0), 0) / column.value.length,
    );
    expect(shares.length).toBe(4);
    for (const share of shares) expect(Math.abs(share - 0.25)).toBeLessThan(0.1);
    expect((await handlersOf(pool).compareWindows({ investigationId: 'x', query: '', ...windows }, context)).changes).toEqual([]);
  }, rows);
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
