import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../base/app-error.ts';
import type { Compression } from './container.ts';
import { systemCode, unreadable } from './resolve-sources.ts';

/** Hands out the bytes of a source in order; the only code that reads log files. */
export interface ByteFeed {
  /** Writes up to `length` bytes to `target` at `offset`; 0 at the end of the source. */
  read(target: Uint8Array, offset: number, length: number): number | Promise<number>;
  /** Bytes of the file (as on disk) taken so far. */
  consumed(): number;
  close(): void;
}

/** An uncompressed file from a byte offset on. */
export function openFileFeed(path: string, name: string, from: number): ByteFeed {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw unreadable(name, cause);
  }
  let position = from;
  return {
    read(target, offset, length) {
      try {
        const count = readSync(descriptor, target, offset, length, position);
        position += count;
        return count;
      } catch (cause) {
        throw unreadable(name, cause);
      }
    },
    consumed: () => position,
    close: () => closeSync(descriptor),
  };
}

/**
 * Standard input or a packed file: read in order, unpacked on the way.
 * A packed file that ends early gives every byte before the break and then throws UNREADABLE_SOURCE.
 */
export function openStreamFeed(path: string, name: string, compression: Compression): ByteFeed {
  const file =
    path === '-'
      ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: CHUNK_BYTES })
      : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let consumed = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      consumed += chunk.length;
      done(null, chunk);
    },
  });
  file.on('error', (error) => counted.destroy(error));
  const unpacked = compression === 'none' ? file.pipe(counted) : unpack(file.pipe(counted), compression);
  const queue = queueOf(unpacked);
  let held: Uint8Array = new Uint8Array(0);
  let at = 0;
  return {
    async read(target, offset, length) {
      if (at === held.length) {
        const next = await queue.next().catch((cause: unknown) => {
          throw streamError(name, compression, cause);
        });
        if (next === undefined) return 0;
        held = next;
        at = 0;
      }
      const count = Math.min(length, held.length - at);
      target.set(held.subarray(at, at + count), offset);
      at += count;
      return count;
    },
    consumed: () => consumed,
    close() {
      unpacked.destroy();
      file.destroy();
    },
  };
}

const CHUNK_BYTES = 1 << 20;
const QUEUE_BYTES = 4 << 20;

function unpack(packed: Readable, compression: 'gzip' | 'zstd'): Readable {
  const unpacker = compression === 'gzip' ? createGunzip({ chunkSize: 1 << 18 }) : createZstdDecompress({ chunkSize: 1 << 18 });
  packed.on('error', (error) => unpacker.destroy(error));
  return packed.pipe(unpacker);
}

/**
 * Reads a stream by its events, because an async iterator drops what was unpacked before an error.
 * Chunks come first, then the error; the stream is paused while more than QUEUE_BYTES wait.
 */
function queueOf(stream: Readable): { next(): Promise<Uint8Array | undefined> } {
  const chunks: Uint8Array[] = [];
  let waitingBytes = 0;
  let outcome: { readonly error: unknown } | 'ended' | undefined;
  let wake: (() => void) | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes > QUEUE_BYTES) stream.pause();
    notify();
  });
  stream.on('end', () => {
    outcome ??= 'ended';
    notify();
  });
  stream.on('close', () => {
    outcome ??= 'ended';
    notify();
  });
  stream.on('error', (error) => {
    outcome = { error };
    notify();
  });
  return {
    async next() {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          waitingBytes -= chunk.length;
          if (waitingBytes <= QUEUE_BYTES && stream.isPaused()) stream.resume();
          return chunk;
        }
        if (outcome === 'ended') return undefined;
        if (outcome !== undefined) throw outcome.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function streamError(name: string, compression: Compression, cause: unknown): AppError {
  const code = systemCode(cause);
  if (compression === 'none' || /^E[A-Z]+$/.test(code)) return unreadable(name, cause);
  const endsEarly = code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong';
  const finding = endsEarly ? `ends in the middle of its ${compression} data` : `has damaged ${compression} data`;
  const next = endsEarly
    ? 'The copy was probably cut short: copy the file again, then read it again.'
    : 'Copy the file again, then read it again.';
  return new AppError('UNREADABLE_SOURCE', `${name} ${finding}. The lines before that are fine and in use. ${next}`, { cause });
}
