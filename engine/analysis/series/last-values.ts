/** The newest values in order of arrival, for figures over a short window. */
export class LastValues {
  readonly #values: Float64Array;
  #seen = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  add(value: number): void {
    this.#values[this.#seen % this.#values.length] = value;
    this.#seen++;
  }

  get isFull(): boolean {
    return this.#seen >= this.#values.length;
  }

  /** Of a full window. */
  mean(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
  }

  /** Standard deviation of a full window. */
  spread(): number {
    const mean = this.mean();
    return Math.sqrt(this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / this.#values.length);
  }
}
