import { isZstdHead } from './packed-members.ts';

/** How the bytes of a source are packed. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** By the magic number at the head; names are not trusted. */
export function compressionOf(head: Uint8Array): Compression {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (isZstdHead(head)) return 'zstd';
  return 'none';
}
