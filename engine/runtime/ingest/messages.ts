import type { FieldRoles } from '../../ingest/format/field-roles.ts';
import type { Compression } from '../../ingest/source/container.ts';
import type { LineEnd } from '../../ingest/source/line-end.ts';
import type { LineCounts } from '../../ingest/split/record-splitter.ts';
import type { EncodedBlock } from '../../store/block-encoder.ts';
import type { PackedSignatures } from '../../store/packed-signatures.ts';

/** How a source is read: decided once at detection, plain data so that it can travel to the workers. */
export interface ReadPlan {
  readonly sourceId: number;
  /** Different for every attempt to read the source. */
  readonly readId: number;
  readonly path: string;
  readonly name: string;
  readonly compression: Compression;
  readonly lineEnd: LineEnd;
  /** Bytes before the first line (a byte order mark). */
  readonly skipBytes: number;
  /** Format id and what its fields mean, as detected. */
  readonly format: string;
  readonly roles: FieldRoles;
  readonly timeZone: string;
  /** Times that name no year are the latest ones not after this. */
  readonly referenceTimeUs: number;
}

/** A part of a source for one worker: the records whose first line starts in [from, until). */
export interface ReadTask {
  readonly taskId: number;
  readonly plan: ReadPlan;
  readonly from: number;
  /** Infinity: to the end. */
  readonly until: number;
  /** Whole lines that came from a service instead of a file; `from` is their place in the source. The task is these bytes and no more; their memory goes with them. */
  readonly chunk?: Uint8Array<ArrayBuffer> | undefined;
}

export type ToIngestWorker =
  | { readonly kind: 'task'; readonly task: ReadTask }
  /** A block of so many encoded bytes was written: the worker may send as much again. */
  | { readonly kind: 'credit'; readonly bytes: number }
  | { readonly kind: 'cancel'; readonly readId: number };

/** A finished block with what the index needs to know of it. */
export interface BlockMessage {
  readonly kind: 'block';
  readonly taskId: number;
  readonly encoded: EncodedBlock;
  /** Offset of the block's first byte in the source and bytes it accounts for, skipped lines included. */
  readonly byteOffset: number;
  readonly byteCount: number;
  readonly counts: LineCounts;
  /** The worker's own signature ids by local index. */
  readonly signatures: Int32Array;
  /** Signatures this worker meets for the first time. */
  readonly newSignatures: PackedSignatures;
  /** The worker's own id of the first of them; the others follow. */
  readonly firstNewSignature: number;
  /** Bytes of the file taken so far by this task, as on disk. */
  readonly consumed: number;
}

export type FromIngestWorker =
  | BlockMessage
  | {
      readonly kind: 'done';
      readonly taskId: number;
      readonly consumed: number;
      readonly problem: { readonly code: string; readonly message: string } | undefined;
    };
