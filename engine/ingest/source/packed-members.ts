import type { Transform } from 'node:stream';
import { crc32, createInflateRaw, createZstdDecompress, type InflateRaw, type ZstdDecompress } from 'node:zlib';
import type { PackedInput } from './packed-input.ts';

/**
 * A packed file is a row of members, each whole by itself: gzip members as `cat a.gz b.gz` makes them, zstd frames as `pzstd` does.
 * Node's gunzip loses what it unpacked together with a broken next member, its zstd ends silently after the first frame: so members are
 * taken one by one.
 */
export interface Member {
  /** Gives the content; ends, with input left over, where the member ends. */
  readonly stream: Transform & (InflateRaw | ZstdDecompress);
  /** Sees every piece of content, in order. */
  take(content: Uint8Array): void;
  /** Called when the stream has ended and the input stands behind its data. @returns what is wrong with the member */
  finish(input: PackedInput): 'cut' | 'damaged' | undefined;
}

/** What stands at the input: a member, which then stands behind its header; the end of the file; something else, of which nothing is taken. */
export type NextMember = Member | 'end' | 'cut' | 'other';

const OUTPUT_CHUNK_BYTES = 1 << 18;
const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;
const [HAS_HEADER_CRC, HAS_EXTRA, HAS_NAME, HAS_COMMENT, RESERVED_FLAGS] = [2, 4, 8, 16, 0xe0];

export function nextGzipMember(input: PackedInput): NextMember {
  const head = input.peek(GZIP_HEADER_BYTES);
  if (head.length === 0) return 'end';
  const isGzip = head[0] === 0x1f && head[1] === 0x8b && (head.length < 4 || (head[2] === 8 && (head[3] & RESERVED_FLAGS) === 0));
  if (!isGzip) return 'other';
  if (head.length < GZIP_HEADER_BYTES) return 'cut';
  const flags = head[3];
  input.skip(GZIP_HEADER_BYTES);
  if (!skipGzipExtras(input, flags)) return 'cut';
  return gzipMember();
}

/** @returns false when the file ends first */
function skipGzipExtras(input: PackedInput, flags: number): boolean {
  if ((flags & HAS_EXTRA) !== 0) {
    const length = input.peek(2);
    if (length.length < 2) return false;
    const extraBytes = 2 + length[0] + length[1] * 256;
    if (!skipExactly(input, extraBytes)) return false;
  }
  if ((flags & HAS_NAME) !== 0 && !skipPastZero(input)) return false;
  if ((flags & HAS_COMMENT) !== 0 && !skipPastZero(input)) return false;
  return (flags & HAS_HEADER_CRC) === 0 || skipExactly(input, 2);
}

function skipExactly(input: PackedInput, count: number): boolean {
  if (input.peek(count).length < count) return false;
  input.skip(count);
  return true;
}

function skipPastZero(input: PackedInput): boolean {
  for (;;) {
    const [byte] = input.peek(1);
    if (byte === undefined) return false;
    input.skip(1);
    if (byte === 0) return true;
  }
}

function gzipMember(): Member {
  let checksum = 0;
  let length = 0;
  return {
    stream: createInflateRaw({ chunkSize: OUTPUT_CHUNK_BYTES }),
    take(content) {
      checksum = crc32(content, checksum);
      length = (length + content.length) >>> 0;
    },
    finish(input) {
      const trailer = input.peek(GZIP_TRAILER_BYTES);
      if (trailer.length < GZIP_TRAILER_BYTES) return 'cut';
      const view = new DataView(trailer.buffer, trailer.byteOffset, GZIP_TRAILER_BYTES);
      const isRight = view.getUint32(0, true) === checksum && view.getUint32(4, true) === length;
      input.skip(GZIP_TRAILER_BYTES);
      return isRight ? undefined : 'damaged';
    },
  };
}

/** A frame, or one that is to be skipped (0x184d2a50 to …5f): zstd itself passes over that. */
export function nextZstdMember(input: PackedInput): NextMember {
  const head = input.peek(4);
  if (head.length === 0) return 'end';
  if (!isZstdHead(head)) return 'other';
  return {
    stream: createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES }),
    take: () => undefined,
    finish: () => undefined,
  };
}

export function isZstdHead(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const isFrame = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return isFrame || ((head[0] & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18);
}
