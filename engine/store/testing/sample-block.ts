import type { BlockInput } from '../../base/block.ts';
import type { SignatureSlot } from '../../base/line-scan.ts';
import { SLOT, SLOT_KINDS } from '../../base/slot-kind.ts';
import { NO_TIME } from '../../base/time.ts';
import type { LineLayout, RenderTime } from '../block-reader.ts';

/** Blocks of random content for tests, with what a reader must say about each row. */
export interface SampleBlock {
  readonly input: BlockInput;
  readonly layouts: readonly LineLayout[];
  readonly renderTime: RenderTime;
  readonly rows: readonly SampleRow[];
}

export interface SampleRow {
  readonly local: number;
  readonly timeUs: number;
  readonly values: readonly Buffer[];
  readonly tail: Buffer | undefined;
  readonly byteOffset: number;
  readonly line: number;
  readonly lineCount: number;
  readonly byteCount: number;
  readonly text: Buffer;
}

export interface SampleOptions {
  readonly rows: number;
  readonly signatures: number;
  /** Most slots of a signature. */
  readonly slots: number;
  /** Every signature has `slots` slots. */
  readonly exactSlots?: boolean;
  /** Tell the encoder the kinds of the columns. */
  readonly kinds?: boolean;
}

/** mulberry32: numbers in [0, 1) that follow from the seed alone. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function sampleBlock(random: () => number, options: SampleOptions): SampleBlock {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const bytesOf = (least: number, most: number): Buffer => {
    const bytes = Buffer.alloc(least + upTo(most - least + 1));
    for (let at = 0; at < bytes.length; at++) {
      // Any byte but the line feed; mostly digits, as in logs.
      const byte = random() < 0.7 ? 48 + upTo(10) : upTo(256);
      bytes[at] = byte === 10 ? 13 : byte;
    }
    return bytes;
  };
  const renderTime: RenderTime = (timeLayout, timeUs) => Buffer.from(timeLayout === 1 ? String(timeUs) : `<${timeUs.toString(16)}>`);

  const layouts: LineLayout[] = [];
  for (let local = 0; local < options.signatures; local++) {
    const count = options.exactSlots ? options.slots : upTo(options.slots + 1);
    const timeLayout = upTo(3);
    const timeSlot = timeLayout === 0 ? -1 : upTo(count);
    const slots: SignatureSlot[] = Array.from({ length: count }, (_, slot) => ({
      kind: slot === timeSlot ? 'time' : SLOT_KINDS[1 + upTo(SLOT_KINDS.length - 1)],
      name: undefined,
    }));
    layouts.push({ slots, timeLayout, texts: Array.from({ length: count + 1 }, () => bytesOf(0, 12)) });
  }

  const source: Buffer[] = [];
  let sourceLength = 0;
  const write = (bytes: Buffer): number => {
    source.push(bytes);
    const at = sourceLength;
    sourceLength += bytes.length;
    return at;
  };
  const rows: SampleRow[] = [];
  const ranges: number[][] = [];
  const slotStart: number[] = [];
  const slotEnd: number[] = [];
  let timeUs = 1_700_000_000_000_000 + upTo(1_000_000);
  let line = 0;
  let byteOffset = 0;
  const unit = [1, 1_000, 1_000_000][upTo(3)];
  const oddTimes = random() < 0.3;
  for (let row = 0; row < options.rows; row++) {
    const local = upTo(options.signatures);
    const layout = layouts[local];
    timeUs = Math.floor(timeUs / unit) * unit + (upTo(40) - 8) * unit;
    const dice = random();
    let time = timeUs;
    if (oddTimes && dice < 0.05) time = NO_TIME;
    else if (oddTimes && dice < 0.1) time = [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0, -1][upTo(4)];
    if (random() < 0.03) {
      // Blank lines in between that became no record.
      const blank = write(Buffer.from('\n'.repeat(1 + upTo(3))));
      line += sourceLength - blank;
      byteOffset += sourceLength - blank;
    }
    const firstSlot = slotStart.length;
    const values: Buffer[] = [];
    const pieces: Buffer[] = [Buffer.from(layout.texts[0])];
    const lineStart = write(pieces[0]);
    layout.slots.forEach((slot, index) => {
      const piece = slot.kind === 'time' ? Buffer.from(renderTime(layout.timeLayout, time)) : bytesOf(1, random() < 0.02 ? 300 : 9);
      const at = write(piece);
      pieces.push(piece);
      if (slot.kind !== 'time') {
        values.push(piece);
        slotStart.push(at);
        slotEnd.push(sourceLength);
      }
      pieces.push(Buffer.from(layout.texts[index + 1]));
      write(Buffer.from(layout.texts[index + 1]));
    });
    const lineEnd = sourceLength;
    write(Buffer.from('\n'));
    const tail = random() < 0.06 ? Buffer.concat([bytesOf(1, 20), Buffer.from(random() < 0.5 ? '' : '\n\tat x(y.z)\r')]) : undefined;
    const tailStart = sourceLength;
    if (tail !== undefined) {
      write(tail);
      write(Buffer.from('\n'));
    }
    const text = Buffer.concat(tail === undefined ? pieces : [...pieces, Buffer.from('\n'), tail]);
    const lineCount = 1 + (tail === undefined ? 0 : tail.toString('latin1').split('\n').length);
    ranges.push([lineStart, lineEnd, tailStart, tail === undefined ? tailStart : sourceLength - 1, firstSlot]);
    rows.push({ local, timeUs: time, values, tail, byteOffset, line, lineCount, byteCount: text.length, text });
    byteOffset += text.length + 1;
    line += lineCount;
  }
  const columns = layouts.map((layout) => layout.slots.filter((slot) => slot.kind !== 'time'));
  const input: BlockInput = {
    bytes: Buffer.concat(source),
    rowCount: rows.length,
    timeUs: Float64Array.from(rows, (row) => row.timeUs),
    signature: Uint16Array.from(rows, (row) => row.local),
    localCount: layouts.length,
    columnCount: Uint16Array.from(columns, (slots) => slots.length),
    columnKinds: options.kinds ? Uint8Array.from(columns.flat(), (slot) => SLOT[slot.kind]) : undefined,
    firstSlot: Int32Array.from(ranges, (range) => range[4]),
    slotStart: Int32Array.from(slotStart),
    slotEnd: Int32Array.from(slotEnd),
    lineStart: Int32Array.from(ranges, (range) => range[0]),
    lineEnd: Int32Array.from(ranges, (range) => range[1]),
    tailStart: Int32Array.from(ranges, (range) => range[2]),
    tailEnd: Int32Array.from(ranges, (range) => range[3]),
    byteOffset: Float64Array.from(rows, (row) => row.byteOffset),
    line: Float64Array.from(rows, (row) => row.line),
  };
  return { input, layouts, renderTime, rows };
}
