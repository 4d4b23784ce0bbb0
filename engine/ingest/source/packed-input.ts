import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes asked of the file at once. */
const CHUNK_BYTES = 1 << 20;

/** The bytes of a packed file in order, with a look ahead and a step back. Throws what the file system throws. */
export class PackedInput {
  readonly #descriptor: number;
  readonly #buffer = new Uint8Array(CHUNK_BYTES);
  #start = 0;
  #end = 0;
  #readBytes = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
  }

  /** Bytes of the file taken so far. */
  get position(): number {
    return this.#readBytes - (this.#end - this.#start);
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** The next bytes without taking them: `count`, or fewer at the end of the file. Valid until the next call. */
  peek(count: number): Uint8Array {
    while (this.#end - this.#start < count && this.#fill());
    return this.#buffer.subarray(this.#start, Math.min(this.#end, this.#start + count));
  }

  skip(count: number): void {
    this.#start += count;
  }

  /** All that is at hand, from the file if need be; undefined at its end. Its bytes stay as they are until the next call. */
  take(): Uint8Array | undefined {
    if (this.#start === this.#end && !this.#fill()) return undefined;
    const taken = this.#buffer.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  /** Gives back the last bytes of what `take` gave last. */
  giveBack(count: number): void {
    this.#start -= count;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Reads on behind what is there. @returns false at the end of the file */
  #fill(): boolean {
    this.#buffer.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    const count = readSync(this.#descriptor, this.#buffer, this.#end, this.#buffer.length - this.#end, this.#readBytes);
    this.#end += count;
    this.#readBytes += count;
    return count > 0;
  }
}
