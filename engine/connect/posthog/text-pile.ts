const FIRST_BYTES = 1 << 17;
const FIRST_TEXTS = 1 << 12;

/** Many short texts, kept as bytes: most are never asked for again, and a string each would be garbage. */
export class TextPile {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Text i ends before ends[i], and begins where the one before it ends. */
  #ends = new Int32Array(FIRST_TEXTS);
  /** The first texts of all, as far as they were asked for. */
  readonly #asked = new Set<string>();
  #askedCount = 0;
  length = 0;

  clear(): void {
    this.length = 0;
    this.#asked.clear();
    this.#askedCount = 0;
  }

  /** UTF-8 in bytes [from, until) of others. */
  add(bytes: Uint8Array, from: number, until: number): void {
    const start = this.#room(until - from);
    for (let at = from; at < until; at++) this.#bytes[start + at - from] = bytes[at];
    this.#end(start + until - from);
  }

  addText(text: string): void {
    const start = this.#room(text.length * 3);
    this.#end(start + this.#bytes.write(text, start, 'utf8'));
  }

  text(index: number): string {
    return this.#bytes.toString('utf8', this.#startOf(index), this.#ends[index]);
  }

  /** Whether a text is among those added so far. */
  has(text: string): boolean {
    while (this.#askedCount < this.length) this.#asked.add(this.text(this.#askedCount++));
    return this.#asked.has(text);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1];
  }

  /** @returns where the next text begins, with room for so many bytes */
  #room(count: number): number {
    const start = this.#startOf(this.length);
    if (start + count > this.#bytes.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, start + count));
      this.#bytes.copy(wider, 0, 0, start);
      this.#bytes = wider;
    }
    return start;
  }

  #end(end: number): void {
    if (this.length === this.#ends.length) {
      const wider = new Int32Array(this.#ends.length * 2);
      wider.set(this.#ends);
      this.#ends = wider;
    }
    this.#ends[this.length++] = end;
  }
}
