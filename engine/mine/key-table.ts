/** Keys of two 32-bit numbers, each with the number it was met with first. Reused for one set after another; 12 bytes a place. */
export class KeyTable {
  #a = new Int32Array(64);
  #b = new Int32Array(64);
  /** The number plus one; 0 = free. */
  #number = new Int32Array(64);
  #mask = 63;

  /** Forgets all. @param keys how many different ones may come, at most */
  reset(keys: number): void {
    let places = 64;
    while (places < keys * 2) places *= 2;
    this.#mask = places - 1;
    if (places > this.#number.length) {
      this.#a = new Int32Array(places);
      this.#b = new Int32Array(places);
      this.#number = new Int32Array(places);
    } else this.#number.fill(0, 0, places);
  }

  /** The number that the key was met with first; -1 when it is met now, with `number` (0 or more). */
  meet(a: number, b: number, number: number): number {
    let at = (a ^ (b >>> 7)) & this.#mask;
    while (this.#number[at] > 0) {
      if (this.#a[at] === a && this.#b[at] === b) return this.#number[at] - 1;
      at = (at + 1) & this.#mask;
    }
    this.#a[at] = a;
    this.#b[at] = b;
    this.#number[at] = number + 1;
    return -1;
  }
}
