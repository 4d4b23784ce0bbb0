/**
 * Counts by bucket for something that is mostly rare: a list of runs while that is shorter, an array of all buckets from then on. Blocks come
 * nearly in order of time, so equal buckets nearly always follow each other.
 */
export class BucketRuns {
  readonly #buckets: number;
  #at: number[] = [];
  #counts: number[] = [];
  #dense: Uint32Array | undefined;

  constructor(buckets: number) {
    this.#buckets = buckets;
  }

  add(bucket: number, count: number): void {
    if (this.#dense !== undefined) {
      this.#dense[bucket] += count;
      return;
    }
    const last = this.#at.length - 1;
    if (last >= 0 && this.#at[last] === bucket) this.#counts[last] += count;
    else {
      this.#at.push(bucket);
      this.#counts.push(count);
      if (this.#at.length > this.#buckets >> 1) this.#fill();
    }
  }

  /** How many entries `copyTo` writes. */
  get length(): number {
    return this.#dense === undefined ? this.#at.length : this.#dense.length;
  }

  /** Writes buckets and their counts from `start` on. */
  copyTo(at: Uint16Array, counts: Uint32Array, start: number): void {
    if (this.#dense === undefined) {
      at.set(this.#at, start);
      counts.set(this.#counts, start);
      return;
    }
    for (let bucket = 0; bucket < this.#dense.length; bucket++) at[start + bucket] = bucket;
    counts.set(this.#dense, start);
  }

  #fill(): void {
    const dense = new Uint32Array(this.#buckets);
    this.#at.forEach((bucket, index) => {
      dense[bucket] += this.#counts[index];
    });
    this.#dense = dense;
    this.#at = [];
    this.#counts = [];
  }
}
