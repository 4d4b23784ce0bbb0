import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { damaged } from './bytes.ts';

/** Below this zstd's own head costs more than it saves. */
export const MIN_PACKED_BYTES = 48;

/** Level 1: higher levels gain nothing on columns. */
export const PACK_OPTIONS = Object.freeze({ params: Object.freeze({ [constants.ZSTD_c_compressionLevel]: 1 }) });

/** Room for the packed form of any `rawLength` bytes. */
export function packedBound(rawLength: number): number {
  return rawLength + (rawLength >> 7) + 512;
}

/** Packs with zstd; returns `raw` itself where packing does not shorten it. */
export function packFrame(raw: Uint8Array): Uint8Array {
  if (raw.length < MIN_PACKED_BYTES) return raw;
  // One output chunk that is large enough for the worst case: zlib's loop then runs once.
  const packed = zstdCompressSync(raw, { chunkSize: packedBound(raw.length), ...PACK_OPTIONS });
  return packed.length < raw.length ? packed : raw;
}

/**
 * @param rawLength the length before packing; equal lengths mean that the frame was stored as it was.
 * @throws AppError STORE_UNREADABLE when the bytes are not what packFrame gave.
 */
export function unpackFrame(packed: Uint8Array, rawLength: number): Uint8Array {
  if (packed.length === rawLength) return plainView(packed);
  let raw: Uint8Array;
  try {
    raw = zstdDecompressSync(packed, { chunkSize: Math.max(64, rawLength + 1), maxOutputLength: Math.max(64, rawLength) });
  } catch (error) {
    throw damaged('a compressed piece cannot be unpacked', error);
  }
  if (raw.length !== rawLength) throw damaged('a compressed piece has the wrong length');
  return plainView(raw);
}

/** Node's Buffers as what their type promises: slices of a Buffer are slower and print differently. */
function plainView(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
