/**
 * The newest values of a stream, kept in order of size, so that ranks and quantiles are read off.
 * Holds 16 bytes per value of its capacity and never more; adding moves at most `capacity` numbers.
 */
export class RollingSample {
  readonly capacity: number;
  /** By age: `#oldest` is overwritten next once the sample is full. */
  readonly #byAge: Float64Array;
  readonly #sorted: Float64Array;
  #oldest = 0;
  #size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#byAge = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  add(value: number): void {
    if (this.isFull) {
      const leaving = this.countBelow(this.#byAge[this.#oldest]);
      this.#sorted.copyWithin(leaving, leaving + 1, this.#size);
      this.#size--;
    }
    this.#byAge[this.#oldest] = value;
    this.#oldest = (this.#oldest + 1) % this.capacity;
    const place = this.countBelow(value);
    this.#sorted.copyWithin(place + 1, place, this.#size);
    this.#sorted[place] = value;
    this.#size++;
  }

  /** The value of that rank from below, in [0, size). */
  at(rank: number): number {
    return this.#sorted[rank];
  }

  /** @param share in [0, 1); of an empty sample 0 */
  quantile(share: number): number {
    return this.#size === 0 ? 0 : this.#sorted[Math.floor(share * this.#size)];
  }

  countBelow(value: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  countAbove(value: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return this.#size - low;
  }
}
