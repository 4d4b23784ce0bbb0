/** As `policy.consumed.items`, `policy.evaluated.items` and `policy.errors` report them. */
export interface Counts {
  /** Everything that came in, before any stage. */
  readonly consumed: number;
  readonly errors: number;
  /** Only policies that matched something. */
  readonly evaluated: readonly { readonly policyId: string; readonly hits: number; readonly misses: number }[];
}

export class PolicyCounts {
  consumed = 0;
  errors = 0;
  readonly #hits: Float64Array;
  readonly #misses: Float64Array;

  constructor(policies: number) {
    this.#hits = new Float64Array(policies);
    this.#misses = new Float64Array(policies);
  }

  countMatched(matched: readonly number[], isHit: (policy: number) => boolean): void {
    for (const policy of matched) (isHit(policy) ? this.#hits : this.#misses)[policy]++;
  }

  take(ids: readonly string[]): Counts {
    const { consumed, errors } = this;
    const evaluated = ids.flatMap((policyId, at) => {
      const [hits, misses] = [this.#hits[at], this.#misses[at]];
      return hits + misses === 0 ? [] : [{ policyId, hits, misses }];
    });
    this.consumed = 0;
    this.errors = 0;
    this.#hits.fill(0);
    this.#misses.fill(0);
    return { consumed, errors, evaluated };
  }
}
