import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectAccounted, expectExactBytes, expectHelpful, readAll } from '../support/expectations.ts';
import * as hostile from '../support/hostile-files.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

let engine: TestEngine;
beforeEach(() => {
  engine = openEngine();
});
afterEach(() => engine.close());

/** Reads one hostile file and gives its source and its records in time order. */
async function play(file: hostile.HostileFile) {
  const investigation = await readAll(engine.client, [file.path]);
  const [source] = investigation.sources;
  expectAccounted(source);
  const page = await engine.client.getRecords({ filter: { investigationId: investigation.id }, limit: 1_000 });
  expect(page.total).toBe(source.records);
  return { investigation, source, records: page.records };
}

test('an empty file is done, has no lines, and says so', async () => {
  const { source } = await play(hostile.empty(engine.folder));
  expect([source.state, source.lines, source.problem?.code]).toEqual(['done', 0, 'EMPTY_SOURCE']);
  expect(source.problem?.message).toContain('empty.log');
});

test('the message about an empty file says what to do next', async () => {
  const { source } = await play(hostile.empty(engine.folder));
  expectHelpful(source.problem?.message, 'empty.log');
});

test('the first line of a file is line 1', async () => {
  const { records } = await play(hostile.ordinary(engine.folder, 3));
  expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
});

test('an empty file beside a good one does not keep the good one from being read and mined', async () => {
  const good = hostile.ordinary(engine.folder, 300);
  const investigation = await readAll(engine.client, [hostile.empty(engine.folder).path, good.path]);
  expect([investigation.totals.records, investigation.complete]).toEqual([300, true]);
  const { patterns } = await engine.client.listPatterns({ filter: { investigationId: investigation.id } });
  expect(patterns.reduce((sum, { count }) => sum + count, 0)).toBe(300);
});

test('a file of blank lines has lines that were skipped, all of them', async () => {
  const file = hostile.onlyBlankLines(engine.folder);
  const { source } = await play(file);
  expect([source.lines, source.skipped, source.records]).toEqual([file.lines, file.lines, 0]);
});

test('a binary file is left out with its reason, and can be read as text all the same', async () => {
  const file = hostile.binary(engine.folder);
  const { source, investigation } = await play(file);
  expect([source.state, source.problem?.code, source.records]).toEqual(['skipped', 'BINARY_SOURCE', 0]);
  expectHelpful(source.problem?.message, 'picture.log');

  const asText = await readAll(engine.client, [file.path], { asText: true });
  expectAccounted(asText.sources[0]);
  expect([asText.sources[0].state, asText.sources[0].lines]).toEqual(['done', file.lines + 1]);
  await expectExactBytes(engine.client, asText, file.path);
  expect(investigation.id).not.toBe(asText.id);
});

test('a line of 100 MB is cut and counted, its neighbours are whole, and memory does not follow it', async () => {
  const file = hostile.giantLine(engine.folder);
  const before = process.memoryUsage.rss();
  const { source, records, investigation } = await play(file);
  expect([source.state, source.lines, source.records, source.truncated, source.bytes]).toEqual(['done', 3, 3, 1, file.bytes]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(file.bytes * 2);
  expect(records.map(({ line }) => line - records[0].line)).toEqual([0, 1, 2]);
  expect(records[1].cut).toBe(true);
  const last = await engine.client.getRecord({ investigationId: investigation.id, recordId: records[2].id });
  expect(last.raw.trimEnd()).toBe(hostile.ordinaryLine(2));
});

test('NUL bytes are kept where they stand', async () => {
  const file = hostile.nulBytes(engine.folder);
  const { source, investigation } = await play(file);
  expect([source.state, source.lines]).toEqual(['done', file.lines]);
  await expectExactBytes(engine.client, investigation, file.path);
});

test('CRLF ends a line, and the carriage return is no part of the message', async () => {
  const file = hostile.windowsLines(engine.folder);
  const { source, records, investigation } = await play(file);
  expect([source.lines, source.records, source.unparsed]).toEqual([file.lines, file.lines, 0]);
  expect(records[0].message.map(({ text }) => text).join('')).toMatch(/added in 0ms$/);
  await expectExactBytes(engine.client, investigation, file.path);
});

test('a carriage return alone does not end a line where others end with a line feed', async () => {
  const file = hostile.loneCarriageReturns(engine.folder);
  const { source, investigation } = await play(file);
  expect([source.lines, source.records]).toEqual([file.lines, file.lines]);
  await expectExactBytes(engine.client, investigation, file.path);
});

test('a file without line feeds has lines that end with carriage returns, and says so', async () => {
  const file = hostile.carriageReturnLines(engine.folder);
  const { source, records, investigation } = await play(file);
  expect([source.encoding, source.lines, source.records, source.continuation, source.unparsed]).toEqual([
    'utf-8, CR line ends',
    file.lines,
    file.lines - 1,
    1,
    0,
  ]);
  expect(records[3].message.map(({ text }) => text).join('')).toMatch(/added in 3ms$/);
  // The lines of a record are shown on lines; its bytes stand where they stand in the file.
  const text = readFileSync(file.path, 'utf8').replaceAll('\r', '\n');
  for (const { id, byteOffset } of records) {
    const { raw } = await engine.client.getRecord({ investigationId: investigation.id, recordId: id });
    expect(text.slice(byteOffset, byteOffset + raw.length)).toBe(raw);
  }
});

test('a large file of carriage returns, read in ranges, has every line once', async () => {
  const file = hostile.carriageReturnLines(engine.folder, 120_000);
  const { sources } = await readAll(engine.client, [file.path]);
  expectAccounted(sources[0]);
  expect([sources[0].lines, sources[0].records, sources[0].bytes]).toEqual([file.lines, file.lines - 1, file.bytes]);
});

test('a byte order mark is named and hides neither the first time nor the first record', async () => {
  const file = hostile.byteOrderMark(engine.folder);
  const { source, records, investigation } = await play(file);
  expect([source.encoding, source.lines, source.records, source.unparsed, source.untimed]).toEqual([
    'utf-8 with BOM',
    file.lines,
    file.lines,
    0,
    0,
  ]);
  expect(records[0].timeUs).toBe(Date.UTC(2026, 8, 14, 13, 40) * 1_000);
  await expectExactBytes(engine.client, investigation, file.path);
});

test.each(['little', 'big'] as const)('UTF-16 (%s endian) is recognised and said not to be supported yet', async (order) => {
  const { source } = await play(hostile.utf16(engine.folder, order));
  expect([source.problem?.code, source.records]).toEqual(['UNSUPPORTED_ENCODING', 0]);
  expect(['failed', 'skipped']).toContain(source.state);
  expectHelpful(source.problem?.message, `utf16-${order}.log`);
});

test('bytes that are no UTF-8 are given back as they were', async () => {
  const file = hostile.invalidUtf8(engine.folder);
  const { source, investigation } = await play(file);
  expect([source.state, source.records, source.unparsed]).toEqual(['done', file.lines, 0]);
  await expectExactBytes(engine.client, investigation, file.path);
});

test('a last line without a line feed is a line', async () => {
  const file = hostile.noNewlineAtEnd(engine.folder);
  const { source, records, investigation } = await play(file);
  expect([source.lines, source.records, source.bytes]).toEqual([file.lines, file.lines, file.bytes]);
  expect(records[file.lines - 1].line - records[0].line).toBe(file.lines - 1);
  await expectExactBytes(engine.client, investigation, file.path);
});

test('a log without any times keeps its order, and its records are counted as having none', async () => {
  const file = hostile.noTimestamps(engine.folder);
  const { source, records, investigation } = await play(file);
  expect([source.state, source.records, source.untimed, source.range]).toEqual(['done', file.lines, file.lines, undefined]);
  expect(records.map(({ line }) => line - records[0].line)).toEqual(Array.from({ length: file.lines }, (_, index) => index));
  const timeline = await engine.client.getTimeline({ filter: { investigationId: investigation.id } });
  expect([timeline.total, timeline.untimed]).toEqual([file.lines, file.lines]);
});

test('records out of order are shown in the order of their times, each with its own line number', async () => {
  const file = hostile.outOfOrder(engine.folder);
  const { source, records, investigation } = await play(file);
  expect(source.records).toBe(file.lines);
  const times = records.map(({ timeUs }) => timeUs ?? Number.NaN);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(records.map(({ line }) => line)).size).toBe(file.lines);
  expect(source.range).toEqual({ fromUs: times[0], untilUs: (times.at(-1) ?? 0) + 1 });
  const timeline = await engine.client.getTimeline({ filter: { investigationId: investigation.id } });
  expect(
    Object.values(timeline.counts)
      .flatMap((counts) => counts ?? [])
      .reduce((sum, count) => sum + count, 0),
  ).toBe(file.lines);
});

test('stack frames without a line above them are records of their own, not lost', async () => {
  const file = hostile.orphanContinuation(engine.folder);
  const { source, investigation } = await play(file);
  expect(source.lines).toBe(file.lines);
  await expectExactBytes(engine.client, investigation, file.path);
});

describe('forced choices', () => {
  test('a format that does not fit keeps every line as plain text', async () => {
    const file = hostile.ordinary(engine.folder, 60);
    const investigation = await readAll(engine.client, [file.path], { format: 'json-lines' });
    const [source] = investigation.sources;
    expectAccounted(source);
    expect([source.lines, source.unparsed]).toEqual([60, source.records]);
    await expectExactBytes(engine.client, investigation, file.path);
  });
});
