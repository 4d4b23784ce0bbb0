import { expect, test } from 'vitest';
import { SLOT } from '../base/slot-kind.ts';
import { encodeBlock } from './block-encoder.ts';
import { FIRST_COLUMN_FRAME, SECTION } from './block-layout.ts';
import { openBlock } from './block-reader.ts';
import { FrameFilterBuilder, filterNeedle, readBlockFilter } from './frame-filter.ts';
import { randomOf, sampleBlock } from './testing/sample-block.ts';

/** A block of one column of numbers. */
function numberBlock(values: readonly Buffer[]): Uint8Array {
  const bytes = Buffer.concat(values.map((value) => Buffer.concat([value, Buffer.from('\n')])));
  const starts: number[] = [];
  let at = 0;
  for (const value of values) {
    starts.push(at);
    at += value.length + 1;
  }
  const ends = starts.map((start, row) => start + values[row].length);
  const rows = values.length;
  return encodeBlock({
    bytes,
    rowCount: rows,
    timeUs: new Float64Array(rows),
    signature: new Uint16Array(rows),
    localCount: 1,
    columnCount: Uint16Array.of(1),
    columnKinds: Uint8Array.of(SLOT.number),
    firstSlot: Int32Array.from(values.keys()),
    slotStart: Int32Array.from(starts),
    slotEnd: Int32Array.from(ends),
    lineStart: Int32Array.from(starts),
    lineEnd: Int32Array.from(ends),
    tailStart: Int32Array.from(ends),
    tailEnd: Int32Array.from(ends),
    byteOffset: Float64Array.from(starts),
    line: Float64Array.from(values.keys()),
  }).data;
}

const asciiFolded = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

test('a filter never leaves out a frame that holds the text, and leaves out most that do not (seed 5)', () => {
  const random = randomOf(5);
  const builder = new FrameFilterBuilder();
  let [asked, passed] = [0, 0];
  for (let round = 0; round < 8; round++) {
    const sample = sampleBlock(random, { rows: 300, signatures: 6, slots: 5, kinds: round % 2 === 0 });
    const reader = openBlock(encodeBlock(sample.input).data);
    const filter = readBlockFilter(builder.ofBlock(reader));
    expect(filter.frameCount).toBe(reader.frameCount);
    for (let frame = SECTION.tails; frame < reader.frameCount; frame++) {
      if (frame >= FIRST_COLUMN_FRAME) expect(filter.kinds[frame]).toBe(reader.frameKinds(frame));
      const text = asciiFolded(reader.peekFrame(frame));
      for (let probe = 0; probe < 60 && text.length > 0; probe++) {
        const from = Math.floor(random() * text.length);
        const needle = text.subarray(from, from + 1 + Math.floor(random() * 9));
        if (!needle.includes(10)) expect([frame, filter.mayHold(frame, filterNeedle(needle))]).toEqual([frame, true]);
      }
      for (let probe = 0; probe < 60; probe++) {
        asked++;
        const absent = Uint8Array.from({ length: 12 }, () => 97 + Math.floor(random() * 26));
        if (filter.mayHold(frame, filterNeedle(absent))) passed++;
      }
    }
  }
  expect(asked).toBeGreaterThan(900);
  // Frames of random values have no bitmap for letters and let them through.
  expect(passed / asked).toBeLessThan(0.5);
});

test('numbers are left out where no value has so many digits, and mostly where none has these', () => {
  const random = randomOf(11);
  const value = (digits: number): string => Array.from({ length: digits }, () => Math.floor(random() * 10)).join('');
  const filterOf = (digits: number) => {
    const values = Array.from({ length: 200 }, () => Buffer.from(value(digits)));
    return { values, filter: readBlockFilter(new FrameFilterBuilder().ofBlock(openBlock(numberBlock(values)))) };
  };
  const short = filterOf(4).filter;
  expect(short.mayHold(FIRST_COLUMN_FRAME, filterNeedle(Buffer.from('12345')))).toBe(false);
  const { values, filter } = filterOf(9);
  for (const each of values) expect(filter.mayHold(FIRST_COLUMN_FRAME, filterNeedle(each))).toBe(true);
  let passed = 0;
  for (let probe = 0; probe < 500; probe++) if (filter.mayHold(FIRST_COLUMN_FRAME, filterNeedle(Buffer.from(value(9))))) passed++;
  expect(passed).toBeLessThan(25);
});

test('what has fewer than three bytes passes everywhere but where there is nothing', () => {
  expect(filterNeedle(Buffer.from('ab')).hashes).toHaveLength(0);
  const sample = sampleBlock(randomOf(2), { rows: 20, signatures: 2, slots: 2, exactSlots: true });
  const reader = openBlock(encodeBlock({ ...sample.input, tailStart: sample.input.lineEnd, tailEnd: sample.input.lineEnd }).data);
  const filter = readBlockFilter(new FrameFilterBuilder().ofBlock(reader));
  expect(filter.mayHold(FIRST_COLUMN_FRAME, filterNeedle(Buffer.from('ab')))).toBe(true);
  expect(filter.mayHold(SECTION.tails, filterNeedle(Buffer.from('ab')))).toBe(false);
});

test('bytes that are no filter are damage', () => {
  const sample = sampleBlock(randomOf(3), { rows: 50, signatures: 3, slots: 3 });
  const data = new FrameFilterBuilder().ofBlock(openBlock(encodeBlock(sample.input).data));
  for (const length of [0, 1, 3, data.length - 1])
    expect(() => readBlockFilter(data.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
});
