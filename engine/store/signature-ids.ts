/** Signature key → id, for a million of them: 12 bytes a place, half of the places used. Ids are given in order, from 0. */
export class SignatureIds {
  #size = 0;
  /** High and low half of the key, id + 1 (0 = free). */
  #high = new Int32Array(4_096);
  #low = new Int32Array(4_096);
  #id = new Int32Array(4_096);

  get size(): number {
    return this.#size;
  }

  /**
   * @param bytes holds the key at `at`: 16 hex digits.
   * @returns the id; it is new when it equals the size from before the call.
   */
  intern(bytes: Uint8Array, at: number): number {
    if (this.#size * 2 >= this.#id.length) this.#grow();
    return this.#intern(eightDigits(bytes, at), eightDigits(bytes, at + 8));
  }

  #intern(high: number, low: number): number {
    const at = this.#find(high, low);
    if (this.#id[at] !== 0) return this.#id[at] - 1;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#id[at] = ++this.#size;
    return this.#size - 1;
  }

  #find(high: number, low: number): number {
    const mask = this.#id.length - 1;
    let at = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    while (this.#id[at] !== 0 && (this.#low[at] !== low || this.#high[at] !== high)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [high, low, id] = [this.#high, this.#low, this.#id];
    this.#high = new Int32Array(id.length * 2);
    this.#low = new Int32Array(id.length * 2);
    this.#id = new Int32Array(id.length * 2);
    for (let old = 0; old < id.length; old++) {
      if (id[old] === 0) continue;
      const at = this.#find(high[old], low[old]);
      this.#high[at] = high[old];
      this.#low[at] = low[old];
      this.#id[at] = id[old];
    }
  }
}

/** Eight hex digits, lower case, as 32 bits. */
function eightDigits(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 8; i++) value = (value << 4) | (bytes[i] < 0x60 ? bytes[i] - 0x30 : bytes[i] - 0x57);
  return value;
}
