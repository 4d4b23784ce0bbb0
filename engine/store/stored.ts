import type { SlotKind } from '../base/slot-kind.ts';

/** One row of the index of blocks. */
export interface StoredBlock {
  readonly id: number;
  readonly sourceId: number;
  /** Place among the blocks of its source. */
  readonly seq: number;
  /** Line number in the source of the first line it accounts for, 1-based as the writer was told. */
  readonly firstLine: number;
  /** Lines it accounts for, skipped ones included. */
  readonly lineCount: number;
  readonly byteOffset: number;
  readonly byteCount: number;
  readonly rowCount: number;
  readonly untimedCount: number;
  /** Earliest and latest time; NO_TIME where no row has one. */
  readonly minUs: number;
  readonly maxUs: number;
  /** See decodeBlockSignatures. */
  readonly packedSignatures: Uint8Array;
}

/** A piece of a template: constant text, or a variable. */
export type StoredPart = { readonly text: string } | { readonly slot: number; readonly kind: SlotKind; readonly name?: string | undefined };

export interface StoredFilter {
  readonly blockId: number;
  /** See readBlockFilter. */
  readonly data: Uint8Array;
}

export interface StoredTemplate {
  /** Never used twice in one file; the same fingerprint keeps its id. */
  readonly id: number;
  readonly fingerprint: string;
  readonly parts: readonly StoredPart[];
  /** Plain rendering, variables as `<*>`. */
  readonly text: string;
}

/** What the window shows of an investigation before anything of it is read. */
export interface StoredFigures {
  /** Records by level, in the order of LEVELS. */
  readonly byLevel: readonly number[];
  /** Patterns that have records. */
  readonly patterns: number;
}

export interface StoredPolicyChange {
  readonly policyId: string;
  readonly atUs: number;
  /** The policy as it was from then on; undefined: it was deleted. */
  readonly data: string | undefined;
}

export interface StoredMark {
  readonly blockId: number;
  readonly row: number;
  readonly pinned: boolean;
  readonly note: string | undefined;
  readonly updatedUs: number;
}

export interface StoredMeta {
  readonly name: string;
  readonly createdUs: number;
}

/** Names in `meta` of what is kept for others begin with it, so that they are never those of the file itself. */
export const KEPT_PREFIX = 'kept ';

/** How a source was pulled from a service, and how far. */
export interface StoredPull {
  readonly sourceId: number;
  /** JSON; never holds a key. */
  readonly request: string;
  /** As the connector wrote it; undefined: from the beginning. */
  readonly cursor: string | undefined;
}

/** What a template means, of one model: signed bytes, to be scaled to length 1. */
export interface StoredVector {
  readonly fingerprint: string;
  readonly data: Uint8Array;
}
