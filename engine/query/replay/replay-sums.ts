/** What the records of one pattern, level and service become; columns by entry. Bytes with one line feed per line. */
export interface ReplayTable {
  readonly patterns: readonly string[];
  readonly levels: readonly number[];
  readonly services: readonly string[];
  readonly records: readonly number[];
  readonly bytes: readonly number[];
  readonly keptRecords: readonly number[];
  readonly keptBytes: readonly number[];
}

/** Records per bucket of those that policies match, the kept ones of them, and what these stand for by their weights. */
export interface TouchedPattern {
  readonly pattern: string;
  readonly matched: Float64Array;
  readonly kept: Float64Array;
  readonly weighted: Float64Array;
}

interface Cell {
  readonly pattern: string;
  readonly level: number;
  readonly service: string;
  records: number;
  bytes: number;
  keptRecords: number;
  keptBytes: number;
}

/** Adds up decisions by pattern, level and service, and over time for the patterns that are touched: of thousands few are. */
export class ReplaySums {
  readonly #buckets: number;
  readonly #cells: Cell[] = [];
  /** By level, service and pattern. */
  readonly #index: Map<string, Map<string, number>>[] = [];
  readonly #touched = new Map<string, TouchedPattern>();

  constructor(buckets: number) {
    this.#buckets = buckets;
  }

  entryOf(pattern: string, level: number, service: string): number {
    this.#index[level] ??= new Map();
    let byPattern = this.#index[level].get(service);
    if (byPattern === undefined) {
      byPattern = new Map();
      this.#index[level].set(service, byPattern);
    }
    const known = byPattern.get(pattern);
    if (known !== undefined) return known;
    const entry = this.#cells.push({ pattern, level, service, records: 0, bytes: 0, keptRecords: 0, keptBytes: 0 }) - 1;
    byPattern.set(pattern, entry);
    return entry;
  }

  add(entry: number, records: number, bytes: number, isKept: boolean): void {
    const cell = this.#cells[entry];
    cell.records += records;
    cell.bytes += bytes;
    if (!isKept) return;
    cell.keptRecords += records;
    cell.keptBytes += bytes;
  }

  /** Bytes taken out of records that stay. */
  shorten(entry: number, bytes: number): void {
    this.#cells[entry].keptBytes -= bytes;
  }

  /** @param bucket negative outside of all @param weight of each, where they are kept; 0 where they go */
  addTouched(entry: number, records: number, bucket: number, weight: number): void {
    if (bucket < 0) return;
    const { pattern } = this.#cells[entry];
    let touched = this.#touched.get(pattern);
    if (touched === undefined) {
      touched = {
        pattern,
        matched: new Float64Array(this.#buckets),
        kept: new Float64Array(this.#buckets),
        weighted: new Float64Array(this.#buckets),
      };
      this.#touched.set(pattern, touched);
    }
    touched.matched[bucket] += records;
    if (weight > 0) touched.kept[bucket] += records;
    touched.weighted[bucket] += records * weight;
  }

  table(): ReplayTable {
    const cells = this.#cells;
    return {
      patterns: cells.map(({ pattern }) => pattern),
      levels: cells.map(({ level }) => level),
      services: cells.map(({ service }) => service),
      records: cells.map(({ records }) => records),
      bytes: cells.map(({ bytes }) => Math.round(bytes)),
      keptRecords: cells.map(({ keptRecords }) => keptRecords),
      keptBytes: cells.map(({ keptBytes }) => Math.round(keptBytes)),
    };
  }

  touched(): readonly TouchedPattern[] {
    return [...this.#touched.values()];
  }
}
