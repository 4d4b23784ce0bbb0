import { quantityOf } from '../base/filter/quantity.ts';
import { type DistinctSketch, sketchOf } from './distinct-sketch.ts';

/** Different values that are counted one by one; of more, new ones are only counted as different. */
export const MAX_DISTINCT = 100_000;
const MAX_SAMPLE = 20_000;

/** How values of one variable or field are distributed, in bounded memory; plain data that can be sent. */
export interface TallyShare {
  readonly count: number;
  readonly values: Map<string, number>;
  /** Registers of a sketch of all different values, where they were more than were kept. */
  readonly sketch: Uint8Array | undefined;
  /** Values that are a number, with or without unit. */
  readonly numbers: number;
  /** In nanoseconds or bytes where `dimension` says so. A sample when there were too many; `min` and `max` are of all. */
  readonly sample: Float64Array;
  readonly min: number;
  readonly max: number;
  readonly dimension: 'number' | 'duration' | 'size' | 'mixed' | undefined;
  readonly units: Map<string, number>;
  readonly whole: boolean;
}

export class Tally {
  count = 0;
  readonly values = new Map<string, number>();
  #sketch: DistinctSketch | undefined;
  #numbers = 0;
  #sample = new Float64Array(256);
  #sampled = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #dimension: TallyShare['dimension'];
  readonly #units = new Map<string, number>();
  #whole = true;
  #state = 0x2545f491;
  readonly #wantsNumbers: boolean;

  constructor(wantsNumbers: boolean) {
    this.#wantsNumbers = wantsNumbers;
  }

  /** @returns the number the value stands for, in its base unit, where numbers are wanted and it is one. */
  add(value: string): number | undefined {
    this.count++;
    const known = this.values.get(value);
    if (known !== undefined) this.values.set(value, known + 1);
    else if (this.values.size < MAX_DISTINCT) this.values.set(value, 1);
    else this.#overflow().add(value);
    return this.#wantsNumbers ? this.#addNumber(value) : undefined;
  }

  share(): TallyShare {
    return {
      count: this.count,
      values: this.values,
      sketch: this.#sketch?.registers,
      numbers: this.#numbers,
      sample: this.#sample.slice(0, Math.min(this.#sampled, MAX_SAMPLE)),
      min: this.#min,
      max: this.#max,
      dimension: this.#dimension,
      units: this.#units,
      whole: this.#whole,
    };
  }

  #overflow(): DistinctSketch {
    this.#sketch ??= sketchOf(this.values.keys());
    return this.#sketch;
  }

  #addNumber(value: string): number | undefined {
    const quantity = quantityOf(value);
    if (quantity === undefined || !Number.isFinite(quantity.base)) return undefined;
    const { base, dimension, unit } = quantity;
    this.#numbers++;
    if (this.#dimension === undefined) this.#dimension = dimension;
    else if (this.#dimension !== dimension) this.#dimension = 'mixed';
    this.#units.set(unit, (this.#units.get(unit) ?? 0) + 1);
    if (!Number.isInteger(quantity.value)) this.#whole = false;
    if (base < this.#min) this.#min = base;
    if (base > this.#max) this.#max = base;
    this.#keep(base);
    return base;
  }

  /** Reservoir sampling (Vitter's algorithm R) with a fixed seed: equal questions give equal answers. */
  #keep(base: number): void {
    const place = this.#sampled++;
    if (place < MAX_SAMPLE) {
      if (place >= this.#sample.length) {
        const wider = new Float64Array(this.#sample.length * 2);
        wider.set(this.#sample);
        this.#sample = wider;
      }
      this.#sample[place] = base;
      return;
    }
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    const at = (this.#state >>> 0) % this.#sampled;
    if (at < MAX_SAMPLE) this.#sample[at] = base;
  }
}
