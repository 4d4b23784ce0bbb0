import { LEVELS, type Level } from '../../base/level.ts';

/** Records and level of every signature, by global id: what the totals of an investigation and the miner need. */
export class SignatureTotals {
  #counts = new Float64Array(1024);
  #levels = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Names the level of a signature; ids come in any order, again and again. */
  meet(id: number, level: number): void {
    if (id >= this.#counts.length) this.#grow(id);
    this.#levels[id] = level;
    this.#size = Math.max(this.#size, id + 1);
  }

  add(id: number, records: number): void {
    this.#counts[id] += records;
  }

  /** Starts over from other totals: a source was dropped. */
  replaceWith(other: SignatureTotals): void {
    this.#counts = other.#counts;
    this.#levels = other.#levels;
    this.#size = other.#size;
  }

  /** How many groups have records. @param groups group of every signature; negative: none */
  groupsInUse(groups: Int32Array): number {
    const used = new Set<number>();
    for (let id = 0; id < this.#size; id++) if (this.#counts[id] > 0 && groups[id] >= 0) used.add(groups[id]);
    return used.size;
  }

  /** A copy: it travels to another thread. */
  counts(): Float64Array {
    return this.#counts.slice(0, this.#size);
  }

  byLevel(): Record<Level, number> {
    const sums = new Float64Array(LEVELS.length);
    for (let id = 0; id < this.#size; id++) sums[this.#levels[id]] += this.#counts[id];
    return { UNSET: sums[0], TRACE: sums[1], DEBUG: sums[2], INFO: sums[3], WARN: sums[4], ERROR: sums[5], FATAL: sums[6] };
  }

  #grow(id: number): void {
    const size = Math.max(id + 1, this.#counts.length * 2);
    const counts = new Float64Array(size);
    counts.set(this.#counts);
    this.#counts = counts;
    const levels = new Uint8Array(size);
    levels.set(this.#levels);
    this.#levels = levels;
  }
}
