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
    let sum = 0;
    for (let index = 0; index < this.#values.length; index++) sum += this.#values[index];
    return sum / this.#values.length;
  }

  /** Standard deviation of a full window. */
  spread(): number {
    const mean = this.mean();
    let sum = 0;
    for (let index = 0; index < this.#values.length; index++) sum += (this.#values[index] - mean) ** 2;
    return Math.sqrt(sum / this.#values.length);
  }
}
