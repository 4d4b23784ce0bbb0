import { ByteReader } from './bytes.ts';

/** Where the records of a block stand in their source. Positions follow from the lengths, except where the block says otherwise. */
export class BlockPositions {
  /** Rows with a tail, ascending. */
  readonly tailRows: Uint32Array<ArrayBuffer>;
  /** Tail i is [tailStarts[i], tailStarts[i + 1]) of all tails. */
  readonly tailStarts: Uint32Array<ArrayBuffer>;
  readonly #tailLines: Uint32Array;
  /** Bytes of first lines. */
  readonly #lengths: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #lines: Float64Array;

  constructor(lengths: Uint8Array, oddities: Uint8Array, signatures: Uint16Array, shortest: Int32Array) {
    const rowCount = signatures.length;
    this.#lengths = readLengths(lengths, signatures, shortest);
    const from = oddityReader(oddities);
    const tailCount = from.varint();
    this.tailRows = readRows(from, tailCount);
    this.tailStarts = new Uint32Array(tailCount + 1);
    this.#tailLines = new Uint32Array(tailCount);
    for (let tail = 0; tail < tailCount; tail++) this.tailStarts[tail + 1] = this.tailStarts[tail] + from.varint();
    for (let tail = 0; tail < tailCount; tail++) this.#tailLines[tail] = from.varint();
    this.#offsets = readJumps(from, rowCount);
    this.#lines = readJumps(from, rowCount);
    this.#accumulate(rowCount);
  }

  get bytesHeld(): number {
    return this.#lengths.byteLength + this.#offsets.byteLength + this.#lines.byteLength + 3 * this.tailRows.byteLength;
  }

  byteOffset(row: number): number {
    return this.#offsets[row];
  }

  line(row: number): number {
    return this.#lines[row];
  }

  lineLength(row: number): number {
    return this.#lengths[row];
  }

  lineCount(row: number): number {
    const tail = this.#tailAt(row);
    return tail < 0 ? 1 : 1 + this.#tailLines[tail];
  }

  byteCount(row: number): number {
    const tail = this.#tailAt(row);
    return this.#lengths[row] + (tail < 0 ? 0 : 1 + this.tailStarts[tail + 1] - this.tailStarts[tail]);
  }

  tailOf(row: number): { readonly from: number; readonly until: number } | undefined {
    const tail = this.#tailAt(row);
    return tail < 0 ? undefined : { from: this.tailStarts[tail], until: this.tailStarts[tail + 1] };
  }

  /** Index into tailRows, or -1. */
  #tailAt(row: number): number {
    const rows = this.tailRows;
    let low = 0;
    let high = rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (rows[middle] === row) return middle;
      if (rows[middle] < row) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Beyond the last: no row. */
  #tailRowAt(tail: number): number {
    return tail < this.tailRows.length ? this.tailRows[tail] : -1;
  }

  /** Jumps become positions. */
  #accumulate(rowCount: number): void {
    let offset = 0;
    let line = 0;
    let tail = 0;
    let nextTailRow = this.#tailRowAt(0);
    for (let row = 0; row < rowCount; row++) {
      offset += this.#offsets[row];
      line += this.#lines[row];
      this.#offsets[row] = offset;
      this.#lines[row] = line;
      offset += this.#lengths[row] + 1;
      line += 1;
      if (row !== nextTailRow) continue;
      offset += this.tailStarts[tail + 1] - this.tailStarts[tail] + 1;
      line += this.#tailLines[tail];
      nextTailRow = this.#tailRowAt(++tail);
    }
  }
}

/** Rows with a tail alone, ascending: they stand first, and a search needs no positions. */
export function readTailRows(oddities: Uint8Array): Uint32Array<ArrayBuffer> {
  const from = oddityReader(oddities);
  return readRows(from, from.varint());
}

/** An empty section says: no tails, no jumps. */
function oddityReader(oddities: Uint8Array): ByteReader {
  return new ByteReader(oddities.length === 0 ? new Uint8Array(3) : oddities);
}

function readLengths(bytes: Uint8Array, signatures: Uint16Array, shortest: Int32Array): Uint32Array<ArrayBuffer> {
  const from = new ByteReader(bytes);
  const lengths = new Uint32Array(signatures.length);
  for (let row = 0; row < lengths.length; row++) lengths[row] = shortest[signatures[row]] + from.varint();
  return lengths;
}

function readRows(from: ByteReader, count: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(count);
  let row = 0;
  for (let index = 0; index < count; index++) {
    row += from.varint();
    rows[index] = row;
  }
  return rows;
}

/** Difference to the expected position per row, nearly everywhere 0. */
function readJumps(from: ByteReader, rowCount: number): Float64Array<ArrayBuffer> {
  const jumps = new Float64Array(rowCount);
  for (const row of readRows(from, from.varint())) jumps[row] = from.zigzag();
  return jumps;
}
