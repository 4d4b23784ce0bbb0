const FIRST_BYTES = 1 << 16;
/** What is longer is copied by one call, which costs as much as so many bytes of the loop. */
const MANY_BYTES = 256;
export const WORD_BYTES = 4;
const NO_BYTES = new Uint8Array(0);

/** Text that is written again and again, ready to be copied word by word. */
export class FixedText {
  readonly length: number;
  /** Little endian; the last one is filled up with zeros. */
  readonly words: Int32Array;

  /** @param text of characters below U+0100, a byte each */
  constructor(text: string) {
    this.length = text.length;
    const padded = Buffer.alloc(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
    padded.write(text, 'latin1');
    this.words = Int32Array.from({ length: padded.length / WORD_BYTES }, (_, index) => padded.readInt32LE(index * WORD_BYTES));
  }
}

/** Bytes of lines that are put together piece by piece. Copies a word at a time, which may touch bytes behind what is written. */
export class LineBuffer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #length = 0;
  /** What was copied from last. */
  #source: Uint8Array = NO_BYTES;
  #sourceView = viewOf(NO_BYTES);

  /** UTF-8 of a text. */
  write(text: string): void {
    this.#room(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** A text of characters below U+0100, a byte each. */
  writeLatin1(text: string): void {
    this.#room(text.length);
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
  }

  writeFixed({ words, length }: FixedText): void {
    this.#room(length);
    const view = this.#view;
    let at = this.#length;
    for (let index = 0; index < words.length; index++, at += WORD_BYTES) view.setInt32(at, words[index], true);
    this.#length += length;
  }

  /** Bytes [from, until) of others; fastest from the same bytes as the last time. */
  copy(bytes: Uint8Array, from: number, until: number): void {
    const length = until - from;
    this.#room(length);
    let at = this.#length;
    this.#length += length;
    if (length > MANY_BYTES) {
      this.#bytes.set(bytes.subarray(from, until), at);
      return;
    }
    const view = this.#view;
    const source = this.#viewOf(bytes);
    let next = from;
    for (; next <= until - WORD_BYTES; next += WORD_BYTES, at += WORD_BYTES) view.setInt32(at, source.getInt32(next, true), true);
    for (; next < until; next++, at++) view.setUint8(at, bytes[next]);
  }

  /** The same with small letters; they must be digits and letters of ASCII. */
  copyLower(bytes: Uint8Array, from: number, until: number): void {
    this.#room(until - from);
    const view = this.#view;
    const source = this.#viewOf(bytes);
    let at = this.#length;
    this.#length += until - from;
    let next = from;
    // Of digits and letters, this bit is what tells large letters from small ones.
    for (; next <= until - WORD_BYTES; next += WORD_BYTES, at += WORD_BYTES)
      view.setInt32(at, source.getInt32(next, true) | 0x20202020, true);
    for (; next < until; next++, at++) view.setUint8(at, bytes[next] | 0x20);
  }

  /** What was written since the last call, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    this.#source = NO_BYTES;
    this.#sourceView = viewOf(NO_BYTES);
    return taken;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = viewOf(bytes);
    }
    return this.#sourceView;
  }

  /** Room for so many bytes, and for the rest of the word that the last of them is in. */
  #room(count: number): void {
    if (this.#length + count + WORD_BYTES <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + count + WORD_BYTES));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
    this.#view = viewOf(wider);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
