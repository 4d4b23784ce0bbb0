/** What the records of one pattern, level and service become; columns by entry. Bytes with one line feed per line. */
export interface ReplayTable {
  readonly patterns: readonly string[];
  readonly levels: readonly number[];
  readonly services: readonly string[];
  readonly records: readonly number[];
  readonly bytes: readonly number[];
  readonly keptRecords: readonly number[];
  readonly keptBytes: readonly number[];
  /** What the kept records stand for, estimated by their weights. */
  readonly weighted: readonly number[];
  /** Per bucket of the question: records, and what the kept ones stand for; only buckets with records, `[bucket, records, weighted, …]`. */
  readonly buckets: readonly (readonly number[])[];
}

interface Cell {
  readonly pattern: string;
  readonly level: number;
  readonly service: string;
  records: number;
  bytes: number;
  keptRecords: number;
  keptBytes: number;
  weighted: number;
  readonly inBucket: Float64Array;
  readonly weightedInBucket: Float64Array;
}

/** Adds up decisions by pattern, level and service. */
export class ReplaySums {
  readonly #buckets: number;
  readonly #cells: Cell[] = [];
  readonly #index = new Map<string, number>();

  constructor(buckets: number) {
    this.#buckets = buckets;
  }

  entryOf(pattern: string, level: number, service: string): number {
    const key = `${level} ${pattern} ${service}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const inBucket = new Float64Array(this.#buckets);
    const cell = {
      pattern,
      level,
      service,
      records: 0,
      bytes: 0,
      keptRecords: 0,
      keptBytes: 0,
      weighted: 0,
      inBucket,
      weightedInBucket: new Float64Array(this.#buckets),
    };
    const entry = this.#cells.push(cell) - 1;
    this.#index.set(key, entry);
    return entry;
  }

  /** @param bucket negative outside of all @param weight of each, where they are kept; 0 where they go */
  add(entry: number, records: number, bytes: number, bucket: number, weight: number): void {
    const cell = this.#cells[entry];
    cell.records += records;
    cell.bytes += bytes;
    if (bucket >= 0) cell.inBucket[bucket] += records;
    if (weight === 0) return;
    cell.keptRecords += records;
    cell.keptBytes += bytes;
    cell.weighted += records * weight;
    if (bucket >= 0) cell.weightedInBucket[bucket] += records * weight;
  }

  table(): ReplayTable {
    return {
      patterns: this.#cells.map(({ pattern }) => pattern),
      levels: this.#cells.map(({ level }) => level),
      services: this.#cells.map(({ service }) => service),
      records: this.#cells.map(({ records }) => records),
      bytes: this.#cells.map(({ bytes }) => bytes),
      keptRecords: this.#cells.map(({ keptRecords }) => keptRecords),
      keptBytes: this.#cells.map(({ keptBytes }) => keptBytes),
      weighted: this.#cells.map(({ weighted }) => weighted),
      buckets: this.#cells.map(({ inBucket, weightedInBucket }) => {
        const sparse: number[] = [];
        for (let bucket = 0; bucket < inBucket.length; bucket++)
          if (inBucket[bucket] > 0) sparse.push(bucket, inBucket[bucket], weightedInBucket[bucket]);
        return sparse;
      }),
    };
  }
}
