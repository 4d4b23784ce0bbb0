import { FOLD } from '../base/fold-byte.ts';

/** Memory that texts are folded in, four bytes at a step; what `fold` returns is overwritten by the next call. */
export class FoldBuffer {
  #words = new Int32Array(16_384);

  fold(source: Uint8Array): Buffer {
    const count = (source.length + 3) >> 2;
    if (this.#words.length < count) this.#words = new Int32Array(count * 2);
    const words = this.#words;
    const bytes = Buffer.from(words.buffer, 0, source.length);
    bytes.set(source);
    for (let index = 0; index < count; index++) {
      const word = words[index];
      // Each byte's seven low bits plus a number that carries into its high bit from A, and one from the byte behind Z on.
      const low = word & 0x7f7f7f7f;
      const upper = ((low + 0x3f3f3f3f) ^ (low + 0x25252525)) & ~word & 0x80808080;
      words[index] = word | (upper >>> 2);
    }
    return bytes;
  }
}

export function folded(source: Uint8Array): Uint8Array {
  return source.map((byte) => FOLD[byte]);
}

/** The folded UTF-8 bytes of a text. */
export function foldedBytes(text: string): Uint8Array {
  return folded(Buffer.from(text, 'utf8'));
}

/** True when a folded needle stands at `at` of a text that is not folded. */
export function foldedAt(text: Uint8Array, at: number, needle: Uint8Array, from = 0, until = needle.length): boolean {
  if (at < 0 || at + until - from > text.length) return false;
  for (let index = from; index < until; index++) if (FOLD[text[at + index - from]] !== needle[index]) return false;
  return true;
}

export function hasLetters(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= 97 && byte <= 122);
}

/** A Buffer over the same memory, for its fast indexOf. */
export function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
