import { createZstdCompress } from 'node:zlib';
import { MIN_PACKED_BYTES, PACK_OPTIONS, packedBound, packFrame } from './frame.ts';
import { NativeZstd } from './native-zstd.ts';

/**
 * Packs one frame after the other as packFrame does, with one encoder and into the caller's memory: a block has some 30 frames.
 * Where Node has no such encoder, or it says anything unexpected, the documented way is taken.
 */
export class FramePacker {
  #encoder: NativeZstd | undefined;
  #isAbsent = false;

  /**
   * Writes the packed form of `raw` to into[at …), which has room for packedBound(raw.length) bytes; `raw` itself where packing does
   * not shorten it.
   * @returns bytes written
   */
  pack(raw: Uint8Array, into: Uint8Array, at: number): number {
    const length = raw.length < MIN_PACKED_BYTES ? raw.length : this.#packNatively(raw, into, at);
    if (length >= 0 && length < raw.length) return length;
    const frame = length < 0 ? packFrame(raw) : raw;
    into.set(frame, at);
    return frame.length;
  }

  #packNatively(raw: Uint8Array, into: Uint8Array, at: number): number {
    if (this.#isAbsent) return -1;
    this.#encoder ??= NativeZstd.open(createZstdCompress(PACK_OPTIONS));
    if (this.#encoder === undefined) {
      this.#isAbsent = true;
      return -1;
    }
    const length = this.#encoder.code(raw, into, at, packedBound(raw.length));
    if (length < 0) {
      this.#encoder.close();
      this.#encoder = undefined;
    }
    return length;
  }
}
