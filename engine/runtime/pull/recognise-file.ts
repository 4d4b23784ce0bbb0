import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { type RecognisedExport, recogniseExport } from '../../connect/exports/recognise.ts';
import { compressionOf } from '../../ingest/source/container.ts';

const HEAD_BYTES = 1 << 16;

/** Whether another system exported this file, so that its lines are not its records. What cannot be read is none: reading it says why. */
export function recogniseFile(path: string): RecognisedExport | undefined {
  const head = headOf(path);
  if (head === undefined) return undefined;
  const compression = head.length >= 16 ? compressionOf(head) : 'none';
  if (compression === 'none') return recogniseExport(head.toString('utf8'));
  if (compression !== 'gzip') return undefined;
  try {
    return recogniseExport(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8', 0, HEAD_BYTES));
  } catch {
    return undefined;
  }
}

function headOf(path: string): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}
