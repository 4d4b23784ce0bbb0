import { NO_TIME } from '../base/time.ts';
import { BucketRuns } from './bucket-runs.ts';

const LEVELS = 7;

/** Sums by pattern as columns: thousands of patterns travel between threads as a few arrays. Entry i of each belongs to pattern i. */
export interface PatternTable {
  readonly fingerprints: readonly string[];
  readonly counts: Float64Array;
  readonly bytes: Float64Array;
  /** NO_TIME where no record has a time. */
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  /** By level index: pattern i has [i * 7, i * 7 + 7). */
  readonly levels: Float64Array;
  /** Records per service of a pattern, one entry for each of both that occur together. */
  readonly services: { readonly pattern: Uint32Array; readonly service: Uint32Array; readonly count: Float64Array };
  /** Records per bucket, rows of pattern i at [starts[i], starts[i + 1]); the same bucket may occur twice. */
  readonly buckets: { readonly starts: Uint32Array; readonly at: Uint16Array; readonly counts: Uint32Array };
}

/** Adds up what a shard has of each pattern, in memory by the number of patterns met. */
export class PatternSums {
  readonly #buckets: number;
  /** Entry by index of the pattern in the shard's table, -1 = not met. */
  #entries = new Int32Array(1_024).fill(-1);
  readonly #patterns: number[] = [];
  #counts = new Float64Array(1_024);
  #bytes = new Float64Array(1_024);
  #firstUs = new Float64Array(1_024);
  #lastUs = new Float64Array(1_024);
  #levels = new Float64Array(1_024 * LEVELS);
  readonly #runs: BucketRuns[] = [];
  /** By entry, then service. */
  readonly #services: Map<number, number>[] = [];

  /** @param buckets how many there are; at most 65,536. */
  constructor(buckets: number) {
    this.#buckets = buckets;
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
    this.#counts[entry] += records;
    this.#levels[entry * LEVELS + level] += records;
    if (service === 0) return;
    const services = this.#services[entry];
    services.set(service, (services.get(service) ?? 0) + records);
  }

  addText(entry: number, bytes: number, firstUs: number, lastUs: number): void {
    this.#bytes[entry] += bytes;
    if (firstUs === NO_TIME) return;
    if (this.#firstUs[entry] === NO_TIME || firstUs < this.#firstUs[entry]) this.#firstUs[entry] = firstUs;
    if (this.#lastUs[entry] === NO_TIME || lastUs > this.#lastUs[entry]) this.#lastUs[entry] = lastUs;
  }

  addToBucket(entry: number, bucket: number, records: number): void {
    this.#runs[entry].add(bucket, records);
  }

  table(fingerprintOf: (pattern: number) => string): PatternTable {
    const size = this.#patterns.length;
    return {
      fingerprints: this.#patterns.map(fingerprintOf),
      counts: this.#counts.slice(0, size),
      bytes: this.#bytes.slice(0, size),
      firstUs: this.#firstUs.slice(0, size),
      lastUs: this.#lastUs.slice(0, size),
      levels: this.#levels.slice(0, size * LEVELS),
      services: this.#serviceColumns(),
      buckets: this.#bucketColumns(),
    };
  }

  #meet(pattern: number): number {
    const entry = this.#patterns.length;
    if (entry === this.#counts.length) this.#grow();
    this.#entries[pattern] = entry;
    this.#patterns.push(pattern);
    this.#firstUs[entry] = this.#lastUs[entry] = NO_TIME;
    this.#runs.push(new BucketRuns(this.#buckets));
    this.#services.push(new Map());
    return entry;
  }

  #serviceColumns(): PatternTable['services'] {
    const size = this.#services.reduce((sum, services) => sum + services.size, 0);
    const [pattern, service, count] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
    let at = 0;
    this.#services.forEach((services, entry) => {
      for (const [name, records] of services) {
        pattern[at] = entry;
        service[at] = name;
        count[at++] = records;
      }
    });
    return { pattern, service, count };
  }

  #bucketColumns(): PatternTable['buckets'] {
    const starts = new Uint32Array(this.#runs.length + 1);
    this.#runs.forEach((runs, entry) => {
      starts[entry + 1] = starts[entry] + runs.length;
    });
    const at = new Uint16Array(starts[this.#runs.length]);
    const counts = new Uint32Array(at.length);
    this.#runs.forEach((runs, entry) => void runs.copyTo(at, counts, starts[entry]));
    return { starts, at, counts };
  }

  #grow(): void {
    const grown = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const into = new Float64Array(from.length * 2);
      into.set(from);
      return into;
    };
    this.#counts = grown(this.#counts);
    this.#bytes = grown(this.#bytes);
    this.#firstUs = grown(this.#firstUs);
    this.#lastUs = grown(this.#lastUs);
    this.#levels = grown(this.#levels);
  }
}
