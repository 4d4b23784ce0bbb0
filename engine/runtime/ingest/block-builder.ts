import type { BlockInput } from '../../base/block.ts';
import { type LineScan, type LineScanner, MAX_SLOTS } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import { MAX_ROWS, type RecordSink, type RecordSplitter } from '../../ingest/split/record-splitter.ts';
import { SignatureTable, signatureHash } from '../../mine/signature.ts';
import { type PackedSignatures, SignaturePacker } from '../../store/packed-signatures.ts';
import { SignatureEncoder } from '../../store/signature-codec.ts';

/** Values of one block at most; a block that has more ends early. */
const SLOT_CAPACITY = 1 << 19;

/** What makes the records of one source mean something: its scanner for lines that fit, another for those that do not. */
export interface SignatureSource {
  readonly format: string;
  readonly scanner: LineScanner;
  readonly fallback: LineScanner;
  /** Messages stand inside JSON strings. */
  readonly escaped: boolean;
  /** Different for every format and set of field roles, so that equal bytes read differently stay apart. */
  readonly seed: number;
}

/** The signatures one worker has met, over all sources it reads: small ids in order of first sight. */
export class SignatureRegistry {
  readonly table = new SignatureTable();
  readonly #fresh = new SignaturePacker();

  /** @param packed the signature whose hash was added to the table last */
  add(packed: Uint8Array): void {
    this.#fresh.add(packed);
  }

  /** Those met since the last call; the last of them is the last of the table. */
  takeFresh(): PackedSignatures {
    return this.#fresh.take();
  }
}

/**
 * Collects what the splitter finds in one buffer as the columns of one block. Allocates only when a signature is new;
 * the bytes are copied once, by the encoder.
 */
export class BlockBuilder implements RecordSink {
  readonly #registry: SignatureRegistry;
  #source: SignatureSource | undefined;
  readonly #hash = { hi: 0, lo: 0 };
  readonly #encoder = new SignatureEncoder();
  readonly #signature = new Uint16Array(MAX_ROWS);
  readonly #firstSlot = new Int32Array(MAX_ROWS);
  readonly #slotStart = new Int32Array(SLOT_CAPACITY);
  readonly #slotEnd = new Int32Array(SLOT_CAPACITY);
  /** Worker signature id and number of columns of each local signature. */
  readonly #localIds = new Int32Array(MAX_ROWS);
  readonly #localColumns = new Uint16Array(MAX_ROWS);
  /** First column of each local signature. */
  readonly #localBase = new Int32Array(MAX_ROWS);
  /** Bytes of each column's values, line feeds included. */
  #columnBytes = new Int32Array(8192);
  /** Slot kind of every column, in order of local signature and column. */
  #columnKinds = new Uint8Array(8192);
  #columnTotal = 0;
  /** Number of this block in the upper half of a signature's mark, its local index in the lower one. */
  #stamp = 0;
  /** The bytes of the block as words. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #viewed: Uint8Array | undefined;
  #localCount = 0;
  #slotCount = 0;
  #rowCount = 0;

  constructor(registry: SignatureRegistry) {
    this.#registry = registry;
  }

  /** What the next blocks are made of: before the first block of a source. */
  use(source: SignatureSource): void {
    this.#source = source;
  }

  /** Forgets the block; call before every `split`. */
  begin(): void {
    this.#nextStamp();
    this.#localCount = 0;
    this.#columnTotal = 0;
    this.#slotCount = 0;
    this.#rowCount = 0;
  }

  record(bytes: Uint8Array, start: number, end: number, scan: LineScan, matched: boolean): boolean {
    const { table } = this.#registry;
    const hash = this.#hash;
    const source = this.#source;
    if (source === undefined) throw new Error('BlockBuilder.use names the source before its first record');
    if (bytes !== this.#viewed) {
      this.#viewed = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    signatureHash(this.#view, start, end, scan, hash, matched ? source.seed : source.seed ^ 0x5bd1e995);
    const { size } = table;
    const place = table.place(hash.hi, hash.lo);
    if (table.size > size) this.#meet(bytes, start, end, scan, matched, source);
    const row = this.#rowCount++;
    const { slotKind, slotStart, slotEnd } = scan;
    let local = table.markAt(place);
    if (local >>> 16 === this.#stamp) local &= 0xffff;
    else {
      local = this.#localCount++;
      table.setMark(place, (this.#stamp << 16) | local);
      this.#localIds[local] = table.idAt(place);
      this.#meetInBlock(local, scan);
    }
    const from = this.#slotCount;
    let to = from;
    const columnBytes = this.#columnBytes;
    const shift = this.#localBase[local] - from;
    for (let slot = 0; slot < scan.slotCount; slot++) {
      if (slotKind[slot] === SLOT.time) continue;
      const valueStart = slotStart[slot];
      const valueEnd = slotEnd[slot];
      this.#slotStart[to] = valueStart;
      this.#slotEnd[to] = valueEnd;
      columnBytes[shift + to] += valueEnd - valueStart + 1;
      to++;
    }
    this.#signature[row] = local;
    this.#firstSlot[row] = from;
    this.#slotCount = to;
    return to + MAX_SLOTS < SLOT_CAPACITY;
  }

  /** The block of the rows that `splitter` kept (it may have given the last one back). */
  input(bytes: Uint8Array, splitter: RecordSplitter, blockOffset: number): BlockInput {
    const rows = splitter.rowCount;
    const byteOffset = splitter.byteOffset.subarray(0, rows);
    for (let row = 0; row < rows; row++) byteOffset[row] -= blockOffset;
    for (let row = rows; row < this.#rowCount; row++) this.#takeBack(row);
    return {
      bytes,
      rowCount: rows,
      timeUs: splitter.timeUs.subarray(0, rows),
      signature: this.#signature.subarray(0, rows),
      localCount: this.#localCount,
      columnCount: this.#localColumns.subarray(0, this.#localCount),
      columnKinds: this.#columnKinds.subarray(0, this.#columnTotal),
      columnBytes: this.#columnBytes.subarray(0, this.#columnTotal),
      firstSlot: this.#firstSlot.subarray(0, rows),
      slotStart: this.#slotStart,
      slotEnd: this.#slotEnd,
      lineStart: splitter.lineStart.subarray(0, rows),
      lineEnd: splitter.lineEnd.subarray(0, rows),
      tailStart: splitter.tailStart.subarray(0, rows),
      tailEnd: splitter.tailEnd.subarray(0, rows),
      byteOffset,
      line: splitter.line.subarray(0, rows),
    };
  }

  /** Worker signature ids by local index. */
  localIds(): Int32Array {
    return this.#localIds.slice(0, this.#localCount);
  }

  #meet(bytes: Uint8Array, start: number, end: number, scan: LineScan, matched: boolean, source: SignatureSource): void {
    const { scanner, fallback, format, escaped } = source;
    const { hi, lo } = this.#hash;
    const shape = (matched ? scanner : fallback).describe(bytes, start, end, scan);
    this.#registry.add(this.#encoder.encodeLine(bytes, start, end, scan, shape, matched ? format : 'plain', matched && escaped, hi, lo));
  }

  /** The columns of a signature that is new in this block. */
  #meetInBlock(local: number, scan: LineScan): void {
    if (this.#columnTotal + MAX_SLOTS > this.#columnKinds.length) {
      const kinds = new Uint8Array(this.#columnKinds.length * 2);
      kinds.set(this.#columnKinds);
      this.#columnKinds = kinds;
      const bytes = new Int32Array(kinds.length);
      bytes.set(this.#columnBytes);
      this.#columnBytes = bytes;
    }
    const base = this.#columnTotal;
    for (let slot = 0; slot < scan.slotCount; slot++) {
      if (scan.slotKind[slot] !== SLOT.time) this.#columnKinds[this.#columnTotal++] = scan.slotKind[slot];
    }
    this.#columnBytes.fill(0, base, this.#columnTotal);
    this.#localBase[local] = base;
    this.#localColumns[local] = this.#columnTotal - base;
  }

  /** The splitter gave a row back: its values are not of this block. */
  #takeBack(row: number): void {
    const local = this.#signature[row];
    const from = this.#firstSlot[row];
    for (let column = 0; column < this.#localColumns[local]; column++)
      this.#columnBytes[this.#localBase[local] + column] -= this.#slotEnd[from + column] - this.#slotStart[from + column] + 1;
  }

  /** Marks hold 16 bits of it: when they are used up, all start anew. 0 marks nothing. */
  #nextStamp(): void {
    this.#stamp++;
    if (this.#stamp < 0x10000) return;
    this.#stamp = 1;
    this.#registry.table.clearMarks();
  }
}
