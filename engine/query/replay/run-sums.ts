/** Adds up what becomes of the rows of one block between two borders of time, by local signature; columns are used again for the next run. */
export class RunSums {
  keptRecords = new Uint32Array(0);
  keptBytes = new Float64Array(0);
  goneRecords = new Uint32Array(0);
  goneBytes = new Float64Array(0);
  /** Time of its first row; all others lie in the same bucket and bar. */
  #timeUs = 0;
  readonly #locals: number[] = [];

  reserve(localCount: number): void {
    if (this.keptRecords.length >= localCount) return;
    this.keptRecords = new Uint32Array(localCount);
    this.keptBytes = new Float64Array(localCount);
    this.goneRecords = new Uint32Array(localCount);
    this.goneBytes = new Float64Array(localCount);
  }

  startAt(timeUs: number): void {
    this.#timeUs = timeUs;
  }

  add(local: number, bytes: number, isKept: boolean): void {
    if (this.keptRecords[local] + this.goneRecords[local] === 0) this.#locals.push(local);
    if (isKept) {
      this.keptRecords[local]++;
      this.keptBytes[local] += bytes;
    } else {
      this.goneRecords[local]++;
      this.goneBytes[local] += bytes;
    }
  }

  /** Tells of every local signature that was added and begins anew. */
  flush(tell: (local: number, timeUs: number) => void): void {
    for (const local of this.#locals) {
      tell(local, this.#timeUs);
      this.keptRecords[local] = 0;
      this.keptBytes[local] = 0;
      this.goneRecords[local] = 0;
      this.goneBytes[local] = 0;
    }
    this.#locals.length = 0;
  }
}
