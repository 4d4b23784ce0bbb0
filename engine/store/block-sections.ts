import { NO_TIME } from '../base/time.ts';
import { FIRST_COLUMN_FRAME, LINE_FEED } from './block-layout.ts';
import { ByteReader, damaged } from './bytes.ts';

/* The sections of a block as arrays. All functions throw AppError STORE_UNREADABLE where the bytes contradict the head of the block. */

export interface Directory {
  readonly counts: Int32Array<ArrayBuffer>;
  readonly shortest: Int32Array<ArrayBuffer>;
  /** [localCount + 1] */
  readonly columnBase: Int32Array<ArrayBuffer>;
  readonly columnFrame: Int32Array<ArrayBuffer>;
  /** Where the column begins in its frame. */
  readonly columnAt: Int32Array<ArrayBuffer>;
  readonly columnLength: Int32Array<ArrayBuffer>;
}

/** The columns of one frame, in the order in which they lie there. */
export interface ColumnsOfFrame {
  readonly local: Int32Array<ArrayBuffer>;
  /** Number of the column within its signature. */
  readonly column: Int32Array<ArrayBuffer>;
  /** Where it begins in its frame. */
  readonly at: Int32Array<ArrayBuffer>;
}

export interface RowOrder {
  /** Rows sorted by signature, then position. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** [localCount + 1] */
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ordinals: Uint32Array<ArrayBuffer>;
}

export function readDirectory(bytes: Uint8Array, localCount: number, columnTotal: number, frameCount: number): Directory {
  const counts = new Int32Array(localCount);
  const columnCounts = new Int32Array(localCount);
  const shortest = new Int32Array(localCount);
  const columnFrame = new Int32Array(columnTotal);
  const columnLength = new Int32Array(columnTotal);
  let next = 0;
  for (const numbers of [counts, columnCounts, shortest, columnFrame, columnLength]) next = readVarints(bytes, next, numbers);
  if (next > bytes.length) throw damaged('a number runs past the end of its data');
  const columnBase = new Int32Array(localCount + 1);
  for (let local = 0; local < localCount; local++) columnBase[local + 1] = columnBase[local] + columnCounts[local];
  if (columnBase[localCount] !== columnTotal) throw damaged('the columns of a block do not add up');
  const columnAt = new Int32Array(columnTotal);
  const filled = new Int32Array(frameCount);
  for (let column = 0; column < columnTotal; column++) {
    const frame = columnFrame[column] + FIRST_COLUMN_FRAME;
    if (frame >= frameCount) throw damaged('a column lies outside its block');
    columnFrame[column] = frame;
    columnAt[column] = filled[frame];
    filled[frame] += columnLength[column];
  }
  return { counts, shortest, columnBase, columnFrame, columnAt, columnLength };
}

/** Fills an array with numbers below 2^31 from `start` on, without a call for each: a search reads some ten thousand per block. Returns where they end. */
function readVarints(bytes: Uint8Array, start: number, into: Int32Array): number {
  let at = start;
  for (let index = 0; index < into.length; index++) {
    let value = bytes[at++];
    if (value > 127) {
      value &= 0x7f;
      let shift = 7;
      let byte = 0;
      do {
        byte = bytes[at++];
        value |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte > 127);
    }
    into[index] = value;
  }
  return at;
}

export function columnsOfFrame({ columnBase, columnFrame, columnAt }: Directory, frame: number): ColumnsOfFrame {
  let count = 0;
  for (let index = 0; index < columnFrame.length; index++) if (columnFrame[index] === frame) count++;
  const [local, column, at] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  let owner = 0;
  let entry = 0;
  for (let index = 0; entry < count; index++) {
    if (columnFrame[index] !== frame) continue;
    while (columnBase[owner + 1] <= index) owner++;
    local[entry] = owner;
    column[entry] = index - columnBase[owner];
    at[entry++] = columnAt[index];
  }
  return { local, column, at };
}

export function readTimes(bytes: Uint8Array, rowCount: number, unitUs: number): Float64Array<ArrayBuffer> {
  const times = new Float64Array(rowCount);
  let at = 0;
  let last = 0;
  for (let row = 0; row < rowCount; row++) {
    // Up to three bytes, nearly all there are, without a call: this loop runs over all records whenever a file is opened.
    let code = bytes[at++];
    if (code > 127) {
      const second = bytes[at++];
      code = (code & 0x7f) | ((second & 0x7f) << 7);
      if (second > 127) {
        const third = bytes[at++];
        code |= third << 14;
        if (third > 127) {
          const from = new ByteReader(bytes, at - 3);
          const long = from.varint();
          at = from.at;
          last += (long % 2 === 0 ? (long - 2) / 2 : -(long - 1) / 2) * unitUs;
          times[row] = last;
          continue;
        }
      }
    }
    if (code === 0) {
      times[row] = NO_TIME;
      continue;
    }
    if (code === 1) {
      const from = new ByteReader(bytes, at);
      last = from.float64();
      at = from.at;
    } else {
      last += ((code & 1) === 0 ? (code - 2) >> 1 : -((code - 1) >> 1)) * unitUs;
    }
    times[row] = last;
  }
  if (at !== bytes.length) throw damaged('the times of a block do not add up');
  return times;
}

export function readSignatures(bytes: Uint8Array, rowCount: number, localCount: number): Uint16Array<ArrayBuffer> {
  const signatures = new Uint16Array(rowCount);
  const planes = localCount > 256 ? 2 : 1;
  if (bytes.length !== rowCount * planes) throw damaged('the rows of a block do not add up');
  if (planes === 1) signatures.set(bytes);
  else for (let row = 0; row < rowCount; row++) signatures[row] = bytes[row] | (bytes[rowCount + row] << 8);
  return signatures;
}

export function sortRows(signatures: Uint16Array, localCount: number): RowOrder {
  const starts = new Uint32Array(localCount + 1);
  for (let row = 0; row < signatures.length; row++) starts[signatures[row] + 1]++;
  for (let local = 0; local < localCount; local++) starts[local + 1] += starts[local];
  const next = starts.slice();
  const rows = new Uint32Array(signatures.length);
  const ordinals = new Uint32Array(signatures.length);
  for (let row = 0; row < signatures.length; row++) {
    const local = signatures[row];
    const at = next[local]++;
    rows[at] = row;
    ordinals[row] = at - starts[local];
  }
  return { rows, starts, ordinals };
}

export function findStarts(bytes: Uint8Array, count: number): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(count + 1);
  let found = 1;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === LINE_FEED && found < count) starts[found++] = at + 1;
  }
  if (found < count) throw damaged('a column is short of values');
  starts[count] = bytes.length + 1;
  return starts;
}
