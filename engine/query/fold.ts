/** Lower case for ASCII letters, everything else as it is: every search in the engine ignores case this way, byte by byte. */
export const FOLD: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

export function foldInto(source: Uint8Array, into: Uint8Array, at = 0): void {
  for (let index = 0; index < source.length; index++) into[at + index] = FOLD[source[index]];
}

export function folded(source: Uint8Array): Uint8Array {
  const out = new Uint8Array(source.length);
  foldInto(source, out);
  return out;
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
