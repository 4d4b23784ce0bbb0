import { ByteWriter, damaged } from './bytes.ts';

/** Many packed signatures (see encodeSignature) in one piece of memory, each behind its length: the layout of a batch in the file, and what threads send each other. */
export interface PackedSignatures {
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Gathers packed signatures. */
export class SignaturePacker {
  readonly #out: ByteWriter;
  #count = 0;

  constructor(capacity = 16_384) {
    this.#out = new ByteWriter(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** @param bytes holds the signature in [start, end) */
  add(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.#out.varint(end - start);
    this.#out.append(bytes, start, end);
    this.#count++;
  }

  /** What was gathered, as a view that the next `add` may change. */
  view(): PackedSignatures {
    return { count: this.#count, bytes: this.#out.view() };
  }

  /** What was gathered, as memory of its own; starts anew. */
  take(): PackedSignatures {
    const taken = { count: this.#count, bytes: this.#out.copy() };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#out.reset();
    this.#count = 0;
  }
}

export function packSignatures(signatures: readonly Uint8Array[]): PackedSignatures {
  const packer = new SignaturePacker();
  for (const signature of signatures) packer.add(signature);
  return packer.take();
}

/** Walks over packed signatures without unpacking them: after `next`, one lies in bytes[start, end). */
export class PackedCursor {
  readonly bytes: Uint8Array;
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** False behind the last one. @throws AppError STORE_UNREADABLE when the bytes end early */
  next(): boolean {
    const { bytes } = this;
    let at = this.end;
    if (at >= bytes.length) return false;
    let length = 0;
    let shift = 0;
    let byte = 0;
    do {
      byte = bytes[at++];
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 127);
    this.start = at;
    this.end = at + length;
    if (!(this.end <= bytes.length)) throw damaged('a pattern ends early');
    return true;
  }

  /** A view of the signature. */
  view(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }
}
