/** Most streams are short. */
const FIRST_SIZE = 256;
/** Moving so few numbers by hand is faster than asking for it. */
const FEW = 48;

/**
 * The newest values of a stream, kept in order of size, so that ranks and quantiles are read off.
 * Holds 16 bytes per value of its capacity and never more; adding moves at most `capacity` numbers.
 */
export class RollingSample {
  readonly capacity: number;
  /** By age: `#oldest` is overwritten next once the sample is full. */
  #byAge: Float64Array;
  #sorted: Float64Array;
  #oldest = 0;
  #size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#byAge = new Float64Array(Math.min(capacity, FIRST_SIZE));
    this.#sorted = new Float64Array(Math.min(capacity, FIRST_SIZE));
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  add(value: number): void {
    if (this.isFull) this.#replace(this.#byAge[this.#oldest], value);
    else {
      if (this.#size === this.#sorted.length) this.#grow();
      // Behind all that are equal: of a series that mostly has one value, hardly anything is moved.
      const place = this.#size - this.countAbove(value);
      this.#shiftUp(place, this.#size);
      this.#sorted[place] = value;
      this.#size++;
    }
    this.#byAge[this.#oldest] = value;
    this.#oldest = (this.#oldest + 1) % this.capacity;
  }

  /** Only what lies between the value that leaves and the one that comes is moved, none that equals either. */
  #replace(old: number, value: number): void {
    const sorted = this.#sorted;
    if (value === old) return;
    if (value < old) {
      const place = this.#size - this.countAbove(value);
      this.#shiftUp(place, this.countBelow(old));
      sorted[place] = value;
      return;
    }
    const leaving = this.#size - this.countAbove(old) - 1;
    const place = this.countBelow(value);
    if (place - leaving > FEW) sorted.copyWithin(leaving, leaving + 1, place);
    else for (let at = leaving + 1; at < place; at++) sorted[at - 1] = sorted[at];
    sorted[place - 1] = value;
  }

  /** Moves [from, until) one place up. */
  #shiftUp(from: number, until: number): void {
    const sorted = this.#sorted;
    if (until - from > FEW) sorted.copyWithin(from + 1, from, until);
    else for (let at = until; at > from; at--) sorted[at] = sorted[at - 1];
  }

  #grow(): void {
    const size = Math.min(this.capacity, 2 * this.#sorted.length);
    const wider = (from: Float64Array): Float64Array => {
      const into = new Float64Array(size);
      into.set(from);
      return into;
    };
    [this.#byAge, this.#sorted] = [wider(this.#byAge), wider(this.#sorted)];
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
