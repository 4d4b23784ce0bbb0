/**
 * Seeded random numbers for the inner loop: 32 bits from shifts alone (Marsaglia, "Xorshift RNGs", 2003), no allocation.
 */
export class FastRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
    for (let round = 0; round < 16; round++) this.bits();
  }

  /** 32 bits, as a signed number. */
  bits(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state;
  }

  /** In [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) * 2 ** -32;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }
}

/** Draws an index with given weights in constant time (Walker's alias method). */
export class WeightedChoice {
  readonly #probability: Float64Array;
  readonly #alias: Uint32Array;

  constructor(weights: readonly number[]) {
    const count = weights.length;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const scaled = Float64Array.from(weights, (weight) => (weight * count) / sum);
    this.#probability = new Float64Array(count).fill(1);
    this.#alias = Uint32Array.from(weights, (_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < count; index++) (scaled[index] < 1 ? small : large).push(index);
    for (let less = small.pop(), more = large.pop(); less !== undefined && more !== undefined; less = small.pop(), more = large.pop()) {
      this.#probability[less] = scaled[less];
      this.#alias[less] = more;
      scaled[more] -= 1 - scaled[less];
      (scaled[more] < 1 ? small : large).push(more);
    }
  }

  draw(random: FastRandom): number {
    const index = random.below(this.#probability.length);
    return random.unit() < this.#probability[index] ? index : this.#alias[index];
  }
}

/** Rank r >= 1 has the weight r^-exponent. */
export function zipfWeights(count: number, exponent: number): number[] {
  return Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
}
