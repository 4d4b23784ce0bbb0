import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectAccounted, expectExactBytes, expectHelpful, readAll, untilRead } from '../support/expectations.ts';
import * as hostile from '../support/hostile-files.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

let engine: TestEngine;
beforeEach(() => {
  engine = openEngine();
});
afterEach(() => engine.close());

/** Enough that reading takes a while. */
const MANY_LINES = 600_000;

test('a folder without logs says so', async () => {
  const { sources, complete, reading } = await readAll(engine.client, [hostile.directoryWithoutLogs(engine.folder)]);
  expect(sources.map(({ state, problem }) => [state, problem?.code])).toEqual([['failed', 'EMPTY_SOURCE']]);
  expectHelpful(sources[0].problem?.message, 'no-logs');
  expect([complete, reading]).toEqual([false, false]);
});

test('a path with nothing there says so, and the file beside it is read', async () => {
  const good = hostile.ordinary(engine.folder, 20);
  const { sources } = await readAll(engine.client, [path.join(engine.folder, 'nowhere.log'), good.path]);
  expect(sources.map(({ state, records, problem }) => [state, records, problem?.code])).toEqual([
    ['failed', 0, 'UNREADABLE_SOURCE'],
    ['done', 20, undefined],
  ]);
  expectHelpful(sources[0].problem?.message, 'nowhere.log');
});

test('a file this user may not read says so', async ({ skip }) => {
  const { file, whyNot } = hostile.unreadable(engine.folder);
  if (whyNot !== undefined) skip(whyNot);
  const { sources } = await readAll(engine.client, [file.path]);
  expect([sources[0].state, sources[0].problem?.code]).toEqual(['failed', 'UNREADABLE_SOURCE']);
  expectHelpful(sources[0].problem?.message, 'secret.log');
});

test('half a gzip gives every line before the break, and names the break', async () => {
  const file = hostile.halfGzip(engine.folder);
  const investigation = await readAll(engine.client, [file.path]);
  const [source] = investigation.sources;
  expectAccounted(source);
  expect([source.state, source.problem?.code, source.compression]).toEqual(['failed', 'UNREADABLE_SOURCE', 'gzip']);
  expectHelpful(source.problem?.message, 'half.log.gz');
  expect(source.lines).toBeGreaterThan(file.lines / 4);
  expect(source.lines).toBeLessThan(file.lines);
  const { records, total } = await engine.client.getRecords({ filter: { investigationId: investigation.id }, limit: 5 });
  expect([total, records[4].line - records[0].line]).toEqual([source.records, 4]);
});

test('bytes behind the end of a gzip are skipped and named, and cost none of its lines', async () => {
  const file = hostile.gzipWithRubbish(engine.folder);
  const { sources, complete } = await readAll(engine.client, [file.path]);
  const [source] = sources;
  expectAccounted(source);
  expect([source.state, source.problem?.code, source.lines, complete]).toEqual(['done', 'TRAILING_BYTES', file.lines, true]);
  expectHelpful(source.problem?.message, 'rubbish-behind.log.gz');
});

test('gzip members behind one another, and zeros behind them, are one log', async () => {
  const file = hostile.gzipMembers(engine.folder);
  const [source] = (await readAll(engine.client, [file.path])).sources;
  expectAccounted(source);
  expect([source.state, source.problem, source.lines, source.records]).toEqual(['done', undefined, file.lines, file.lines]);
});

test('a file that is gone before it is read says so', async () => {
  const { id } = await engine.client.createInvestigation({ name: 'Gone' });
  const file = hostile.ordinary(engine.folder, 30);
  await engine.client.addSources({ investigationId: id, sources: [{ path: file.path }] }).finally(() => rmSync(file.path));
  const [source] = (await untilRead(engine.client, id)).sources;
  expectAccounted(source);
  // Reading may have been faster than the deletion: then it has every line.
  if (source.state === 'done') expect(source.lines).toBe(30);
  else {
    expect([source.state, source.problem?.code]).toEqual(['failed', 'UNREADABLE_SOURCE']);
    expectHelpful(source.problem?.message, 'ordinary.log');
  }
});

test('a file that disappears while it is read keeps what was read and says what happened', async () => {
  const { id } = await engine.client.createInvestigation({ name: 'Disappears' });
  const file = hostile.ordinary(engine.folder, MANY_LINES);
  await engine.client.addSources({ investigationId: id, sources: [{ path: file.path }] });
  for await (const { investigation } of engine.client.watchIngest({ investigationId: id })) {
    if (investigation.totals.lines > 0 || !investigation.reading) break;
  }
  rmSync(file.path);
  const investigation = await untilRead(engine.client, id);
  const [source] = investigation.sources;
  expectAccounted(source);
  if (source.state === 'done') expect(source.lines).toBe(file.lines);
  else {
    expect([source.state, source.problem?.code]).toEqual(['failed', 'UNREADABLE_SOURCE']);
    expectHelpful(source.problem?.message, 'ordinary.log');
  }
  const { total } = await engine.client.getRecords({ filter: { investigationId: id }, limit: 1 });
  expect(total).toBe(source.records);
});

test('a file that grows while it is read ends at a whole line that was there', async () => {
  const { id } = await engine.client.createInvestigation({ name: 'Grows' });
  const file = hostile.ordinary(engine.folder, MANY_LINES);
  await engine.client.addSources({ investigationId: id, sources: [{ path: file.path }] });
  let appended = 0;
  for await (const { investigation } of engine.client.watchIngest({ investigationId: id })) {
    if (!investigation.reading) break;
    appendFileSync(file.path, `${hostile.ordinaryLines(100, file.lines + appended).join('\n')}\n`);
    appended += 100;
  }
  const investigation = await untilRead(engine.client, id);
  const [source] = investigation.sources;
  expectAccounted(source);
  expect([source.state, source.unparsed]).toEqual(['done', 0]);
  expect(source.lines).toBeGreaterThanOrEqual(file.lines);
  expect(source.lines).toBeLessThanOrEqual(file.lines + appended);
  const { records } = await engine.client.getRecords({ filter: { investigationId: id }, order: 'newest', limit: 1 });
  const { raw } = await engine.client.getRecord({ investigationId: id, recordId: records[0].id });
  expect(raw.trimEnd()).toBe(readFileSync(file.path, 'utf8').split('\n')[source.lines - 1]);
});

test('a file that shrinks between two readings is read as it now is', async () => {
  const file = hostile.ordinary(engine.folder, 200);
  const first = await readAll(engine.client, [file.path]);
  hostile.ordinary(engine.folder, 50);
  await engine.client.rereadSource({ investigationId: first.id, sourceId: first.sources[0].id, options: {} });
  const again = await untilRead(engine.client, first.id);
  expectAccounted(again.sources[0]);
  expect([again.totals.records, again.complete]).toEqual([50, true]);
  await expectExactBytes(engine.client, again, file.path);
});
