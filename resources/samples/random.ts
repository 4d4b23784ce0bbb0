/**
 * Seeded random numbers from integer arithmetic alone, so that every platform and engine gives the same ones
 * (Math.sin, Math.log and the like may differ in the last bit).
 * Source: mulberry32, Tommy Ettinger, public domain.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1), 32 bits. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [from, until). */
  whole(from: number, until: number): number {
    return from + Math.floor(this.next() * (until - from));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** In [from, until), small values far more often than large ones. */
  skewed(from: number, until: number): number {
    const one = this.next();
    return from + Math.floor(one * one * one * (until - from));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length)];
  }

  /** `weights` add up to one; what is left over goes to the last. */
  weighted(weights: readonly number[]): number {
    let left = this.next();
    for (let index = 0; index < weights.length - 1; index++) {
      left -= weights[index];
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.whole(0, 0x10000).toString(16).padStart(4, '0');
    return text.slice(0, length);
  }

  /** Letters and digits without vowels, as Kubernetes names its pods. */
  suffix(length: number): string {
    let text = '';
    while (text.length < length) text += 'bcdfghjklmnpqrstvwxz2456789'[this.whole(0, 27)];
    return text;
  }
}
