import type { Database } from 'better-sqlite3';
import { damaged } from './bytes.ts';
import { packFrame, unpackFrame } from './frame.ts';
import type { FrameUnpacker } from './frame-unpacker.ts';
import { PackedCursor, type PackedSignatures } from './packed-signatures.ts';

/** Signatures of one write together in one row: alone they would cost more than the records. */
export function insertSignatures(database: Database, firstId: number, { count, bytes }: PackedSignatures): void {
  database
    .prepare('INSERT INTO signature_batch (first_signature, signature_count, raw_length, data) VALUES (?, ?, ?, ?)')
    .run(firstId, count, bytes.length, packFrame(bytes));
}

/** Packed signatures of one write: each its length as a varint, then its bytes. */
export interface SignatureBatch {
  /** Id of the first one; the others follow. */
  readonly first: number;
  readonly count: number;
  readonly raw: Uint8Array;
}

/**
 * The batches that hold signatures from id `fromId` on, in order; the first may begin before it.
 * @param unpacker of the thread, for who reads them all while someone waits.
 */
export function* readBatches(database: Database, fromId: number, unpacker?: FrameUnpacker): Generator<SignatureBatch> {
  const next = database.prepare<[number], { first_signature: number; signature_count: number; raw_length: number; data: Uint8Array }>(
    'SELECT first_signature, signature_count, raw_length, data FROM signature_batch WHERE first_signature >= ? ORDER BY first_signature LIMIT 1',
  );
  const start = database
    .prepare<[number], number>(
      'SELECT first_signature FROM signature_batch WHERE first_signature <= ? ORDER BY first_signature DESC LIMIT 1',
    )
    .pluck()
    .get(fromId);
  for (let row = next.get(start ?? 0); row !== undefined; row = next.get(row.first_signature + row.signature_count)) {
    const count = row.signature_count;
    if (row.first_signature + count > fromId)
      yield {
        first: row.first_signature,
        count,
        raw: unpacker?.unpack(row.data, row.raw_length).slice() ?? unpackFrame(row.data, row.raw_length),
      };
  }
}

/** Packed signatures (see decodeSignature) from id `fromId` on, in order of their ids, a batch of the file at a time. */
export function* readSignatures(database: Database, fromId: number): Generator<{ readonly id: number; readonly data: Uint8Array }> {
  for (const { first, count, raw } of readBatches(database, fromId)) {
    const cursor = new PackedCursor(raw);
    for (let id = first; id < first + count; id++) {
      if (!cursor.next()) throw damaged('a batch of patterns is short');
      if (id >= fromId) yield { id, data: cursor.view() };
    }
  }
}

/** Ids run from 0 to this, exclusive. */
export function countSignatures(database: Database): number {
  return (
    database
      .prepare<[], number>('SELECT first_signature + signature_count FROM signature_batch ORDER BY first_signature DESC LIMIT 1')
      .pluck()
      .get() ?? 0
  );
}
