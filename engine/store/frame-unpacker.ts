import { constants, createZstdDecompress } from 'node:zlib';
import { unpackFrame } from './frame.ts';

/** Node's own decoder behind a zlib stream: not documented, so it is asked whether it is there, and every answer is checked. */
interface NativeDecoder {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLength: number,
    output: Uint8Array,
    outputAt: number,
    outputLength: number,
  ): void;
}

interface Decoder {
  readonly native: NativeDecoder;
  /** What the last call left: room in the output, bytes of the input. */
  readonly left: Uint32Array;
  close(): void;
}

/** Longer frames are rare and not worth holding memory for. */
const MAX_SCRATCH_BYTES = 4_194_304;
const UNTOUCHED = 0xffffffff;

/**
 * Unpacks one frame after the other with one decoder and into the same memory. `zstdDecompressSync` makes a decoder, a stream around it and
 * memory for every call: for frames of some 30 KB that takes longer than the unpacking, and a search goes through thousands.
 * Where Node has no such decoder, or it says anything unexpected, the documented way is taken.
 */
export class FrameUnpacker {
  #decoder: Decoder | undefined;
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
    this.#decoder ??= openDecoder();
    if (this.#decoder === undefined) {
      this.#isAbsent = true;
      return undefined;
    }
    // A byte more than there should be shows data that is longer.
    if (this.#scratch.length <= rawLength) this.#scratch = new Uint8Array(Math.max(65_536, rawLength + 1));
    const { native, left } = this.#decoder;
    left.fill(UNTOUCHED);
    native.writeSync(constants.ZSTD_e_end, packed, 0, packed.length, this.#scratch, 0, rawLength + 1);
    if (left[0] === 1 && left[1] === 0) return this.#scratch.subarray(0, rawLength);
    // Damaged, and the decoder in the middle of it.
    this.close();
    return undefined;
  }
}

function openDecoder(): Decoder | undefined {
  const stream = createZstdDecompress({ chunkSize: 64 });
  // It tells of damage by an event, too.
  stream.on('error', () => undefined);
  const native: unknown = Reflect.get(stream, '_handle');
  const left: unknown = Reflect.get(stream, '_writeState');
  if (!isNative(native) || !(left instanceof Uint32Array) || left.length !== 2) {
    stream.destroy();
    return undefined;
  }
  return { native, left, close: () => void stream.destroy() };
}

function isNative(value: unknown): value is NativeDecoder {
  return typeof value === 'object' && value !== null && 'writeSync' in value && typeof value.writeSync === 'function';
}
