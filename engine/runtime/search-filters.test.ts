import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fill, renderTestTime } from '../../tests/support/build-investigation.ts';
import { naiveFind } from '../../tests/support/naive-query.ts';
import { samplePlan } from '../../tests/support/sample-plan.ts';
import { AppError } from '../base/app-error.ts';
import { Shard } from '../query/shard.ts';
import { runOp } from '../query/shard-ops.ts';
import { InvestigationReader } from '../store/reader.ts';
import { InvestigationWriter } from '../store/writer.ts';
import { ReaderPool } from './reader-pool.ts';
import { completeFilters } from './search-filters.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newWriter(): InvestigationWriter {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-filters-'));
  folders.push(folder);
  return InvestigationWriter.create(join(folder, 'a.logsift'), { name: 'filters', createdUs: 1 });
}

const NOT_STOPPED = new AbortController().signal;
const control = { breathe: async () => undefined };
const EVERY = { index: 0, count: 1 };

test('filters are stored once for every block, and go with their source', async () => {
  const writer = newWriter();
  fill(writer, samplePlan(31, { blocks: 8, rows: 60, sources: 2 }));
  const pool = new ReaderPool({ path: writer.path, shards: 2, renderTime: renderTestTime });
  const reader = InvestigationReader.open(writer.path);
  let stored = 0;
  const store = (filters: Parameters<typeof writer.putFilters>[0]): void => {
    stored += filters.length;
    writer.putFilters([...filters, { blockId: 999, data: new Uint8Array(1) }]);
  };
  for (let round = 0; round < 2; round++) await completeFilters(pool, store, NOT_STOPPED);
  expect([stored, reader.filtersOfShare(0, EVERY).map(({ blockId }) => blockId)]).toEqual([8, reader.blocks().map(({ id }) => id)]);

  writer.dropBlocks(1);
  expect(reader.filtersOfShare(0, EVERY).map(({ blockId }) => blockId)).toEqual(reader.blocks().map(({ id }) => id));
  await pool.close();
  reader.close();
  writer.close();
});

test('a search opens the blocks alone that may hold its text', async () => {
  const writer = newWriter();
  const words = ['alpha beta', 'gamma', 'delta', 'a needle here', 'epsilon'];
  const records = fill(writer, {
    sources: ['a.log'],
    kinds: [{ line: [{ kind: 'text' }, ' tail'] }],
    templates: {},
    blocks: words.map((word) => ({ source: 0, rows: Array.from({ length: 30 }, () => ({ kind: 0, timeUs: 1_000, values: [word] })) })),
  });
  const shard = new Shard({ path: writer.path, ...EVERY, renderTime: renderTestTime });
  await runOp(shard, 'filters', { most: 100 }, control);
  const opened = shard.blocks.opened;
  const question = { node: { kind: 'text', text: 'NEEDLE' }, range: undefined, regexMs: 0 };
  expect(await runOp(shard, 'count', { questions: [question] }, control)).toEqual([naiveFind(records, 'needle').length]);
  expect(shard.blocks.opened - opened).toBe(1);
  shard.close();
  writer.close();
});

test('a store that refuses filters keeps nobody from searching; a bug is not hidden', async () => {
  const writer = newWriter();
  const records = fill(writer, samplePlan(32, { blocks: 3, rows: 40 }));
  const pool = new ReaderPool({ path: writer.path, shards: 1, renderTime: renderTestTime });
  const failing = (error: Error) => () => {
    throw error;
  };
  await completeFilters(pool, failing(new AppError('DISK_FULL', 'The disk is full.')), NOT_STOPPED);
  expect(await pool.explorer.count({ query: 'alice' })).toBe(naiveFind(records, 'alice').length);
  fill(writer, samplePlan(33, { blocks: 3, rows: 40 }));
  pool.refresh();
  await expect(completeFilters(pool, failing(new RangeError('bug')), NOT_STOPPED)).rejects.toThrow('bug');
  await pool.close();
  writer.close();
});
