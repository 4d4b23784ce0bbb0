/** Answers kept at once, where they are small. */
const CAPACITY = 24;

/** Keeps the last answers by question. Questions under way are not shared: each has its own way to be cancelled. */
export class Kept<T> {
  readonly #capacity: number;
  readonly #answers = new Map<string, T>();
  #generation = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Forgets everything, also what is still being asked. */
  clear(): void {
    this.#answers.clear();
    this.#generation++;
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const answer = await ask();
    if (generation !== this.#generation) return answer;
    this.#answers.set(key, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#capacity) break;
      this.#answers.delete(oldest);
    }
    return answer;
  }
}
