import type { BlockInput } from '../base/block.ts';
import { SLOT, SLOT_KINDS } from '../base/slot-kind.ts';
import { ANY_KIND } from './block-layout.ts';

/** Columns from this size on get a frame of their own: read alone, packed by their own statistics. */
const OWN_FRAME_BYTES = 16_384;
/** Small columns share a frame up to this size. */
const SHARED_FRAME_BYTES = 65_536;
/** A shared frame of at least this size ends where the kind changes; every frame costs some 40 µs to pack. */
const KIND_FRAME_BYTES = 6_144;

/** Order in which small columns are gathered: digits first, letters last. */
const GATHER_ORDER: readonly number[] = [
  ...(
    [
      'number',
      'duration',
      'size',
      'ip',
      'datetime',
      'time',
      'version',
      'hex',
      'uuid',
      'mac',
      'id',
      'base64',
      'host',
      'email',
      'path',
      'url',
      'quoted',
      'text',
    ] as const
  ).map((kind) => SLOT[kind]),
];
/** Place in that order, by kind. */
const GATHER_RANK = Uint8Array.from(SLOT_KINDS, (_, kind) => GATHER_ORDER.indexOf(kind));

/**
 * Decides which column lies in which frame and where. Arrays are kept between blocks and only grow; entries beyond
 * `columnTotal` or `frameCount` are left over from earlier blocks.
 */
export class ColumnPlan {
  columnTotal = 0;
  /** Bytes of all columns, line feeds included. */
  valueBytes = 0;
  frameCount = 0;
  /** First column of a local signature. */
  columnBase = new Int32Array(1_024);
  columnLength = new Int32Array(4_096);
  columnFrame = new Int32Array(4_096);
  /** Where the next value of a column goes. */
  cursor = new Int32Array(4_096);
  readonly frameStart: number[] = [];
  readonly frameLength: number[] = [];
  readonly frameKinds: number[] = [];
  /** Small columns in the order of their frames, and where each kind begins among them. */
  #gathered = new Int32Array(4_096);
  readonly #kindStart = new Int32Array(GATHER_ORDER.length + 1);

  /** Sizes of all columns. */
  measure(input: BlockInput): void {
    const { localCount, columnCount } = input;
    if (this.columnBase.length < localCount) this.columnBase = new Int32Array(localCount * 2);
    let total = 0;
    for (let local = 0; local < localCount; local++) {
      this.columnBase[local] = total;
      total += columnCount[local];
    }
    this.columnTotal = total;
    if (this.columnLength.length < total) {
      this.columnLength = new Int32Array(total * 2);
      this.columnFrame = new Int32Array(total * 2);
      this.cursor = new Int32Array(total * 2);
    }
    if (input.columnBytes === undefined) this.#sumValues(input);
    else {
      this.columnLength.set(input.columnBytes);
      this.valueBytes = input.columnBytes.reduce((sum, bytes) => sum + bytes, 0);
    }
  }

  #sumValues({ rowCount, signature, columnCount, firstSlot, slotStart, slotEnd }: BlockInput): void {
    const { columnBase, columnLength } = this;
    columnLength.fill(0, 0, this.columnTotal);
    let valueBytes = 0;
    for (let row = 0; row < rowCount; row++) {
      const local = signature[row];
      const base = columnBase[local];
      const slot = firstSlot[row];
      const count = columnCount[local];
      for (let column = 0; column < count; column++) {
        const length = slotEnd[slot + column] - slotStart[slot + column] + 1;
        columnLength[base + column] += length;
        valueBytes += length;
      }
    }
    this.valueBytes = valueBytes;
  }

  /** Frames and positions. */
  arrange(input: BlockInput): void {
    this.frameCount = 0;
    const kinds = input.columnKinds;
    this.#ownFrames(kinds);
    if (kinds === undefined) this.#shareFrames();
    else this.#shareFramesByKind(kinds);
    this.#place();
  }

  #ownFrames(kinds: Uint8Array | undefined): void {
    const { columnTotal, columnLength, columnFrame } = this;
    for (let column = 0; column < columnTotal; column++) {
      const own = columnLength[column] >= OWN_FRAME_BYTES;
      columnFrame[column] = own ? this.#newFrame(kinds === undefined ? ANY_KIND : 1 << kinds[column]) : -1;
    }
  }

  #shareFrames(): void {
    const { columnTotal, columnLength, columnFrame } = this;
    let frame = -1;
    let filled = SHARED_FRAME_BYTES;
    for (let column = 0; column < columnTotal; column++) {
      if (columnFrame[column] >= 0) continue;
      if (filled >= SHARED_FRAME_BYTES) {
        frame = this.#newFrame(ANY_KIND);
        filled = 0;
      }
      columnFrame[column] = frame;
      filled += columnLength[column];
    }
  }

  /** Small columns by kind, in the order of GATHER_ORDER and of columns: sorted by counting, as there are thousands. */
  #shareFramesByKind(kinds: Uint8Array): void {
    const { columnTotal, columnLength, columnFrame, frameKinds } = this;
    const start = this.#kindStart;
    start.fill(0);
    for (let column = 0; column < columnTotal; column++) if (columnFrame[column] < 0) start[GATHER_RANK[kinds[column]] + 1]++;
    for (let rank = 1; rank < start.length; rank++) start[rank] += start[rank - 1];
    if (this.#gathered.length < columnTotal) this.#gathered = new Int32Array(columnTotal * 2);
    const gathered = this.#gathered;
    const small = start[GATHER_ORDER.length];
    for (let column = 0; column < columnTotal; column++) {
      if (columnFrame[column] < 0) gathered[start[GATHER_RANK[kinds[column]]]++] = column;
    }
    let frame = -1;
    let filled = SHARED_FRAME_BYTES;
    let kind = -1;
    for (let index = 0; index < small; index++) {
      const column = gathered[index];
      const isNextKind = kinds[column] !== kind;
      kind = kinds[column];
      if (filled >= SHARED_FRAME_BYTES || (isNextKind && filled >= KIND_FRAME_BYTES)) {
        frame = this.#newFrame(0);
        filled = 0;
      }
      columnFrame[column] = frame;
      frameKinds[frame] |= 1 << kind;
      filled += columnLength[column];
    }
  }

  #newFrame(kinds: number): number {
    this.frameKinds[this.frameCount] = kinds;
    return this.frameCount++;
  }

  #place(): void {
    const { columnTotal, columnLength, columnFrame, cursor, frameCount, frameStart, frameLength } = this;
    for (let frame = 0; frame < frameCount; frame++) frameLength[frame] = 0;
    for (let column = 0; column < columnTotal; column++) {
      const frame = columnFrame[column];
      cursor[column] = frameLength[frame];
      frameLength[frame] += columnLength[column];
    }
    let at = 0;
    for (let frame = 0; frame < frameCount; frame++) {
      frameStart[frame] = at;
      at += frameLength[frame];
    }
    for (let column = 0; column < columnTotal; column++) cursor[column] += frameStart[columnFrame[column]];
  }
}
