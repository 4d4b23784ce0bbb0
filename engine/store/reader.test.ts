import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from './migrations/migrate.ts';
import { HOT_QUERIES, InvestigationReader } from './reader.ts';
import { SAMPLE_SOURCE } from './testing/sample-rows.ts';
import { InvestigationWriter } from './writer.ts';

test.each([
  ['blocks', 'SEARCH block USING INTEGER PRIMARY KEY (rowid>?)'],
  ['blocksOfShare', 'SEARCH block USING INTEGER PRIMARY KEY (rowid>?)'],
  ['filtersOfShare', 'SEARCH block_filter USING INTEGER PRIMARY KEY (rowid>?)'],
  ['block', 'SEARCH block USING INTEGER PRIMARY KEY (rowid=?)'],
  ['blockData', 'SEARCH block_data USING INTEGER PRIMARY KEY (rowid=?)'],
  ['blockHead', 'SEARCH block_data USING INTEGER PRIMARY KEY (rowid=?)'],
  ['blockRest', 'SEARCH block_data USING INTEGER PRIMARY KEY (rowid=?)'],
  ['neighbour', 'SEARCH block USING COVERING INDEX sqlite_autoindex_block_1 (source_id=? AND seq=?)'],
  ['marks', 'SCAN mark'],
  ['template', 'SEARCH template USING INTEGER PRIMARY KEY (rowid=?)'],
  ['templates', 'SCAN template'],
  ['assignment', 'SCAN assignment'],
] as const)('the query for %s sorts nothing and looks up what it can', (name, plan) => {
  const database = new Database(':memory:');
  migrate(database, true);
  const sql = HOT_QUERIES[name];
  const steps = database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from(sql.matchAll(/\?/g), () => 1));
  expect(steps.map((step) => step.detail)).toEqual([plan]);
});

test('the reader has no method that writes, and its connection refuses to', () => {
  const names = Object.getOwnPropertyNames(InvestigationReader.prototype);
  expect(names.sort()).toEqual(
    [
      'assignment',
      'atOneMoment',
      'block',
      'blockAt',
      'blockData',
      'blocks',
      'blocksOfShare',
      'choiceOf',
      'close',
      'openBlock',
      'constructor',
      'figures',
      'filtersOfShare',
      'kept',
      'marks',
      'meta',
      'policies',
      'policyChanges',
      'pulls',
      'signatureBatches',
      'signatures',
      'sources',
      'template',
      'templates',
      'templatesVersion',
      'vectors',
      'viewState',
    ].sort(),
  );
});

test('other threads read while this one writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.logsift');
  const writer = InvestigationWriter.create(path, { name: 'x', createdUs: 0 });
  onTestFinished(() => void writer.close());
  const script = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(workerData.reader).then(({ InvestigationReader }) => {
      const reader = InvestigationReader.open(workerData.path);
      parentPort.on('message', () => parentPort.postMessage(reader.sources().length));
      parentPort.postMessage('ready');
    });`;
  const worker = new Worker(script, { eval: true, workerData: { path, reader: new URL('./reader.ts', import.meta.url).href } });
  onTestFinished(() => void worker.terminate());
  const answer = () => new Promise((resolve, reject) => void worker.once('message', resolve).once('error', reject));
  expect(await answer()).toBe('ready');
  for (let count = 1; count <= 3; count++) {
    writer.addSource(SAMPLE_SOURCE);
    const counted = answer();
    worker.postMessage('count');
    expect(await counted).toBe(count);
  }
});

test('what is read at one moment does not change in between', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const writer = InvestigationWriter.create(join(folder, 'a.logsift'), { name: 'x', createdUs: 0 });
  const reader = InvestigationReader.open(writer.path);
  writer.addSource(SAMPLE_SOURCE);
  const counts = reader.atOneMoment(() => {
    const before = reader.sources().length;
    writer.addSource(SAMPLE_SOURCE);
    return [before, reader.sources().length];
  });
  expect([...counts, reader.sources().length]).toEqual([1, 1, 2]);
  reader.close();
  writer.close();
});
