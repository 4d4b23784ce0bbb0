import { createZstdDecompress } from 'node:zlib';
import { unpackFrame } from './frame.ts';
import { NativeZstd } from './native-zstd.ts';

/** Longer frames are rare and not worth holding memory for. */
const MAX_SCRATCH_BYTES = 4_194_304;

/**
 * Unpacks one frame after the other with one decoder and into the same memory: a search goes through thousands.
 * Where Node has no such decoder, or it says anything unexpected, the documented way is taken.
 */
export class FrameUnpacker {
  #decoder: NativeZstd | undefined;
  #isAbsent = false;
  #scratch = new Uint8Array(0);

  /**
   * @returns memory that the next call overwrites, or `packed` itself where that is no packed form.
   * @throws AppError STORE_UNREADABLE when the bytes are not what packFrame gave.
   */
  unpack(packed: Uint8Array, rawLength: number): Uint8Array {
    if (packed.length === rawLength) return packed;
    return this.#unpackNatively(packed, rawLength) ?? unpackFrame(packed, rawLength);
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
  }

  #unpackNatively(packed: Uint8Array, rawLength: number): Uint8Array | undefined {
    if (this.#isAbsent || rawLength > MAX_SCRATCH_BYTES) return undefined;
    this.#decoder ??= NativeZstd.open(createZstdDecompress({ chunkSize: 64 }));
    if (this.#decoder === undefined) {
      this.#isAbsent = true;
      return undefined;
    }
    // A byte more than there should be shows data that is longer.
    if (this.#scratch.length <= rawLength) this.#scratch = new Uint8Array(Math.max(65_536, rawLength + 1));
    if (this.#decoder.code(packed, this.#scratch, 0, rawLength + 1) === rawLength) return this.#scratch.subarray(0, rawLength);
    this.close();
    return undefined;
  }
}
