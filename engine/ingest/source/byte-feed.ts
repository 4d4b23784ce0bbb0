import { closeSync, openSync, readSync } from 'node:fs';
import { unreadable } from './resolve-sources.ts';

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

/** Bytes that are in memory already. */
export function memoryFeed(bytes: Uint8Array): ByteFeed {
  let position = 0;
  return {
    read(target, offset, length) {
      const piece = bytes.subarray(position, position + length);
      target.set(piece, offset);
      position += piece.length;
      return piece.length;
    },
    consumed: () => position,
    close: () => undefined,
  };
}
