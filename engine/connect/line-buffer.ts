const FIRST_BYTES = 1 << 16;
/** What is shorter is copied byte by byte: a call costs more. */
const FEW_BYTES = 48;

/** Bytes of lines that are put together piece by piece. */
export class LineBuffer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

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

  /** Bytes [from, until) of others. */
  copy(bytes: Uint8Array, from: number, until: number): void {
    this.#room(until - from);
    const target = this.#bytes;
    let at = this.#length;
    this.#length += until - from;
    if (until - from > FEW_BYTES) target.set(bytes.subarray(from, until), at);
    else for (let next = from; next < until; next++) target[at++] = bytes[next];
  }

  /** The same with small letters; they must be ASCII. */
  copyLower(bytes: Uint8Array, from: number, until: number): void {
    this.#room(until - from);
    for (let next = from; next < until; next++) {
      const byte = bytes[next];
      this.#bytes[this.#length++] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    }
  }

  /** What was written since the last call, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}
