import { crc32 } from 'node:zlib';
import type { Signature } from '../base/line-scan.ts';
import { BLOCK_MAGIC, FIRST_COLUMN_FRAME, FRAME_BYTES, HEAD, HEAD_BYTES, LINE_FEED, SECTION } from './block-layout.ts';
import { BlockPositions, readTailRows } from './block-positions.ts';
import {
  type ColumnsOfFrame,
  columnsOfFrame,
  type Directory,
  findStarts,
  type RowOrder,
  readDirectory,
  readSignatures,
  readTimes,
  sortRows,
} from './block-sections.ts';
import { damaged } from './bytes.ts';
import { FrameUnpacker } from './frame-unpacker.ts';

/** Writes a record's time as the bytes its line had; the time stamp formats live in ingest. */
export type RenderTime = (timeLayout: number, timeUs: number) => Uint8Array;

/** What rebuilding a line needs of its signature. */
export type LineLayout = Pick<Signature, 'texts' | 'slots' | 'timeLayout'>;

/** The values of one slot of one signature, in row order. */
export interface Column {
  /** Values joined by line feeds. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Value i is bytes[starts[i] … starts[i + 1] - 1): each entry but the first stands behind a line feed. [count + 1] */
  starts(): Int32Array<ArrayBuffer>;
}

/** The values of a column, a line feed behind each, are the bytes [from, until) of the frame. */
export interface ColumnPlace {
  readonly frame: number;
  readonly from: number;
  readonly until: number;
}

/**
 * @param blob a whole block, or its head (`EncodedBlock.headBytes`).
 * @param loadRest gives what lies behind the head when it is asked for; called again after each `drop`.
 * @param unpacker shared by the blocks that one thread reads.
 * @throws AppError STORE_UNREADABLE when the bytes are no block of this version.
 */
export function openBlock(blob: Uint8Array, loadRest?: () => Uint8Array, unpacker?: FrameUnpacker): BlockReader {
  return new BlockReader(blob, loadRest, unpacker);
}

/** What the objects of one column take beside its values: a block may have thousands of columns. */
const HELD_COLUMN_BYTES = 400;

/**
 * One block, unpacked piece by piece as it is asked. What was unpacked is held; `bytesHeld` says how much, `drop` lets it go.
 * All numbers of rows and columns are 0-based; out of range is a bug of the caller and not checked.
 */
export class BlockReader {
  readonly rowCount: number;
  readonly localCount: number;
  /** First lines and the lines joined to them. */
  readonly lineCount: number;
  readonly columnTotal: number;
  readonly frameCount: number;
  readonly crc: number;
  readonly #blob: Uint8Array;
  readonly #loadRest: (() => Uint8Array) | undefined;
  readonly #unpacker: FrameUnpacker;
  /** What lies behind a head, while it is held. */
  #rest: Uint8Array | undefined;
  readonly #view: DataView;
  readonly #frameAt: Int32Array;
  #frames: (Uint8Array | undefined)[];
  #directory: Directory | undefined;
  #times: Float64Array<ArrayBuffer> | undefined;
  #signatures: Uint16Array<ArrayBuffer> | undefined;
  #order: RowOrder | undefined;
  #positions: BlockPositions | undefined;
  #columns = new Map<number, HeldColumn>();
  #bytesHeld = 0;

  constructor(blob: Uint8Array, loadRest?: () => Uint8Array, unpacker = new FrameUnpacker()) {
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    if (blob.length < HEAD_BYTES || view.getUint32(HEAD.magic, true) !== BLOCK_MAGIC) throw damaged('a block does not begin as a block');
    this.#blob = blob;
    this.#loadRest = loadRest;
    this.#unpacker = unpacker;
    this.#view = view;
    this.rowCount = view.getUint32(HEAD.rowCount, true);
    this.localCount = view.getUint32(HEAD.localCount, true);
    this.columnTotal = view.getUint32(HEAD.columnTotal, true);
    this.lineCount = view.getUint32(HEAD.lineCount, true);
    this.crc = view.getUint32(HEAD.crc, true);
    this.frameCount = view.getUint32(HEAD.frameCount, true);
    const at = HEAD_BYTES + this.frameCount * FRAME_BYTES;
    if (this.frameCount < FIRST_COLUMN_FRAME || at > blob.length) throw damaged('the head of a block is wrong');
    this.#frameAt = new Int32Array(this.frameCount + 1);
    this.#frameAt[0] = at;
    for (let frame = 0; frame < this.frameCount; frame++) {
      this.#frameAt[frame + 1] = this.#frameAt[frame] + view.getUint32(HEAD_BYTES + frame * FRAME_BYTES, true);
    }
    const total = this.#frameAt[this.frameCount];
    if (total < blob.length || (total > blob.length && loadRest === undefined)) throw damaged('a block has the wrong length');
    this.#frames = new Array(this.frameCount);
  }

  /** Bytes held beyond those it was opened with. */
  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /** Lets everything unpacked go; the next question unpacks it again. */
  drop(): void {
    this.#rest = undefined;
    this.#frames = new Array(this.frameCount);
    this.#directory = undefined;
    this.#times = undefined;
    this.#signatures = undefined;
    this.#order = undefined;
    this.#positions = undefined;
    this.#columns = new Map();
    this.#bytesHeld = 0;
  }

  /**
   * Gives the memory of the block back at once, for what goes through all blocks: left to the garbage collector, tens of megabytes wait
   * for it. Neither the block nor anything it gave out may be used again.
   */
  release(): void {
    for (const piece of [this.#blob, this.#rest]) {
      if (piece?.buffer instanceof ArrayBuffer && piece.byteLength === piece.buffer.byteLength) piece.buffer.transfer(0);
    }
    this.drop();
  }

  /** Lets the unpacked columns go and keeps times and signatures, which every question needs. */
  dropColumns(): void {
    const { times, signatures } = { times: this.#times, signatures: this.#signatures };
    this.drop();
    this.#times = times;
    this.#signatures = signatures;
    this.#bytesHeld = (times?.byteLength ?? 0) + (signatures?.byteLength ?? 0);
  }

  /** Microseconds; NO_TIME where none is known. [rowCount] */
  times(): Float64Array<ArrayBuffer> {
    if (this.#times === undefined) {
      this.#times = readTimes(this.#section(SECTION.times), this.rowCount, this.#view.getUint32(HEAD.timeUnitUs, true));
      this.#bytesHeld += this.#times.byteLength;
    }
    return this.#times;
  }

  /** Local signature of each row. [rowCount] */
  signatures(): Uint16Array<ArrayBuffer> {
    if (this.#signatures === undefined) {
      this.#signatures = readSignatures(this.#section(SECTION.signatures), this.rowCount, this.localCount);
      this.#bytesHeld += this.#signatures.byteLength;
    }
    return this.#signatures;
  }

  /** Rows per local signature. [localCount] */
  counts(): Int32Array<ArrayBuffer> {
    return this.#dir().counts;
  }

  /** Rows of a local signature, ascending: entry i has value i of its columns. A view, not to be written to. */
  rowsOf(local: number): Uint32Array<ArrayBuffer> {
    const { rows, starts } = this.#rowOrder();
    return rows.subarray(starts[local], starts[local + 1]);
  }

  /** How many rows of the same signature come before this one: the row's place in its columns. */
  ordinal(row: number): number {
    return this.#rowOrder().ordinals[row];
  }

  columnCount(local: number): number {
    const { columnBase } = this.#dir();
    return columnBase[local + 1] - columnBase[local];
  }

  /** Mask of the slot kinds in a frame: bit = SLOT_KINDS index. */
  frameKinds(frame: number): number {
    return this.#view.getUint32(HEAD_BYTES + frame * FRAME_BYTES + 8, true);
  }

  /** A frame unpacked: its columns one after the other, each value followed by a line feed. */
  frameBytes(frame: number): Uint8Array {
    return this.keepFrame(frame, this.peekFrame(frame));
  }

  /** The same without holding it, for a search that goes through all blocks: overwritten when the block is asked for anything else. */
  peekFrame(frame: number): Uint8Array {
    return this.#frames[frame] ?? this.#section(frame);
  }

  /** Holds what `peekFrame` just gave: something was found there. */
  keepFrame(frame: number, raw: Uint8Array): Uint8Array {
    const held = this.#frames[frame];
    if (held !== undefined) return held;
    const kept = raw.slice();
    this.#frames[frame] = kept;
    this.#bytesHeld += kept.length;
    return kept;
  }

  /** What a search that found something in a frame goes through; not held. */
  columnsOfFrame(frame: number): ColumnsOfFrame {
    return columnsOfFrame(this.#dir(), frame);
  }

  /** Where the values of a column lie in its frame, for who goes through them once: nothing is held for it. */
  columnPlace(local: number, column: number): ColumnPlace {
    const { columnBase, columnFrame, columnAt, columnLength } = this.#dir();
    const index = columnBase[local] + column;
    return { frame: columnFrame[index], from: columnAt[index], until: columnAt[index] + columnLength[index] };
  }

  column(local: number, column: number): Column {
    return this.#column(local, column);
  }

  /** The value of slot column `column` of the row's signature. */
  value(row: number, column: number): Uint8Array {
    const held = this.#column(this.signatures()[row], column);
    const starts = held.starts();
    const ordinal = this.ordinal(row);
    return held.bytes.subarray(starts[ordinal], starts[ordinal + 1] - 1);
  }

  /** The lines joined to the record, line feeds between them, none at the end; undefined where there are none. */
  tail(row: number): Uint8Array | undefined {
    const place = this.#place().tailOf(row);
    return place === undefined ? undefined : this.frameBytes(SECTION.tails).subarray(place.from, place.until);
  }

  /** Whether any record has lines joined to it; known without unpacking anything. */
  get hasTails(): boolean {
    return this.#view.getUint32(HEAD_BYTES + SECTION.tails * FRAME_BYTES + 4, true) > 0;
  }

  /** Rows with a tail, ascending. */
  tailRows(): Uint32Array<ArrayBuffer> {
    return this.#positions?.tailRows ?? readTailRows(this.#section(SECTION.oddities));
  }

  /** All tails one after the other, without anything between: tail i is [tailStarts[i], tailStarts[i + 1]). */
  tailBytes(): Uint8Array {
    return this.frameBytes(SECTION.tails);
  }

  tailStarts(): Uint32Array<ArrayBuffer> {
    return this.#place().tailStarts;
  }

  /** First byte of the record, relative to the block's. */
  byteOffset(row: number): number {
    return this.#place().byteOffset(row);
  }

  /** Line number of the record's first line, relative to the block's. */
  line(row: number): number {
    return this.#place().line(row);
  }

  /** Lines of the record, its first one included. */
  lineCountOf(row: number): number {
    return this.#place().lineCount(row);
  }

  /** Bytes of the record's text, without the last line feed. */
  byteCount(row: number): number {
    return this.#place().byteCount(row);
  }

  /** The first line, byte for byte, without its line feed. */
  firstLine(row: number, layout: LineLayout, renderTime: RenderTime): Uint8Array {
    const { texts, slots, timeLayout } = layout;
    const out = new Uint8Array(this.#place().lineLength(row));
    let at = 0;
    let column = 0;
    const put = (piece: Uint8Array): void => {
      if (at + piece.length > out.length) throw damaged('a record does not fit its pattern');
      out.set(piece, at);
      at += piece.length;
    };
    put(texts[0]);
    for (let slot = 0; slot < slots.length; slot++) {
      put(slots[slot].kind === 'time' ? renderTime(timeLayout, this.times()[row]) : this.value(row, column++));
      put(texts[slot + 1]);
    }
    if (at !== out.length) throw damaged('a record does not fit its pattern');
    return out;
  }

  /** All lines of the record, byte for byte, without the last line feed. */
  text(row: number, layout: LineLayout, renderTime: RenderTime): Uint8Array {
    const first = this.firstLine(row, layout, renderTime);
    const tail = this.tail(row);
    if (tail === undefined) return first;
    const out = new Uint8Array(first.length + 1 + tail.length);
    out.set(first);
    out[first.length] = LINE_FEED;
    out.set(tail, first.length + 1);
    return out;
  }

  /** Rebuilds every record and compares with the checksum taken when it was stored. */
  verify(layoutOf: (local: number) => LineLayout, renderTime: RenderTime): boolean {
    const lineFeed = Uint8Array.of(LINE_FEED);
    const signatures = this.signatures();
    let crc = 0;
    for (let row = 0; row < this.rowCount; row++) crc = crc32(lineFeed, crc32(this.text(row, layoutOf(signatures[row]), renderTime), crc));
    return crc === this.crc;
  }

  /** Memory that is overwritten when the next section is asked for. */
  #section(frame: number): Uint8Array {
    const rawLength = this.#view.getUint32(HEAD_BYTES + frame * FRAME_BYTES + 4, true);
    const until = this.#frameAt[frame + 1];
    const from = this.#frameAt[frame];
    const head = this.#blob.length;
    const packed = until <= head ? this.#blob.subarray(from, until) : this.#loadedRest().subarray(from - head, until - head);
    return this.#unpacker.unpack(packed, rawLength);
  }

  #loadedRest(): Uint8Array {
    if (this.#rest === undefined) {
      const rest = this.#loadRest?.();
      if (rest === undefined || this.#blob.length + rest.length !== this.#frameAt[this.frameCount])
        throw damaged('a block has the wrong length');
      this.#rest = rest;
      this.#bytesHeld += rest.length;
    }
    return this.#rest;
  }

  #dir(): Directory {
    if (this.#directory === undefined) {
      this.#directory = readDirectory(this.#section(SECTION.directory), this.localCount, this.columnTotal, this.frameCount);
      this.#bytesHeld += 16 * (this.localCount + this.columnTotal);
    }
    return this.#directory;
  }

  #rowOrder(): RowOrder {
    if (this.#order === undefined) {
      this.#order = sortRows(this.signatures(), this.localCount);
      this.#bytesHeld += this.#order.rows.byteLength + this.#order.starts.byteLength + this.#order.ordinals.byteLength;
    }
    return this.#order;
  }

  #place(): BlockPositions {
    if (this.#positions === undefined) {
      const signatures = this.signatures();
      const { shortest } = this.#dir();
      const lengths = this.#section(SECTION.lengths).slice();
      this.#positions = new BlockPositions(lengths, this.#section(SECTION.oddities), signatures, shortest);
      this.#bytesHeld += this.#positions.bytesHeld;
    }
    return this.#positions;
  }

  #column(local: number, column: number): HeldColumn {
    const { columnBase, columnFrame, columnAt, columnLength, counts } = this.#dir();
    const index = columnBase[local] + column;
    const held = this.#columns.get(index);
    if (held !== undefined) return held;
    const from = columnAt[index];
    const frame = this.frameBytes(columnFrame[index]);
    const made = new HeldColumn(frame.subarray(from, from + Math.max(0, columnLength[index] - 1)), counts[local], (bytes) => {
      this.#bytesHeld += bytes;
    });
    this.#columns.set(index, made);
    this.#bytesHeld += HELD_COLUMN_BYTES;
    return made;
  }
}

class HeldColumn implements Column {
  readonly bytes: Uint8Array;
  readonly count: number;
  #starts: Int32Array<ArrayBuffer> | undefined;
  readonly #onHeld: (bytes: number) => void;

  constructor(bytes: Uint8Array, count: number, onHeld: (bytes: number) => void) {
    this.bytes = bytes;
    this.count = count;
    this.#onHeld = onHeld;
  }

  starts(): Int32Array<ArrayBuffer> {
    if (this.#starts === undefined) {
      this.#starts = findStarts(this.bytes, this.count);
      this.#onHeld(this.#starts.byteLength);
    }
    return this.#starts;
  }
}
