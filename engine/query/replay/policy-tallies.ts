import type { Decision } from '../../policy/evaluate/decision.ts';
import type { Policy } from '../../policy/model/policy.ts';

/** What one policy does. */
export interface PolicyTally {
  readonly policyId: string;
  readonly matched: number;
  readonly matchedBytes: number;
  /** Of those it matched, those that go, whoever takes them; and those that it takes itself. */
  readonly dropped: number;
  readonly droppedBytes: number;
  readonly taken: number;
  readonly takenBytes: number;
  /** Bytes that it takes out of records that stay. */
  readonly removedBytes: number;
  /** Records matched by pattern. */
  readonly patterns: ReadonlyMap<string, number>;
  /** Ids of some records that go and some that stay. */
  readonly goes: readonly string[];
  readonly stays: readonly string[];
}

interface Tally {
  matched: number;
  matchedBytes: number;
  dropped: number;
  droppedBytes: number;
  taken: number;
  takenBytes: number;
  removedBytes: number;
  readonly patterns: Map<string, number>;
  readonly goes: string[];
  readonly stays: string[];
}

export class PolicyTallies {
  readonly #ids: readonly string[];
  readonly #tallies: readonly Tally[];
  readonly #samples: number;

  constructor(policies: readonly Policy[], samples: number) {
    this.#ids = policies.map(({ id }) => id);
    this.#samples = samples;
    this.#tallies = policies.map(() => ({
      matched: 0,
      matchedBytes: 0,
      dropped: 0,
      droppedBytes: 0,
      taken: 0,
      takenBytes: 0,
      removedBytes: 0,
      patterns: new Map(),
      goes: [],
      stays: [],
    }));
  }

  add(matched: readonly number[], { keep, policy }: Decision, records: number, bytes: number, pattern: string): void {
    for (const number of matched) {
      const tally = this.#tallies[number];
      tally.matched += records;
      tally.matchedBytes += bytes;
      tally.patterns.set(pattern, (tally.patterns.get(pattern) ?? 0) + records);
      if (keep) continue;
      tally.dropped += records;
      tally.droppedBytes += bytes;
      if (policy !== number) continue;
      tally.taken += records;
      tally.takenBytes += bytes;
    }
  }

  addRemoved(byPolicy: ReadonlyMap<number, number>, records: number): void {
    for (const [number, bytes] of byPolicy) this.#tallies[number].removedBytes += bytes * records;
  }

  wantsSample(matched: readonly number[], { keep }: Decision): boolean {
    return matched.some((number) => (keep ? this.#tallies[number].stays : this.#tallies[number].goes).length < this.#samples);
  }

  sample(matched: readonly number[], { keep }: Decision, recordId: string): void {
    for (const number of matched) {
      const list = keep ? this.#tallies[number].stays : this.#tallies[number].goes;
      if (list.length < this.#samples) list.push(recordId);
    }
  }

  result(): readonly PolicyTally[] {
    return this.#tallies.map((tally, number) => ({ policyId: this.#ids[number], ...tally }));
  }
}
