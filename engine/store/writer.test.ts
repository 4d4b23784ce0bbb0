import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_TIME } from '../base/time.ts';
import { encodeBlock } from './block-encoder.ts';
import { openBlock } from './block-reader.ts';
import { decodeBlockSignatures } from './block-signatures.ts';
import { APPLICATION_ID } from './migrations/migrate.ts';
import { packSignatures } from './packed-signatures.ts';
import { InvestigationReader } from './reader.ts';
import { decodeSignature, encodeSignature } from './signature-codec.ts';
import { randomOf, sampleBlock } from './testing/sample-block.ts';
import { SAMPLE_SOURCE, sampleSignature } from './testing/sample-rows.ts';
import { type BlockRow, InvestigationWriter } from './writer.ts';

let folder: string;
let path: string;
const open: { close(): unknown }[] = [];
const keep = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  path = join(folder, 'a.logsift');
});
afterEach(() => {
  for (const thing of open.splice(0).reverse()) thing.close();
  rmSync(folder, { recursive: true, force: true });
});
const create = () => keep(InvestigationWriter.create(path, { name: 'Night shift', createdUs: 1_700_000_000_000_000 }));
const read = (at = path) => keep(InvestigationReader.open(at));

function blockRow(writer: InvestigationWriter, sourceId: number, seed: number, rows = 60): BlockRow {
  const { input } = sampleBlock(randomOf(seed), { rows, signatures: 5, slots: 3 });
  const signatures = writer.internSignatures(
    packSignatures(Array.from({ length: 5 }, (_, local) => sampleSignature(seed * 3 + local)).map(encodeSignature)),
  ).ids;
  const encoded = encodeBlock(input);
  return { sourceId, encoded, signatures, firstLine: 1, lineCount: encoded.lineCount, byteOffset: 0, byteCount: encoded.textBytes };
}

test('what was written is read back, by a reader that was open before it was written', () => {
  const writer = create();
  const reader = read();
  const source = writer.addSource(SAMPLE_SOURCE, { timeZone: 'Europe/Berlin' });
  const rows = [1, 2, 3].map((seed) => blockRow(writer, source.id, seed));
  const done = { ...source, state: 'done' as const, records: 180, range: { fromUs: 1, untilUs: 9 }, problem: { code: 'X', message: 'y' } };
  const ids = writer.appendBlocks(rows, [done]);

  expect(reader.meta()).toEqual({ name: 'Night shift', createdUs: 1_700_000_000_000_000 });
  expect(reader.sources()).toEqual([done]);
  expect(reader.choiceOf(source.id)).toEqual({ timeZone: 'Europe/Berlin' });
  const blocks = reader.blocks();
  expect(blocks.map(({ id, seq, rowCount, minUs, maxUs }) => ({ id, seq, rowCount, minUs, maxUs }))).toEqual(
    rows.map(({ encoded }, seq) => ({ id: ids[seq], seq, rowCount: 60, minUs: encoded.minUs, maxUs: encoded.maxUs })),
  );
  expect(reader.blocks(ids[1]).map((block) => block.id)).toEqual([ids[2]]);
  expect(reader.blockAt(source.id, 1)).toBe(ids[1]);
  blocks.forEach((block, index) => {
    const { encoded, signatures } = rows[index];
    expect(Buffer.from(reader.blockData(block.id) ?? [])).toEqual(Buffer.from(encoded.data));
    expect(decodeBlockSignatures(block.packedSignatures, block.minUs)).toEqual({
      ids: Int32Array.from(signatures),
      counts: encoded.counts,
      bytes: encoded.bytes,
      firstUs: encoded.firstUs,
      lastUs: encoded.lastUs,
    });
    expect([...(reader.openBlock(block.id)?.times() ?? [])]).toEqual([...openBlock(encoded.data).times()]);
    expect(reader.openBlock(block.id)?.byteOffset(59)).toBe(openBlock(encoded.data).byteOffset(59));
  });
  expect(reader.blockData(99)).toBeUndefined();
});

test('equal keys have equal ids, ids run from 0 without gaps, and both outlive the process', () => {
  const signatures = Array.from({ length: 20 }, (_, index) => sampleSignature(index));
  const packed = signatures.map(encodeSignature);
  const writer = create();
  expect([...writer.internSignatures(packSignatures(packed.slice(0, 8))).ids]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  writer.appendBlocks([]);
  const some = writer.internSignatures(packSignatures([packed[9], packed[3], packed[8], packed[9]]));
  expect([...some.ids]).toEqual([8, 3, 9, 8]);
  expect([...some.levels]).toEqual([9, 3, 8, 9].map((index) => signatures[index].level));
  expect(some.fresh).toEqual(packSignatures([packed[9], packed[8]]));
  writer.close();

  const again = keep(InvestigationWriter.open(path));
  expect(again.signatureCount).toBe(10);
  expect([...again.internSignatures(packSignatures([packed[8], packed[15], packed[0]])).ids]).toEqual([9, 10, 0]);
  again.appendBlocks([]);
  const stored = [...read().signatures(7)];
  expect(stored.map(({ id, data }) => [id, decodeSignature(data)])).toEqual([
    [7, signatures[7]],
    [8, signatures[9]],
    [9, signatures[8]],
    [10, signatures[15]],
  ]);
});

test('a template keeps its id for as long as its fingerprint is among the templates, and no id is used twice', () => {
  const writer = create();
  const template = (fingerprint: string, text: string) => ({
    fingerprint,
    text,
    parts: [{ text }, { slot: 0, kind: 'ip' as const, name: 'from' }],
  });
  expect(writer.replaceTemplates([template('aa', 'one '), template('bb', 'two ')], Int32Array.of(1, 0, -1, 1))).toEqual([1, 2]);
  expect(read().assignment()).toEqual(Int32Array.of(2, 1, -1, 2));
  expect(writer.replaceTemplates([template('cc', 'three '), template('bb', 'two and more ')], Int32Array.of(1, 0, 0))).toEqual([3, 2]);
  const reader = read();
  expect(reader.assignment()).toEqual(Int32Array.of(2, 3, 3));
  expect(reader.templates()).toEqual([
    { id: 2, ...template('bb', 'two and more ') },
    { id: 3, ...template('cc', 'three ') },
  ]);
});

test('an assignment of more signatures than one row holds comes back', () => {
  const writer = create();
  const assignment = Int32Array.from({ length: 150_000 }, (_, id) => (id % 7 === 0 ? -1 : 0));
  writer.replaceTemplates([{ fingerprint: 'aa', text: 'x', parts: [{ text: 'x' }] }], assignment);
  expect(read().assignment()).toEqual(assignment.map((template) => (template < 0 ? -1 : 1)));
});

test('a text is kept under its name, the newest counts, and never that of the file itself', () => {
  const writer = create();
  writer.keep('name', 'one');
  writer.keep('name', 'two');
  const reader = read();
  expect([reader.kept('name'), reader.kept('other')]).toEqual(['two', undefined]);
  expect(reader.meta().name).not.toBe('two');
});

test('marks, view state and name are kept; an empty mark is none', () => {
  const writer = create();
  const source = writer.addSource(SAMPLE_SOURCE);
  const [block] = writer.appendBlocks([blockRow(writer, source.id, 1)]);
  const mark = { blockId: block, row: 7, pinned: true, note: undefined, updatedUs: 5 };
  writer.setMark(mark);
  writer.setMark({ ...mark, row: 2, note: 'here it began' });
  writer.setMark({ ...mark, row: 3 });
  writer.setMark({ ...mark, row: 3, pinned: false });
  writer.putViewState('{"a":1}');
  writer.putViewState('{"a":2}');
  writer.rename('Day shift');
  const reader = read();
  expect(reader.marks()).toEqual([{ ...mark, row: 2, note: 'here it began' }, mark]);
  expect(reader.viewState()).toBe('{"a":2}');
  expect(reader.meta().name).toBe('Day shift');
  expect(() => writer.setMark({ ...mark, row: 60 })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('dropping a source drops its blocks and marks, never those of others, and no block id comes again', () => {
  const writer = create();
  const [first, second] = [writer.addSource(SAMPLE_SOURCE), writer.addSource(SAMPLE_SOURCE)];
  const ids = writer.appendBlocks([blockRow(writer, first.id, 1), blockRow(writer, second.id, 2), blockRow(writer, second.id, 3)]);
  for (const blockId of ids) writer.setMark({ blockId, row: 0, pinned: true, note: undefined, updatedUs: 1 });
  writer.dropSource(second.id);
  const reader = read();
  expect(reader.sources().map((source) => source.id)).toEqual([first.id]);
  expect(reader.blocks().map((block) => block.id)).toEqual([ids[0]]);
  expect(reader.marks().map((mark) => mark.blockId)).toEqual([ids[0]]);
  expect([reader.blockData(ids[2]), reader.openBlock(ids[2])]).toEqual([undefined, undefined]);
  const held = reader.openBlock(ids[0]);
  writer.dropBlocks(first.id);
  expect(() => held?.byteOffset(0)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  const [next] = writer.appendBlocks([blockRow(writer, first.id, 4)]);
  expect(next).toBeGreaterThan(ids[2]);
  expect(reader.blocks()).toMatchObject([{ id: next, seq: 0, sourceId: first.id }]);
});

test('a block without any time has none in the index', () => {
  const writer = create();
  const source = writer.addSource(SAMPLE_SOURCE);
  const { input } = sampleBlock(randomOf(9), { rows: 10, signatures: 5, slots: 0 });
  const encoded = encodeBlock({ ...input, timeUs: new Float64Array(10).fill(NO_TIME) });
  writer.appendBlocks([{ ...blockRow(writer, source.id, 1), encoded }]);
  expect(read().blocks()).toMatchObject([{ minUs: NO_TIME, maxUs: NO_TIME, untimedCount: 10 }]);
});

test('after closing, the file alone is all there is, and it opens elsewhere', () => {
  const writer = create();
  const source = writer.addSource(SAMPLE_SOURCE);
  writer.appendBlocks([blockRow(writer, source.id, 1)]);
  expect(writer.close()).toBe(true);
  expect(readdirSync(folder)).toEqual(['a.logsift']);
  const elsewhere = join(mkdtempSync(join(folder, 'moved-')), 'b.logsift');
  renameSync(path, elsewhere);
  expect(read(elsewhere).blocks()).toHaveLength(1);
});

test('closing while a reader is open loses nothing and says that the file is not alone', () => {
  const writer = create();
  writer.addSource(SAMPLE_SOURCE);
  const reader = read();
  expect(reader.sources()).toHaveLength(1);
  expect(writer.close()).toBe(false);
  expect(reader.sources()).toHaveLength(1);
  reader.close();
  const again = keep(InvestigationWriter.open(path));
  expect(again.close()).toBe(true);
  expect(readdirSync(folder)).toEqual(['a.logsift']);
});

test('closing a file that was moved away says so, and loses nothing', { skip: process.platform === 'win32' }, () => {
  const writer = create();
  writer.addSource(SAMPLE_SOURCE);
  renameSync(path, `${path}.moved`);
  expect(() => writer.close()).toThrow(
    expect.objectContaining({ code: 'STORE_UNREADABLE', message: expect.stringContaining('was moved or deleted while it was open') }),
  );
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join(folder, name.replace('.moved', '')));
  expect(keep(InvestigationWriter.open(path)).close()).toBe(true);
  expect(read().sources()).toHaveLength(1);
});

test('a second writer is refused with STORE_BUSY until the first is closed', () => {
  const writer = create();
  const open = () => keep(InvestigationWriter.open(path));
  expect(open).toThrow(expect.objectContaining({ code: 'STORE_BUSY', message: expect.stringContaining('"a.logsift"') }));
  writer.close();
  expect(() => open().close()).not.toThrow();
});

test('a full disk is DISK_FULL: what was committed stays, the transaction leaves nothing, and the writer goes on when there is room', () => {
  const writer = keep(InvestigationWriter.create(path, { name: '', createdUs: 0 }, { maxBytes: 400_000 }));
  const source = writer.addSource(SAMPLE_SOURCE);
  let written = 0;
  const fill = () => {
    for (let seed = 1; seed < 100; seed++) {
      writer.appendBlocks([blockRow(writer, source.id, seed, 900)], [{ ...source, records: (written + 1) * 900 }]);
      written++;
    }
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'DISK_FULL', message: expect.stringContaining('Free some space') }));
  expect(written).toBeGreaterThan(2);
  const reader = read();
  expect(reader.blocks()).toHaveLength(written);
  expect(reader.sources()[0].records).toBe(written * 900);
  writer.dropBlocks(source.id);
  writer.appendBlocks([blockRow(writer, source.id, 500)]);
  expect([...reader.signatures()].map(({ id }) => id)).toEqual(Array.from({ length: writer.signatureCount }, (_, id) => id));
});

test('creating over a file is refused', () => {
  writeFileSync(path, 'precious');
  expect(create).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('"a.logsift"') }));
});

test.each([
  ['no file', () => undefined, 'no such file'],
  ['an empty file', () => writeFileSync(path, ''), 'not a Logsift investigation'],
  ['a text file', () => writeFileSync(path, 'just some text\n'.repeat(500)), 'not a Logsift investigation'],
  ["another program's database", () => void new Database(path).exec('CREATE TABLE t (a)').close(), 'another program'],
  [
    'a damaged file',
    () => {
      create().close();
      writeFileSync(path, Buffer.alloc(12_000, 7), { flag: 'r+' });
    },
    'not a Logsift investigation',
  ],
])('%s is STORE_UNREADABLE for readers and writers, and nothing is left beside it', (_, prepare, words) => {
  prepare();
  const before = readdirSync(folder);
  const expected = expect.objectContaining({ code: 'STORE_UNREADABLE', message: expect.stringContaining(words) });
  expect(() => read()).toThrow(expected);
  expect(() => keep(InvestigationWriter.open(path))).toThrow(expected);
  expect(readdirSync(folder)).toEqual(before);
});

test('a folder that does not exist is STORE_UNREADABLE', () => {
  path = join(folder, 'no', 'where.logsift');
  expect(create).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE', message: expect.stringContaining('folder') }));
});

test('a file of a later layout is STORE_TOO_NEW and is not touched', () => {
  create().close();
  const database = new Database(path);
  database.pragma('user_version = 999');
  database.close();
  const expected = expect.objectContaining({ code: 'STORE_TOO_NEW', message: expect.stringContaining('999') });
  expect(() => read()).toThrow(expected);
  expect(() => keep(InvestigationWriter.open(path))).toThrow(expected);
  expect(readdirSync(folder)).toEqual(['a.logsift']);
});

test('the file says what it is', () => {
  create().close();
  const database = keep(new Database(path, { readonly: true }));
  expect(database.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
});
