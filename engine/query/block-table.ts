import { NO_TIME } from '../base/time.ts';
import type { BlockReader } from '../store/block-reader.ts';
import { type BlockSignatures, decodeBlockSignatures, decodeSignatureCounts } from '../store/block-signatures.ts';
import { damaged } from '../store/bytes.ts';
import { type BlockFilter, readBlockFilter } from '../store/frame-filter.ts';
import type { InvestigationReader } from '../store/reader.ts';
import type { StoredBlock } from '../store/stored.ts';

/** A block as the index knows it: enough for counts by signature without touching its data. */
export class IndexedBlock implements BlockSignatures {
  readonly id: number;
  readonly sourceId: number;
  readonly seq: number;
  readonly firstLine: number;
  readonly byteOffset: number;
  readonly rowCount: number;
  readonly untimedCount: number;
  /** Earliest and latest known time; NO_TIME where no row has one. */
  readonly minUs: number;
  readonly maxUs: number;
  readonly ids: BlockSignatures['ids'];
  readonly counts: BlockSignatures['counts'];
  readonly #packed: Uint8Array;
  /** Unpacked when first asked for: opening a file does mostly without. */
  #details: Pick<BlockSignatures, 'bytes' | 'firstUs' | 'lastUs'> | undefined;

  constructor(block: StoredBlock) {
    this.id = block.id;
    this.sourceId = block.sourceId;
    this.seq = block.seq;
    this.firstLine = block.firstLine;
    this.byteOffset = block.byteOffset;
    this.rowCount = block.rowCount;
    this.untimedCount = block.untimedCount;
    this.minUs = block.minUs;
    this.maxUs = block.maxUs;
    this.#packed = block.packedSignatures;
    const { ids, counts } = decodeSignatureCounts(this.#packed);
    this.ids = ids;
    this.counts = counts;
  }

  get bytes(): BlockSignatures['bytes'] {
    return this.#unpacked().bytes;
  }

  get firstUs(): BlockSignatures['firstUs'] {
    return this.#unpacked().firstUs;
  }

  get lastUs(): BlockSignatures['lastUs'] {
    return this.#unpacked().lastUs;
  }

  #unpacked(): Pick<BlockSignatures, 'bytes' | 'firstUs' | 'lastUs'> {
    if (this.#details === undefined) {
      const { bytes, firstUs, lastUs } = decodeBlockSignatures(this.#packed, this.minUs);
      this.#details = { bytes, firstUs, lastUs };
    }
    return this.#details;
  }
}

/** The two columns nearly every question needs. */
export interface CoreColumns {
  readonly times: Float64Array;
  /** Local signature of each row. */
  readonly signatures: Uint16Array;
}

/** The blocks whose id leaves the remainder `index` when divided by `count`. */
export interface BlockShare {
  readonly index: number;
  readonly count: number;
}

export interface BlockBudget {
  /** Bytes of opened blocks (packed data and what was unpacked of it) held between questions. */
  readonly openBytes: number;
  /** Bytes of core columns held between questions, 10 a record. */
  readonly coreBytes: number;
}

export const DEFAULT_BUDGET: BlockBudget = Object.freeze({ openBytes: 24_000_000, coreBytes: 48_000_000 });

/**
 * The blocks of one shard: the index of all, and opened ones within a budget, least recently used first out. Block data never
 * changes, so nothing held here goes stale; `refresh` finds new blocks and those that went with their source.
 */
export class BlockTable {
  readonly #reader: InvestigationReader;
  readonly #share: BlockShare;
  readonly #budget: BlockBudget;
  readonly #blocks = new Map<number, IndexedBlock>();
  readonly #open = new Map<number, BlockReader>();
  readonly #core = new Map<number, CoreColumns>();
  readonly #filters = new Map<number, BlockFilter>();
  /** Id of the last block whose filter was looked for. */
  #filtersUntil = 0;
  #inTimeOrder: readonly IndexedBlock[] | undefined;
  #openBytes = 0;
  #coreBytes = 0;
  #lastId = 0;
  /** Blocks whose data was looked at since the start: tests count it. */
  opened = 0;

  constructor(reader: InvestigationReader, share: BlockShare, budget: BlockBudget = DEFAULT_BUDGET) {
    this.#reader = reader;
    this.#share = share;
    this.#budget = budget;
  }

  /** @returns ids of blocks that are gone. */
  refresh(): number[] {
    const gone = this.#dropped();
    for (const id of gone) this.#forget(id);
    const fresh = this.#reader.blocksOfShare(this.#lastId, this.#share);
    for (const block of fresh) {
      this.#blocks.set(block.id, new IndexedBlock(block));
      this.#lastId = block.id;
    }
    if (gone.length > 0 || fresh.length > 0) this.#inTimeOrder = undefined;
    return gone;
  }

  /** Ascending by earliest time, untimed first. */
  all(): readonly IndexedBlock[] {
    this.#inTimeOrder ??= [...this.#blocks.values()].sort(
      (a, b) => earliestOf(a) - earliestOf(b) || a.sourceId - b.sourceId || a.seq - b.seq,
    );
    return this.#inTimeOrder;
  }

  get(id: number): IndexedBlock | undefined {
    return this.#blocks.get(id);
  }

  core(block: IndexedBlock): CoreColumns {
    const held = this.#core.get(block.id);
    if (held !== undefined) {
      this.#core.delete(block.id);
      this.#core.set(block.id, held);
      return held;
    }
    const reader = this.open(block);
    const made = { times: reader.times(), signatures: reader.signatures() };
    this.#core.set(block.id, made);
    this.#coreBytes += block.rowCount * 10;
    for (const [id, old] of this.#core) {
      if (this.#coreBytes <= this.#budget.coreBytes || id === block.id) break;
      this.#core.delete(id);
      this.#coreBytes -= old.times.length * 10;
    }
    return made;
  }

  /** Local signature of each row. */
  signatures(block: IndexedBlock): Uint16Array {
    return (this.#core.get(block.id) ?? { signatures: this.open(block).signatures() }).signatures;
  }

  /** @throws AppError STORE_UNREADABLE when the data is gone or damaged. */
  open(block: IndexedBlock): BlockReader {
    const held = this.#open.get(block.id);
    if (held !== undefined) {
      this.#open.delete(block.id);
      this.#open.set(block.id, held);
      return held;
    }
    const made = this.load(block);
    this.#open.set(block.id, made);
    this.#trim(block.id);
    return made;
  }

  /** The same without holding it: for what goes through all blocks once. */
  load(block: IndexedBlock): BlockReader {
    const made = this.#reader.openBlock(block.id);
    if (made === undefined) throw damaged(`block ${block.id} has no data`);
    this.opened++;
    return made;
  }

  /** What a search may leave out of the block, where its filter was made. Those of all blocks are read at the first question for one. */
  filter(block: IndexedBlock): BlockFilter | undefined {
    if (this.#filtersUntil < this.#lastId) {
      for (const { blockId, data } of this.#reader.filtersOfShare(this.#filtersUntil, this.#share))
        this.#filters.set(blockId, readBlockFilter(data));
      this.#filtersUntil = this.#lastId;
    }
    return this.#filters.get(block.id);
  }

  putFilter(block: IndexedBlock, data: Uint8Array): void {
    this.#filters.set(block.id, readBlockFilter(data));
  }

  /** Sums what opened blocks hold now, which grows as columns are read, and lets the oldest go. */
  #trim(keep: number): void {
    this.#openBytes = 0;
    for (const reader of this.#open.values()) this.#openBytes += reader.bytesHeld + ASSUMED_HEAD_BYTES;
    for (const [id, reader] of this.#open) {
      if (this.#openBytes <= this.#budget.openBytes || id === keep) break;
      this.#openBytes -= reader.bytesHeld + ASSUMED_HEAD_BYTES;
      this.#open.delete(id);
    }
  }

  /** A source loses all of its blocks at once, so one block of each source tells. */
  #dropped(): number[] {
    const samples = new Map<number, number>();
    for (const block of this.#blocks.values()) samples.set(block.sourceId, block.id);
    const goneSources = new Set([...samples].filter(([, id]) => this.#reader.block(id) === undefined).map(([source]) => source));
    return goneSources.size === 0
      ? []
      : [...this.#blocks.values()].filter((block) => goneSources.has(block.sourceId)).map((block) => block.id);
  }

  #forget(id: number): void {
    this.#blocks.delete(id);
    this.#filters.delete(id);
    this.#open.delete(id);
    const core = this.#core.get(id);
    if (core !== undefined) this.#coreBytes -= core.times.length * 10;
    this.#core.delete(id);
  }
}

/** The packed head of a block of 1 MiB of text. */
const ASSUMED_HEAD_BYTES = 24_000;

/** Where a block stands in time: before everything when a row of it has no time. */
export function earliestOf(block: IndexedBlock): number {
  return block.untimedCount > 0 ? NO_TIME : block.minUs;
}
