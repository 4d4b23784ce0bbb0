import type { BlockReader } from '../store/block-reader.ts';
import type { BlockFilter } from '../store/frame-filter.ts';
import type { Bitmap } from './bitmap.ts';
import type { CoreColumns, IndexedBlock } from './block-table.ts';

/** What a condition says of all records of a signature. */
export const VERDICT = Object.freeze({ none: 0, all: 1, some: 2 } as const);
export type Verdict = 0 | 1 | 2;

/** A block under examination; its data is read when first asked for. */
export interface BlockView {
  readonly block: IndexedBlock;
  /** Tells what need not be read of it; undefined where that was not found out yet. */
  readonly filter: () => BlockFilter | undefined;
  readonly reader: () => BlockReader;
  readonly core: () => CoreColumns;
  /** Those of `core` alone, for questions that need no times. */
  readonly signatures: () => Uint16Array;
  /**
   * Where the rows of each local signature begin when rows are sorted by signature, known from the index. [localCount + 1]
   * Conditions give their rows in this order: most are about values, which lie by signature, and whole signatures need no rows at all.
   */
  readonly starts: () => Uint32Array;
  /** All rows sorted by signature, then position. */
  readonly rows: () => Uint32Array;
}

/** Where a row stands among all rows sorted by signature. */
export function placeOf(row: number, view: BlockView): number {
  return view.starts()[view.signatures()[row]] + view.reader().ordinal(row);
}

/** One condition, compiled for one shard. */
export interface Matcher {
  /** Equal keys answer equally; results are kept by it. */
  readonly key: string;
  /** True when the answer depends on the source of the record. */
  readonly bySource: boolean;
  verdict(signatureId: number, sourceId: number): Verdict;
  /** True when in this block no row of a signature with the verdict `some` meets the condition: known without reading the block. */
  settled?(view: BlockView): boolean;
  /** Rows that meet the condition, sorted by signature (BlockView.starts), for blocks where some verdict is `some`; the caller may change it. */
  rows(view: BlockView): Bitmap;
}
