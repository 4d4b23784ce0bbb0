import { NO_TIME } from '../base/time.ts';
import { BucketRuns } from './bucket-runs.ts';

const LEVELS = 7;

/** Sums by pattern as columns: thousands of patterns travel between threads as a few arrays. Entry i of each belongs to pattern i. */
export interface PatternTable {
  readonly fingerprints: readonly string[];
  readonly counts: Float64Array;
  /** 0 where sizes were not asked for. */
  readonly bytes: Float64Array;
  /** NO_TIME where no record has a time, or sizes were not asked for. */
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  /** By level index: pattern i has [i * 7, i * 7 + 7). */
  readonly levels: Float64Array;
  /** Records per service of a pattern, one entry for each of both that occur together. */
  readonly services: { readonly pattern: Uint32Array; readonly service: Uint32Array; readonly count: Float64Array };
  /** Records per bucket, rows of pattern i at [starts[i], starts[i + 1]); the same bucket may occur twice. */
  readonly buckets: { readonly starts: Uint32Array; readonly at: Uint16Array; readonly counts: Uint32Array };
}

/**
 * What is summed of a pattern lies together, in two lines of the processor's cache: blocks name patterns in no order, and fetching each sum from
 * elsewhere would be most of the work.
 */
const FIELD = Object.freeze({
  count: 0,
  bytes: 1,
  firstUs: 2,
  lastUs: 3,
  levels: 4,
  /** The service met first, 0 = none, and its records; further ones are rare. */
  service: 11,
  inService: 12,
  /** The bucket of the last records, and how many they are: not yet among the runs. */
  bucket: 13,
  inBucket: 14,
});
const FIELDS = 16;

/** So many numbers a pattern are less than what its runs would take. */
const FEW_BUCKETS = 64;

/** Adds up what a shard has of each pattern, in memory by the number of patterns met. */
export class PatternSums {
  readonly #buckets: number;
  /** Entry by index of the pattern in the shard's table, -1 = not met. */
  #entries = new Int32Array(1_024).fill(-1);
  readonly #patterns: number[] = [];
  #sums = new Float64Array(1_024 * FIELDS);
  readonly #runs: BucketRuns[] = [];
  /** Instead of runs where there are few buckets: entry i has [i * buckets, i * buckets + buckets). */
  #grid: Uint32Array | undefined;
  /** Further services and their records, by entry. */
  readonly #services = new Map<number, Map<number, number>>();

  /** @param buckets how many there are; at most 65,536. */
  constructor(buckets: number) {
    this.#buckets = buckets;
    if (buckets <= FEW_BUCKETS) this.#grid = new Uint32Array(1_024 * buckets);
  }

  /** Where the sums of a pattern stand, from now on. */
  entryOf(pattern: number): number {
    if (pattern >= this.#entries.length) {
      const wider = new Int32Array(Math.max(pattern + 1, this.#entries.length * 2)).fill(-1);
      wider.set(this.#entries);
      this.#entries = wider;
    }
    const known = this.#entries[pattern];
    return known >= 0 ? known : this.#meet(pattern);
  }

  /** @param service index of it, 0 = none */
  add(entry: number, records: number, level: number, service: number): void {
    const sums = this.#sums;
    const at = entry * FIELDS;
    sums[at + FIELD.count] += records;
    sums[at + FIELD.levels + level] += records;
    if (service === 0) return;
    if (sums[at + FIELD.service] === 0) sums[at + FIELD.service] = service;
    if (sums[at + FIELD.service] === service) sums[at + FIELD.inService] += records;
    else this.#addToFurther(entry, service, records);
  }

  addText(entry: number, bytes: number, firstUs: number, lastUs: number): void {
    const sums = this.#sums;
    const at = entry * FIELDS;
    sums[at + FIELD.bytes] += bytes;
    if (firstUs === NO_TIME) return;
    if (sums[at + FIELD.firstUs] === NO_TIME || firstUs < sums[at + FIELD.firstUs]) sums[at + FIELD.firstUs] = firstUs;
    if (sums[at + FIELD.lastUs] === NO_TIME || lastUs > sums[at + FIELD.lastUs]) sums[at + FIELD.lastUs] = lastUs;
  }

  addToBucket(entry: number, bucket: number, records: number): void {
    if (this.#grid !== undefined) {
      this.#grid[entry * this.#buckets + bucket] += records;
      return;
    }
    const sums = this.#sums;
    const at = entry * FIELDS;
    if (sums[at + FIELD.bucket] !== bucket) {
      this.#endRun(entry);
      sums[at + FIELD.bucket] = bucket;
    }
    sums[at + FIELD.inBucket] += records;
  }

  table(fingerprintOf: (pattern: number) => string): PatternTable {
    return {
      fingerprints: this.#patterns.map(fingerprintOf),
      counts: this.#column(FIELD.count),
      bytes: this.#column(FIELD.bytes),
      firstUs: this.#column(FIELD.firstUs),
      lastUs: this.#column(FIELD.lastUs),
      levels: this.#column(FIELD.levels, LEVELS),
      services: this.#serviceColumns(),
      buckets: this.#grid === undefined ? this.#columnsOfRuns() : this.#columnsOfGrid(this.#grid),
    };
  }

  #meet(pattern: number): number {
    const entry = this.#patterns.length;
    const at = entry * FIELDS;
    if (at === this.#sums.length) {
      const wider = new Float64Array(at * 2);
      wider.set(this.#sums);
      this.#sums = wider;
    }
    if (this.#grid === undefined) this.#runs.push(new BucketRuns(this.#buckets));
    else if ((entry + 1) * this.#buckets > this.#grid.length) {
      const wider = new Uint32Array(this.#grid.length * 2);
      wider.set(this.#grid);
      this.#grid = wider;
    }
    this.#entries[pattern] = entry;
    this.#patterns.push(pattern);
    this.#sums[at + FIELD.firstUs] = this.#sums[at + FIELD.lastUs] = NO_TIME;
    return entry;
  }

  #addToFurther(entry: number, service: number, records: number): void {
    let further = this.#services.get(entry);
    if (further === undefined) {
      further = new Map();
      this.#services.set(entry, further);
    }
    further.set(service, (further.get(service) ?? 0) + records);
  }

  #endRun(entry: number): void {
    const at = entry * FIELDS;
    const records = this.#sums[at + FIELD.inBucket];
    if (records > 0) this.#runs[entry].add(this.#sums[at + FIELD.bucket], records);
    this.#sums[at + FIELD.inBucket] = 0;
  }

  /** @param width numbers of each entry, side by side */
  #column(field: number, width = 1): Float64Array {
    const out = new Float64Array(this.#patterns.length * width);
    for (let index = 0; index < out.length; index++) out[index] = this.#sums[Math.floor(index / width) * FIELDS + field + (index % width)];
    return out;
  }

  #serviceColumns(): PatternTable['services'] {
    const pattern: number[] = [];
    const service: number[] = [];
    const count: number[] = [];
    const add = (entry: number, name: number, records: number): void => {
      pattern.push(entry);
      service.push(name);
      count.push(records);
    };
    for (let entry = 0; entry < this.#patterns.length; entry++) {
      const first = this.#sums[entry * FIELDS + FIELD.service];
      if (first !== 0) add(entry, first, this.#sums[entry * FIELDS + FIELD.inService]);
    }
    for (const [entry, further] of this.#services) for (const [name, records] of further) add(entry, name, records);
    return { pattern: Uint32Array.from(pattern), service: Uint32Array.from(service), count: Float64Array.from(count) };
  }

  #columnsOfRuns(): PatternTable['buckets'] {
    for (let entry = 0; entry < this.#patterns.length; entry++) this.#endRun(entry);
    const starts = new Uint32Array(this.#runs.length + 1);
    this.#runs.forEach((runs, entry) => {
      starts[entry + 1] = starts[entry] + runs.length;
    });
    const at = new Uint16Array(starts[this.#runs.length]);
    const counts = new Uint32Array(at.length);
    this.#runs.forEach((runs, entry) => void runs.copyTo(at, counts, starts[entry]));
    return { starts, at, counts };
  }

  #columnsOfGrid(grid: Uint32Array): PatternTable['buckets'] {
    const places = this.#patterns.length * this.#buckets;
    const starts = new Uint32Array(this.#patterns.length + 1);
    const at = new Uint16Array(places);
    const counts = new Uint32Array(places);
    let next = 0;
    for (let entry = 0; entry < this.#patterns.length; entry++) {
      for (let bucket = 0; bucket < this.#buckets; bucket++) {
        const records = grid[entry * this.#buckets + bucket];
        if (records === 0) continue;
        at[next] = bucket;
        counts[next++] = records;
      }
      starts[entry + 1] = next;
    }
    return { starts, at: at.slice(0, next), counts: counts.slice(0, next) };
  }
}
