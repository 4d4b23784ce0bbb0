import { crc32 } from 'node:zlib';
import type { BlockInput } from '../base/block.ts';
import { NO_TIME } from '../base/time.ts';
import { BLOCK_MAGIC, FIRST_COLUMN_FRAME, FIRST_LATER_SECTION, FRAME_BYTES, HEAD, HEAD_BYTES, LINE_FEED, SECTION } from './block-layout.ts';
import { isWholeText, type Summary, summarise } from './block-summary.ts';
import { ByteWriter } from './bytes.ts';
import { ColumnPlan } from './column-plan.ts';
import { packedBound } from './frame.ts';
import { FramePacker } from './frame-packer.ts';

/** A block ready to be stored, and what its row of the block index says. Arrays per local signature have `localCount` entries. */
export interface EncodedBlock {
  readonly data: Uint8Array<ArrayBuffer>;
  /** So many bytes at the beginning hold times and signatures of all rows: what is read of every block when a file is opened. */
  readonly headBytes: number;
  readonly rowCount: number;
  readonly localCount: number;
  /** First lines and the lines joined to them. */
  readonly lineCount: number;
  /** Bytes of text, one line feed per line. */
  readonly textBytes: number;
  /** Earliest and latest time; NO_TIME where no row has one. */
  readonly minUs: number;
  readonly maxUs: number;
  /** Rows without any time (NO_TIME). */
  readonly untimedCount: number;
  readonly counts: Uint32Array<ArrayBuffer>;
  /** Bytes of text, one line feed per line. */
  readonly bytes: Float64Array<ArrayBuffer>;
  readonly firstUs: Float64Array<ArrayBuffer>;
  readonly lastUs: Float64Array<ArrayBuffer>;
  /** CRC-32 of all rows' text, each line with its line feed. */
  readonly crc: number;
}

/** Differences beyond this are written as absolute times. */
const MAX_TIME_STEP = 2 ** 50;
/** Up to here the loop over times writes with 32-bit arithmetic. */
const SMALL_STEP = 2 ** 29;
/** Values up to this length are copied by a loop: a native copy costs more to call. */
const SHORT_VALUE = 64;

/** Encodes one block; a worker that encodes many keeps one BlockEncoder. */
export function encodeBlock(input: BlockInput): EncodedBlock {
  return new BlockEncoder().encode(input);
}

/** Holds the memory that encoding needs, about twice the text of a block, between blocks. */
export class BlockEncoder {
  readonly #plan = new ColumnPlan();
  readonly #directory = new ByteWriter(16_384);
  readonly #times = new ByteWriter(65_536);
  readonly #lengths = new ByteWriter(16_384);
  readonly #oddities = new ByteWriter(4_096);
  readonly #tails = new ByteWriter(4_096);
  #columns = new Uint8Array(1_048_576);
  #signatures = new Uint8Array(16_384);
  readonly #packer = new FramePacker();
  #packed = new Uint8Array(524_288);

  encode(input: BlockInput): EncodedBlock {
    const summary = summarise(input);
    const plan = this.#plan;
    plan.measure(input);
    plan.arrange(input);
    const columns = this.#copyValues(input);
    const unitUs = this.#writeTimes(input);
    this.#writeLengths(input, summary.shortest);
    const isWhole = isWholeText(input, summary);
    const lineCount = isWhole ? this.#writeNoOddities(input) : this.#writeOddities(input);
    this.#writeDirectory(input, summary);

    const raw: Uint8Array[] = [];
    raw[SECTION.directory] = this.#directory.view();
    raw[SECTION.times] = this.#times.view();
    raw[SECTION.signatures] = this.#signatureBytes(input);
    raw[SECTION.lengths] = this.#lengths.view();
    raw[SECTION.oddities] = this.#oddities.view();
    raw[SECTION.tails] = this.#tails.view();
    for (let frame = 0; frame < plan.frameCount; frame++) {
      raw.push(columns.subarray(plan.frameStart[frame], plan.frameStart[frame] + plan.frameLength[frame]));
    }

    const crc = isWhole ? sumLines(input.bytes, input.lineStart[0], input.lineEnd[input.rowCount - 1], 0) : checksum(input);
    const { data, headBytes } = this.#assemble(raw);
    const view = new DataView(data.buffer);
    view.setUint32(HEAD.magic, BLOCK_MAGIC, true);
    view.setUint32(HEAD.rowCount, input.rowCount, true);
    view.setUint32(HEAD.localCount, input.localCount, true);
    view.setUint32(HEAD.columnTotal, plan.columnTotal, true);
    view.setUint32(HEAD.lineCount, lineCount, true);
    view.setUint32(HEAD.timeUnitUs, unitUs, true);
    view.setUint32(HEAD.crc, crc, true);
    view.setUint32(HEAD.frameCount, raw.length, true);
    const { minUs, maxUs, untimedCount, counts, bytes, firstUs, lastUs, textBytes } = summary;
    return {
      data,
      headBytes,
      rowCount: input.rowCount,
      localCount: input.localCount,
      lineCount,
      textBytes,
      minUs,
      maxUs,
      untimedCount,
      counts,
      bytes,
      firstUs,
      lastUs,
      crc,
    };
  }

  /** Every value to its column, in row order. */
  #copyValues(input: BlockInput): Uint8Array {
    const { bytes, rowCount, signature, columnCount, firstSlot, slotStart, slotEnd } = input;
    const { columnBase, cursor, valueBytes } = this.#plan;
    if (this.#columns.length < valueBytes) this.#columns = new Uint8Array(Math.max(valueBytes, this.#columns.length * 2));
    const into = this.#columns;
    const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const target = new DataView(into.buffer);
    for (let row = 0; row < rowCount; row++) {
      const local = signature[row];
      const base = columnBase[local];
      const slot = firstSlot[row];
      const count = columnCount[local];
      for (let column = 0; column < count; column++) {
        const from = slotStart[slot + column];
        const length = slotEnd[slot + column] - from;
        const at = cursor[base + column];
        if (length > SHORT_VALUE) into.set(bytes.subarray(from, from + length), at);
        else if (length >= 4) {
          // Four bytes a step; the last step overlaps the one before.
          const last = length - 4;
          for (let i = 0; i < last; i += 4) target.setInt32(at + i, source.getInt32(from + i, true), true);
          target.setInt32(at + last, source.getInt32(from + last, true), true);
        } else for (let i = 0; i < length; i++) into[at + i] = bytes[from + i];
        into[at + length] = LINE_FEED;
        cursor[base + column] = at + length + 1;
      }
    }
    return into;
  }

  /** Returns the unit: logs rarely count finer than milliseconds, and differences in that unit take a third of the bytes. */
  #writeTimes(input: BlockInput): number {
    const { rowCount, timeUs } = input;
    const unitUs = timeUnit(timeUs, rowCount);
    const out = this.#times;
    out.reset();
    // A float64 and its code are the longest entry; one reservation keeps the loop free of checks.
    out.reserve(rowCount * 9);
    const into = out.bytes;
    let at = 0;
    let last = 0;
    for (let row = 0; row < rowCount; row++) {
      const time = timeUs[row];
      if (time === NO_TIME) {
        into[at++] = 0;
        continue;
      }
      const step = (time - last) / unitUs;
      last = time;
      if (step > -SMALL_STEP && step < SMALL_STEP && Number.isInteger(step)) {
        let code = (step >= 0 ? step * 2 : -step * 2 - 1) + 2;
        while (code > 127) {
          into[at++] = (code & 0x7f) | 0x80;
          code >>>= 7;
        }
        into[at++] = code;
        continue;
      }
      out.length = at;
      writeLargeStep(out, time, step, unitUs);
      at = out.length;
    }
    out.length = at;
    return unitUs;
  }

  #writeLengths(input: BlockInput, shortest: Uint32Array): void {
    const { rowCount, signature, lineStart, lineEnd } = input;
    const out = this.#lengths;
    out.reset();
    out.reserve(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const beyond = lineEnd[row] - lineStart[row] - shortest[signature[row]];
      if (beyond > 127 || out.length === out.bytes.length) out.varint(beyond);
      else out.bytes[out.length++] = beyond;
    }
  }

  #signatureBytes(input: BlockInput): Uint8Array {
    const { rowCount, signature, localCount } = input;
    const planes = localCount > 256 ? 2 : 1;
    if (this.#signatures.length < rowCount * planes) this.#signatures = new Uint8Array(rowCount * planes);
    const out = this.#signatures;
    for (let row = 0; row < rowCount; row++) out[row] = signature[row] & 0xff;
    if (planes === 2) for (let row = 0; row < rowCount; row++) out[rowCount + row] = signature[row] >> 8;
    return out.subarray(0, rowCount * planes);
  }

  #writeNoOddities({ rowCount }: BlockInput): number {
    this.#tails.reset();
    this.#oddities.reset();
    return rowCount;
  }

  /** Tails, and the positions that do not follow from the row before. Returns the number of lines. */
  #writeOddities(input: BlockInput): number {
    const { bytes, rowCount, lineStart, lineEnd, tailStart, tailEnd, byteOffset, line } = input;
    const tails = this.#tails;
    tails.reset();
    const tailRows: number[] = [];
    const tailLengths: number[] = [];
    const tailLines: number[] = [];
    const offsets: number[] = [];
    const lines: number[] = [];
    let expectedOffset = 0;
    let expectedLine = 0;
    let lineCount = rowCount;
    for (let row = 0; row < rowCount; row++) {
      if (byteOffset[row] !== expectedOffset) offsets.push(row, byteOffset[row] - expectedOffset);
      if (line[row] !== expectedLine) lines.push(row, line[row] - expectedLine);
      expectedOffset = byteOffset[row] + lineEnd[row] - lineStart[row] + 1;
      expectedLine = line[row] + 1;
      const from = tailStart[row];
      const until = tailEnd[row];
      if (until <= from) continue;
      const joined = countLines(bytes, from, until);
      tailRows.push(row);
      tailLengths.push(until - from);
      tailLines.push(joined);
      tails.append(bytes, from, until);
      expectedOffset += until - from + 1;
      expectedLine += joined;
      lineCount += joined;
    }
    const out = this.#oddities;
    out.reset();
    if (tailRows.length + offsets.length + lines.length === 0) return lineCount;
    out.varint(tailRows.length);
    tailRows.forEach((row, index) => void out.varint(index === 0 ? row : row - tailRows[index - 1]));
    for (const length of tailLengths) out.varint(length);
    for (const joined of tailLines) out.varint(joined);
    writeDifferences(out, offsets);
    writeDifferences(out, lines);
    return lineCount;
  }

  /** All frames packed behind their table; the head of the block is left for the caller. */
  #assemble(raw: readonly Uint8Array[]): { data: Uint8Array<ArrayBuffer>; headBytes: number } {
    let at = HEAD_BYTES + raw.length * FRAME_BYTES;
    const bound = raw.reduce((sum, frame) => sum + packedBound(frame.length), at);
    if (this.#packed.length < bound) this.#packed = new Uint8Array(bound);
    const out = this.#packed;
    const view = new DataView(out.buffer);
    let headBytes = 0;
    for (let index = 0; index < raw.length; index++) {
      if (index === FIRST_LATER_SECTION) headBytes = at;
      const length = this.#packer.pack(raw[index], out, at);
      const entry = HEAD_BYTES + index * FRAME_BYTES;
      view.setUint32(entry, length, true);
      view.setUint32(entry + 4, raw[index].length, true);
      view.setUint32(entry + 8, index < FIRST_COLUMN_FRAME ? 0 : this.#plan.frameKinds[index - FIRST_COLUMN_FRAME], true);
      at += length;
    }
    return { data: out.slice(0, at), headBytes };
  }

  #writeDirectory(input: BlockInput, summary: Summary): void {
    const out = this.#directory;
    const { columnTotal, columnFrame, columnLength } = this.#plan;
    out.reset();
    for (let local = 0; local < input.localCount; local++) out.varint(summary.counts[local]);
    for (let local = 0; local < input.localCount; local++) out.varint(input.columnCount[local]);
    for (let local = 0; local < input.localCount; local++) out.varint(summary.shortest[local]);
    for (let column = 0; column < columnTotal; column++) out.varint(columnFrame[column]);
    for (let column = 0; column < columnTotal; column++) out.varint(columnLength[column]);
  }
}

/** The first time of a block, a gap of days, or something that is no whole number of units. */
function writeLargeStep(out: ByteWriter, time: number, step: number, unitUs: number): void {
  const last = time - step * unitUs;
  if (Number.isInteger(step) && Math.abs(step) < MAX_TIME_STEP && Math.abs(last) < MAX_TIME_STEP && Math.abs(time) < MAX_TIME_STEP) {
    out.varint((step >= 0 ? step * 2 : -step * 2 - 1) + 2);
    return;
  }
  out.varint(1);
  out.float64(time);
}

/** The coarsest of second, millisecond, microsecond that all times are whole in. */
function timeUnit(timeUs: Float64Array, rowCount: number): number {
  let unitUs = 1_000_000;
  let last = 0;
  for (let row = 0; row < rowCount && unitUs > 1; row++) {
    const time = timeUs[row];
    if (time === NO_TIME) continue;
    // If the first time and all differences are whole, all times are; small differences divide fast.
    const step = time - last;
    last = time;
    const small = step | 0;
    while (unitUs > 1 && (small === step ? small % unitUs : step % unitUs) !== 0) unitUs /= 1_000;
  }
  return unitUs;
}

function countLines(bytes: Uint8Array, from: number, until: number): number {
  let lines = 1;
  for (let at = from; at < until; at++) if (bytes[at] === LINE_FEED) lines++;
  return lines;
}

/** @param pairs row, difference, row, difference … */
function writeDifferences(out: ByteWriter, pairs: readonly number[]): void {
  out.varint(pairs.length / 2);
  for (let index = 0; index < pairs.length; index += 2) out.varint(index === 0 ? pairs[0] : pairs[index] - pairs[index - 2]);
  for (let index = 1; index < pairs.length; index += 2) out.zigzag(pairs[index]);
}

/** Rows that lie next to each other in the text, as nearly all do, are summed in one go. */
function checksum(input: BlockInput): number {
  const { bytes, rowCount, lineStart, lineEnd, tailStart, tailEnd } = input;
  let crc = 0;
  let from = 0;
  let until = -1;
  for (let row = 0; row < rowCount; row++) {
    const hasTail = tailEnd[row] > tailStart[row];
    if (lineStart[row] !== until + 1 || bytes[until] !== LINE_FEED) {
      crc = sumLines(bytes, from, until, crc);
      from = lineStart[row];
    }
    until = lineEnd[row];
    if (!hasTail) continue;
    if (tailStart[row] !== until + 1 || bytes[until] !== LINE_FEED) {
      crc = sumLines(bytes, from, until, crc);
      from = tailStart[row];
    }
    until = tailEnd[row];
  }
  return sumLines(bytes, from, until, crc);
}

/** Continues `crc` over [from, until) and a line feed, which the last line of a source may lack. */
function sumLines(bytes: Uint8Array, from: number, until: number, crc: number): number {
  if (until < from) return crc;
  if (bytes[until] === LINE_FEED) return crc32(bytes.subarray(from, until + 1), crc);
  return crc32(Uint8Array.of(LINE_FEED), crc32(bytes.subarray(from, until), crc));
}
