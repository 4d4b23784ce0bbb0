import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { buildInvestigation, fill, type Plan, renderTestTime } from '../../tests/support/build-investigation.ts';
import { naiveFind } from '../../tests/support/naive-query.ts';
import { samplePlan } from '../../tests/support/sample-plan.ts';
import { InvestigationWriter } from '../store/writer.ts';
import { ShardServer } from './reader/shard-server.ts';
import { SpareReaders } from './reader/spare-readers.ts';
import { ReaderPool } from './reader-pool.ts';

const ENTRY = new URL('./workers/reader.worker.ts', import.meta.url);
const STARTED_WHEN_NEEDED = new SpareReaders(ENTRY, 0);
const open: { close(): unknown }[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-pool-'));
  folders.push(folder);
  return join(folder, 'a.logsift');
}

function opened<T extends { close(): unknown }>(closable: T): T {
  open.push(closable);
  return closable;
}

/** No time stamps: the threads render those of the product, the test's own layouts mean nothing to them. */
function timelessPlan(line: string, rows: number): Plan {
  return {
    sources: ['a.log'],
    kinds: [{ line: [{ kind: 'text' }, ' tail'] }],
    templates: {},
    blocks: Array.from({ length: 6 }, () => ({
      source: 0,
      rows: Array.from({ length: rows }, () => ({ kind: 0, timeUs: 1_000, values: [line] })),
    })),
  };
}

test('threads answer as one', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan('hello', 50));
  const pool = opened(new ReaderPool({ path, threads: STARTED_WHEN_NEEDED, shards: 3 }));
  expect(await pool.explorer.count({ query: 'HELLO' })).toBe(300);
  expect((await pool.explorer.page({ query: '/^hel+o tail$/' }, 'newest', 290, 50)).records).toHaveLength(10);
});

test('threads that loaded the file before anybody asked answer the same; a file that cannot be read is told at the first question', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan('hello', 50));
  const pool = opened(new ReaderPool({ path, threads: STARTED_WHEN_NEEDED, shards: 2 }));
  pool.warm();
  expect(await pool.explorer.count({ query: 'hello' })).toBe(300);
  const inline = opened(new ReaderPool({ path, shards: 2, renderTime: renderTestTime }));
  rmSync(path);
  inline.warm();
  await expect(inline.explorer.count({ query: 'hello' })).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
});

test('what was committed since is seen after a refresh, and what was dropped is gone', async () => {
  const path = newPath();
  const writer = opened(InvestigationWriter.create(path, { name: 'growing', createdUs: 1 }));
  const first = fill(writer, samplePlan(1, { blocks: 4, rows: 60, sources: 2 }));
  const pool = opened(new ReaderPool({ path, shards: 2, renderTime: renderTestTime }));
  expect(await pool.explorer.count({ query: 'ok' })).toBe(naiveFind(first, 'ok').length);
  const second = fill(writer, samplePlan(2, { blocks: 5, rows: 60, sources: 1 }));
  pool.refresh();
  expect(await pool.explorer.count({ query: 'ok' })).toBe(naiveFind([...first, ...second], 'ok').length);
  writer.dropBlocks(1);
  pool.refresh();
  const left = [...first.filter((record) => record.sourceId !== 1), ...second];
  expect((await pool.explorer.page({ query: 'ok' }, 'oldest', 0, 500)).records.map((record) => record.id)).toEqual(
    naiveFind(left, 'ok').map((record) => record.id),
  );
});

test('templates that come later name the records that are there', async () => {
  const path = newPath();
  const writer = opened(InvestigationWriter.create(path, { name: 'growing', createdUs: 1 }));
  const plan = samplePlan(3, { blocks: 2, rows: 100 });
  const kinds = plan.kinds.map((kind) => ({ ...kind, template: undefined }));
  const before = fill(writer, { ...plan, kinds, templates: {} });
  const pool = opened(new ReaderPool({ path, shards: 2, renderTime: renderTestTime }));
  const names = async (): Promise<string[]> =>
    (await pool.explorer.patterns({}, 0, { limit: 1_000, keep: 'most' })).rows.map((row) => row.template).sort();
  const textsOf = (records: readonly { readonly template: { readonly text: string } }[]): string[] =>
    [...new Set(records.map((record) => record.template.text))].sort();
  expect(await names()).toEqual(textsOf(before));
  const after = fill(writer, { ...plan, sources: ['b.log'], blocks: plan.blocks.map((block) => ({ ...block, source: 0 })) });
  pool.refresh();
  expect(await names()).toEqual(textsOf(after));
});

test('a cancelled question stops reading blocks', async () => {
  const path = newPath();
  buildInvestigation(path, samplePlan(4, { blocks: 60, rows: 40 }));
  const answers: unknown[] = [];
  let onAnswer: (() => void) | undefined;
  const server = opened(
    new ShardServer({ path, index: 0, count: 1, renderTime: renderTestTime }, (message) => {
      answers.push(message);
      if (message.kind !== 'alive') onAnswer?.();
    }),
  );
  const question = { node: { kind: 'text', text: 'alice' }, range: undefined, regexMs: 0 };
  const answered = new Promise<void>((resolve) => {
    onAnswer = resolve;
  });
  server.receive({ kind: 'ask', jobId: 1, name: 'count', params: { questions: [question] } });
  server.receive({ kind: 'cancel', jobId: 1 });
  const openedBefore = server.blocksOpened;
  await answered;
  expect(answers.at(-1)).toMatchObject({ kind: 'failed', jobId: 1, code: 'CANCELLED' });
  expect(server.blocksOpened - openedBefore).toBeLessThanOrEqual(1);
});

test('an aborted call is rejected at once and its thread told', async () => {
  const path = newPath();
  buildInvestigation(path, samplePlan(5, { blocks: 10, rows: 40 }));
  const pool = opened(new ReaderPool({ path, shards: 2, renderTime: renderTestTime }));
  const abort = new AbortController();
  const counting = pool.explorer.count({ query: 'alice' }, abort.signal);
  abort.abort();
  await expect(counting).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(pool.explorer.count({ query: 'alice' }, abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('a thread that dies costs its own questions; the next ones are answered', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan('hello', 50));
  // An entry that ends on its first message, once.
  const sabotage = new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    import { existsSync, writeFileSync } from 'node:fs';
    const mark = ${JSON.stringify(`${path}.died`)};
    parentPort.once('message', async (start) => {
      if (start.index === 0 && !existsSync(mark)) {
        writeFileSync(mark, '');
        process.exit(3);
      }
      await import(${JSON.stringify(ENTRY.href)});
      parentPort.emit('message', start);
    });
  `)}`,
  );
  const pool = opened(new ReaderPool({ path, threads: new SpareReaders(sabotage, 0), shards: 2 }));
  const living = pool.ask(1, 'overview', undefined, {});
  await expect(pool.ask(0, 'overview', undefined, {})).rejects.toMatchObject({ code: 'WORKER_DIED' });
  await expect(living).resolves.toMatchObject({ records: 150 });
  expect(await pool.explorer.count({ query: 'hello' })).toBe(300);
});

test('threads that were there before the file answer as others do', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan('hello', 50));
  const threads = opened(new SpareReaders(ENTRY, 3));
  threads.fill();
  const pool = opened(new ReaderPool({ path, threads, shards: 2 }));
  expect(await pool.explorer.count({ query: 'hello' })).toBe(300);
});

test('an expression that hangs a thread is given up, and the thread replaced', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan(`${'a'.repeat(60)}!`, 1));
  const pool = opened(new ReaderPool({ path, threads: STARTED_WHEN_NEEDED, shards: 2 }));
  // Linear for RE2, which allows it; exponential for the engine that runs it.
  await expect(pool.explorer.count({ query: '/^(a|a|aa)+$/' })).rejects.toMatchObject({ code: 'QUERY_TOO_SLOW' });
  expect(await pool.explorer.count({ query: 'tail' })).toBe(6);
});

test('closing rejects what is under way', async () => {
  const path = newPath();
  buildInvestigation(path, timelessPlan('hello', 50));
  const pool = new ReaderPool({ path, threads: STARTED_WHEN_NEEDED, shards: 2 });
  const counting = pool.explorer.count({ query: 'hello' });
  const rejected = expect(counting).rejects.toMatchObject({ code: 'CANCELLED' });
  await pool.close();
  await rejected;
  await expect(pool.explorer.count({ query: 'hello' })).rejects.toMatchObject({ code: 'CANCELLED' });
});
