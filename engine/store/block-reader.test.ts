import { expect, test } from 'vitest';
import { MAX_SLOTS } from '../base/line-scan.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { NO_TIME } from '../base/time.ts';
import { BlockEncoder, encodeBlock } from './block-encoder.ts';
import { type BlockReader, openBlock } from './block-reader.ts';
import { randomOf, type SampleBlock, sampleBlock } from './testing/sample-block.ts';

/** Everything a reader can say about every row, in the words of the sample. */
function rowsOf(reader: BlockReader, sample: SampleBlock) {
  return sample.rows.map((_, row) => {
    const local = reader.signatures()[row];
    const values = Array.from({ length: reader.columnCount(local) }, (_, column) => Buffer.from(reader.value(row, column)));
    const tail = reader.tail(row);
    return {
      local,
      timeUs: reader.times()[row],
      values,
      tail: tail === undefined ? undefined : Buffer.from(tail),
      byteOffset: reader.byteOffset(row),
      line: reader.line(row),
      lineCount: reader.lineCountOf(row),
      byteCount: reader.byteCount(row),
      text: Buffer.from(reader.text(row, sample.layouts[local], sample.renderTime)),
    };
  });
}

test.each(Array.from({ length: 40 }, (_, index) => index + 1))('any block comes back byte for byte (seed %i)', (seed) => {
  const random = randomOf(seed);
  const sample = sampleBlock(random, {
    rows: Math.floor(random() * 300),
    signatures: 1 + Math.floor(random() * 20),
    slots: 6,
    kinds: seed % 2 === 0,
  });
  const encoded = encodeBlock(sample.input);
  const reader = openBlock(encoded.data);
  expect(rowsOf(reader, sample)).toEqual(sample.rows);
  expect(reader.verify((local) => sample.layouts[local], sample.renderTime)).toBe(true);
  expect([...reader.counts()]).toEqual([...encoded.counts]);
});

test.each([
  ['no row', { rows: 0, signatures: 0, slots: 0 }],
  ['one row', { rows: 1, signatures: 1, slots: 1 }],
  ['a line of as many variables as there can be', { rows: 40, signatures: 2, slots: MAX_SLOTS, exactSlots: true }],
  ['more signatures than a byte counts', { rows: 2_000, signatures: 700, slots: 3 }],
  ['columns larger than a frame', { rows: 9_000, signatures: 2, slots: 4, exactSlots: true }],
])('a block of %s comes back', (_, options) => {
  const sample = sampleBlock(randomOf(77), options);
  const reader = openBlock(encodeBlock(sample.input).data);
  expect(rowsOf(reader, sample)).toEqual(sample.rows);
});

test('a block of 65,536 rows comes back', () => {
  const sample = sampleBlock(randomOf(5), { rows: 65_536, signatures: 300, slots: 2 });
  const reader = openBlock(encodeBlock(sample.input).data);
  expect(reader.verify((local) => sample.layouts[local], sample.renderTime)).toBe(true);
  expect([...reader.times()]).toEqual(sample.rows.map((row) => row.timeUs));
  expect(reader.line(65_535)).toBe(sample.rows[65_535].line);
  expect(reader.byteOffset(65_535)).toBe(sample.rows[65_535].byteOffset);
});

test('one encoder gives the same bytes for a block whatever it encoded before', () => {
  const encoder = new BlockEncoder();
  for (const seed of [3, 4, 5, 6]) {
    const sample = sampleBlock(randomOf(seed), { rows: seed * 100, signatures: 40, slots: 5, kinds: true });
    expect(Buffer.from(encoder.encode(sample.input).data)).toEqual(Buffer.from(encodeBlock(sample.input).data));
  }
});

test('the summary of a block counts rows, bytes, lines and times per signature', () => {
  const sample = sampleBlock(randomOf(11), { rows: 500, signatures: 9, slots: 3 });
  const encoded = encodeBlock(sample.input);
  const timed = sample.rows.map((row) => row.timeUs).filter((time) => time !== NO_TIME);
  const bytes = sample.rows.reduce((sum, row) => sum + row.byteCount + 1, 0);
  expect(encoded).toMatchObject({
    rowCount: 500,
    localCount: 9,
    lineCount: sample.rows.reduce((sum, row) => sum + row.lineCount, 0),
    textBytes: bytes,
    minUs: Math.min(...timed),
    maxUs: Math.max(...timed),
    untimedCount: 500 - timed.length,
  });
  for (let local = 0; local < 9; local++) {
    const rows = sample.rows.filter((row) => row.local === local);
    const times = rows.map((row) => row.timeUs).filter((time) => time !== NO_TIME);
    expect([encoded.counts[local], encoded.bytes[local], encoded.firstUs[local], encoded.lastUs[local]]).toEqual([
      rows.length,
      rows.reduce((sum, row) => sum + row.byteCount + 1, 0),
      times.length === 0 ? NO_TIME : Math.min(...times),
      times.length === 0 ? NO_TIME : Math.max(...times),
    ]);
  }
});

test('a column is the values of its signature joined by line feeds, and its frame names their kinds', () => {
  const sample = sampleBlock(randomOf(21), { rows: 400, signatures: 6, slots: 4, kinds: true });
  const reader = openBlock(encodeBlock(sample.input).data);
  const places = Array.from({ length: reader.frameCount }, (_, frame) => {
    const { local: locals, column: columns, at } = reader.columnsOfFrame(frame);
    return [...at].map((from, entry) => ({ frame, local: locals[entry], column: columns[entry], from }));
  }).flat();
  expect(places).toHaveLength(reader.columnTotal);
  for (let local = 0; local < reader.localCount; local++) {
    const rows = reader.rowsOf(local);
    expect([...rows]).toEqual(sample.rows.flatMap((row, index) => (row.local === local ? [index] : [])));
    const kinds = sample.layouts[local].slots.map((slot) => slot.kind).filter((kind) => kind !== 'time');
    for (let column = 0; column < reader.columnCount(local); column++) {
      const expected = [...rows].map((row) => sample.rows[row].values[column].toString('latin1')).join('\n');
      expect(Buffer.from(reader.column(local, column).bytes).toString('latin1')).toBe(expected);
      const [{ frame, from }] = places.filter((place) => place.local === local && place.column === column);
      const length = rows.length === 0 ? 0 : expected.length + 1;
      expect(reader.columnPlace(local, column)).toEqual({ frame, from, until: from + length });
      expect(Buffer.from(reader.frameBytes(frame).subarray(from, from + length)).toString('latin1')).toBe(
        rows.length === 0 ? '' : `${expected}\n`,
      );
      expect(reader.frameKinds(frame) & (1 << SLOT_KINDS.indexOf(kinds[column]))).not.toBe(0);
    }
  }
});

test('what was unpacked counts as held until it is dropped', () => {
  const sample = sampleBlock(randomOf(31), { rows: 300, signatures: 3, slots: 3 });
  const reader = openBlock(encodeBlock(sample.input).data);
  expect(reader.bytesHeld).toBe(0);
  rowsOf(reader, sample);
  const full = reader.bytesHeld;
  expect(full).toBeGreaterThan(300 * 10);
  reader.dropColumns();
  expect(reader.bytesHeld).toBe(300 * 10);
  reader.drop();
  expect(reader.bytesHeld).toBe(0);
  expect(rowsOf(reader, sample)).toEqual(sample.rows);
});

test('a damaged block is refused or fails with STORE_UNREADABLE, it never gives other rows', () => {
  const sample = sampleBlock(randomOf(41), { rows: 50, signatures: 3, slots: 3 });
  const { data } = encodeBlock(sample.input);
  const random = randomOf(42);
  for (let round = 0; round < 300; round++) {
    const bad = round % 3 === 0 ? data.slice(0, Math.floor(random() * data.length)) : data.slice();
    if (round % 3 !== 0) bad[Math.floor(random() * bad.length)] ^= 1 << Math.floor(random() * 8);
    let intact = false;
    try {
      const reader = openBlock(bad);
      intact = reader.rowCount === 50 && reader.verify((local) => sample.layouts[local] ?? sample.layouts[0], sample.renderTime);
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_UNREADABLE' });
      continue;
    }
    if (intact) expect([...openBlock(bad).signatures()]).toEqual(sample.rows.map((row) => row.local));
  }
});

test('the head alone gives times and signatures; the rest is fetched once when asked for, and again after a drop', () => {
  const sample = sampleBlock(randomOf(51), { rows: 300, signatures: 6, slots: 4 });
  const { data, headBytes } = encodeBlock(sample.input);
  let loads = 0;
  const reader = openBlock(data.slice(0, headBytes), () => {
    loads++;
    return data.slice(headBytes);
  });
  expect([...reader.times()]).toEqual(sample.rows.map((row) => row.timeUs));
  expect([...reader.signatures()]).toEqual(sample.rows.map((row) => row.local));
  expect(loads).toBe(0);
  expect(rowsOf(reader, sample)).toEqual(sample.rows);
  expect(loads).toBe(1);
  reader.dropColumns();
  expect([...reader.times()]).toEqual(sample.rows.map((row) => row.timeUs));
  expect(rowsOf(reader, sample)).toEqual(sample.rows);
  expect(loads).toBe(2);
  expect(() => openBlock(data.slice(0, headBytes))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
});

test('rows with joined lines are known before and after positions were worked out', () => {
  const sample = sampleBlock(randomOf(41), { rows: 300, signatures: 3, slots: 3 });
  const reader = openBlock(encodeBlock(sample.input).data);
  const expected = sample.rows.flatMap(({ tail }, row) => (tail === undefined ? [] : [row]));
  expect(expected.length).toBeGreaterThan(0);
  expect([...reader.tailRows()]).toEqual(expected);
  reader.byteOffset(0);
  expect([...reader.tailRows()]).toEqual(expected);
});
