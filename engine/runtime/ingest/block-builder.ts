import type { BlockInput } from '../../base/block.ts';
import { type LineScan, type LineScanner, MAX_SLOTS } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import { MAX_ROWS, type RecordSink, type RecordSplitter } from '../../ingest/split/record-splitter.ts';
import { buildSignature, SignatureTable, signatureHash, signatureKey } from '../../mine/signature.ts';
import { SignatureEncoder } from '../../store/signature-codec.ts';
import type { NewSignature } from './messages.ts';

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
  #fresh: NewSignature[] = [];

  add(signature: NewSignature): void {
    this.#fresh.push(signature);
  }

  /** Those met since the last call. */
  takeFresh(): NewSignature[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
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
  /** Slot kind of every column, in order of local signature and column. */
  #columnKinds = new Uint8Array(8192);
  #columnTotal = 0;
  /** By worker signature id: its local index, valid where the stamp is this block's. */
  #localOf = new Uint16Array(4096);
  #stampOf = new Int32Array(4096);
  #stamp = 0;
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
    this.#stamp++;
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
    signatureHash(bytes, start, end, scan, hash, matched ? source.seed : source.seed ^ 0x5bd1e995);
    let id = table.get(hash.hi, hash.lo);
    if (id < 0) id = this.#meet(bytes, start, end, scan, matched, source);
    const row = this.#rowCount++;
    const { slotKind, slotStart, slotEnd } = scan;
    const from = this.#slotCount;
    let to = from;
    for (let slot = 0; slot < scan.slotCount; slot++) {
      if (slotKind[slot] === SLOT.time) continue;
      this.#slotStart[to] = slotStart[slot];
      this.#slotEnd[to] = slotEnd[slot];
      to++;
    }
    if (id >= this.#stampOf.length) this.#grow(id);
    if (this.#stampOf[id] !== this.#stamp) {
      this.#stampOf[id] = this.#stamp;
      this.#localOf[id] = this.#localCount;
      this.#localIds[this.#localCount] = id;
      this.#localColumns[this.#localCount] = to - from;
      this.#noteKinds(scan);
      this.#localCount++;
    }
    this.#signature[row] = this.#localOf[id];
    this.#firstSlot[row] = from;
    this.#slotCount = to;
    return to + MAX_SLOTS < SLOT_CAPACITY;
  }

  /** The block of the rows that `splitter` kept (it may have given the last one back). */
  input(bytes: Uint8Array, splitter: RecordSplitter, blockOffset: number): BlockInput {
    const rows = splitter.rowCount;
    const byteOffset = splitter.byteOffset.subarray(0, rows);
    for (let row = 0; row < rows; row++) byteOffset[row] -= blockOffset;
    return {
      bytes,
      rowCount: rows,
      timeUs: splitter.timeUs.subarray(0, rows),
      signature: this.#signature.subarray(0, rows),
      localCount: this.#localCount,
      columnCount: this.#localColumns.subarray(0, this.#localCount),
      columnKinds: this.#columnKinds.subarray(0, this.#columnTotal),
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

  #meet(bytes: Uint8Array, start: number, end: number, scan: LineScan, matched: boolean, source: SignatureSource): number {
    const { scanner, fallback, format, escaped } = source;
    const { hi, lo } = this.#hash;
    const id = this.#registry.table.add(hi, lo);
    const key = signatureKey(hi, lo);
    const shape = (matched ? scanner : fallback).describe(bytes, start, end, scan);
    const signature = buildSignature(bytes, start, end, scan, shape, matched ? format : 'plain', matched && escaped, key);
    this.#registry.add({ id, key, level: signature.level, service: signature.service, data: this.#encoder.encode(signature) });
    return id;
  }

  #noteKinds(scan: LineScan): void {
    if (this.#columnTotal + MAX_SLOTS > this.#columnKinds.length) {
      const wider = new Uint8Array(this.#columnKinds.length * 2);
      wider.set(this.#columnKinds);
      this.#columnKinds = wider;
    }
    for (let slot = 0; slot < scan.slotCount; slot++) {
      if (scan.slotKind[slot] !== SLOT.time) this.#columnKinds[this.#columnTotal++] = scan.slotKind[slot];
    }
  }

  #grow(id: number): void {
    const size = Math.max(id + 1, this.#stampOf.length * 2);
    const stamps = new Int32Array(size);
    stamps.set(this.#stampOf);
    this.#stampOf = stamps;
    const locals = new Uint16Array(size);
    locals.set(this.#localOf);
    this.#localOf = locals;
  }
}
