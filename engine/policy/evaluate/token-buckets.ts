import { durationMs } from '../model/duration.ts';
import type { Rate } from '../model/intents.ts';
import { type Reader, readerOf } from './read-target.ts';
import { type LogRecord, textOfValue } from './record.ts';

const MOST_GROUPS = 10_000;

interface Bucket {
  tokens: number;
  filledMs: number;
  suppressed: number;
}

/** The token buckets of one rate policy, by group. A group that had to make room begins anew with a full bucket. */
export class TokenBuckets {
  readonly #readers: readonly Reader[];
  readonly #perMs: number;
  readonly #capacity: number;
  readonly #buckets = new Map<string, Bucket>();
  #orphaned = 0;

  constructor({ limit, period, burst, group_by }: Rate) {
    this.#readers = group_by.map(readerOf);
    this.#perMs = limit / durationMs(period);
    this.#capacity = burst ?? Math.max(1, limit);
  }

  groupOf(record: LogRecord): string {
    return this.#readers.length === 0 ? '' : JSON.stringify(this.#readers.map((read) => textOfValue(read(record))));
  }

  /** Whether a token is there; a broken clock always grants one. Takes nothing. */
  grants(group: string, nowMs: number): boolean {
    return Number.isNaN(nowMs) || this.#filled(group, nowMs).tokens >= 1;
  }

  /** Takes a token. @returns records refused in the group since the last one that went through */
  take(group: string): number {
    const bucket = this.#buckets.get(group);
    if (bucket === undefined) return 0;
    bucket.tokens = Math.max(0, bucket.tokens - 1);
    const { suppressed } = bucket;
    bucket.suppressed = 0;
    return suppressed;
  }

  countRefused(group: string): void {
    const bucket = this.#buckets.get(group);
    if (bucket !== undefined) bucket.suppressed++;
  }

  takeUnreported(): number {
    let suppressed = this.#orphaned;
    for (const bucket of this.#buckets.values()) {
      suppressed += bucket.suppressed;
      bucket.suppressed = 0;
    }
    this.#orphaned = 0;
    return suppressed;
  }

  #filled(group: string, nowMs: number): Bucket {
    const known = this.#buckets.get(group);
    if (known !== undefined) {
      // A clock that went back fills nothing and takes nothing away.
      const elapsedMs = nowMs - known.filledMs;
      if (elapsedMs > 0) known.tokens = Math.min(this.#capacity, known.tokens + elapsedMs * this.#perMs);
      known.filledMs = nowMs;
      return known;
    }
    if (this.#buckets.size >= MOST_GROUPS) this.#makeRoom();
    const bucket = { tokens: this.#capacity, filledMs: nowMs, suppressed: 0 };
    this.#buckets.set(group, bucket);
    return bucket;
  }

  #makeRoom(): void {
    const [oldest] = this.#buckets;
    if (oldest === undefined) return;
    this.#orphaned += oldest[1].suppressed;
    this.#buckets.delete(oldest[0]);
  }
}
