import { constants } from 'node:zlib';

/** Node's own coder behind a zlib stream: not documented, so it is asked whether it is there, and every answer is checked. */
interface NativeCoder {
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

/** What a zstd stream of node:zlib is to us. */
interface ZstdStream {
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
}

const UNTOUCHED = 0xffffffff;

/**
 * Codes one frame after the other with one coder and into the caller's memory. The documented calls make a coder, a stream around it
 * and memory for every frame: for frames of some 30 KB that takes longer than the coding.
 */
export class NativeZstd {
  readonly #stream: ZstdStream;
  readonly #coder: NativeCoder;
  /** What the last call left: room in the output, bytes of the input. */
  readonly #left: Uint32Array;

  private constructor(stream: ZstdStream, coder: NativeCoder, left: Uint32Array) {
    this.#stream = stream;
    this.#coder = coder;
    this.#left = left;
  }

  /** @returns undefined where this Node has no such coder; the stream is closed then. */
  static open(stream: ZstdStream): NativeZstd | undefined {
    // It tells of damage by an event, too.
    stream.on('error', () => undefined);
    const coder: unknown = Reflect.get(stream, '_handle');
    const left: unknown = Reflect.get(stream, '_writeState');
    if (isCoder(coder) && left instanceof Uint32Array && left.length === 2) return new NativeZstd(stream, coder, left);
    stream.destroy();
    return undefined;
  }

  /**
   * Codes all of `input` to output[at, at + room).
   * @returns bytes written; -1 when they did not fit or the input was damaged: the coder is then in the middle of it, close it.
   */
  code(input: Uint8Array, output: Uint8Array, at: number, room: number): number {
    const left = this.#left;
    left.fill(UNTOUCHED);
    this.#coder.writeSync(constants.ZSTD_e_end, input, 0, input.length, output, at, room);
    return left[1] === 0 && left[0] > 0 && left[0] <= room ? room - left[0] : -1;
  }

  close(): void {
    this.#stream.destroy();
  }
}

function isCoder(value: unknown): value is NativeCoder {
  return typeof value === 'object' && value !== null && 'writeSync' in value && typeof value.writeSync === 'function';
}
