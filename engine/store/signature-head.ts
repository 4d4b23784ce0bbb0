import { ByteReader } from './bytes.ts';
import type { SignatureBatch } from './signature-batch.ts';

/**
 * The beginning of a packed signature (see encodeSignature), read where it lies: opening a file goes through hundreds of thousands.
 * One object is used again and again; ranges are offsets into the bytes last given.
 */
export class SignatureHead {
  level = 0;
  timeLayout = 0;
  /** Empty where there is no service. */
  serviceStart = 0;
  serviceEnd = 0;
  #from = new ByteReader(new Uint8Array(0));

  read(bytes: Uint8Array, at: number): void {
    let from = this.#from;
    if (from.bytes !== bytes) from = this.#from = new ByteReader(bytes);
    from.at = at;
    skipSized(from);
    this.level = from.varint();
    this.timeLayout = from.varint();
    const flags = from.varint();
    skipSized(from);
    this.serviceStart = this.serviceEnd = 0;
    if ((flags & 2) === 0) return;
    const length = from.varint();
    this.serviceStart = from.at;
    this.serviceEnd = from.at + length;
  }
}

/** Where each signature of a batch lies in it. */
export function eachOfBatch({ first, count, raw }: SignatureBatch, visit: (id: number, at: number, length: number) => void): void {
  const from = new ByteReader(raw);
  for (let id = first; id < first + count; id++) {
    const length = from.varint();
    visit(id, from.at, length);
    from.at += length;
  }
}

function skipSized(from: ByteReader): void {
  const length = from.varint();
  from.at += length;
}
