import { LOOK, lookOf, WILD } from './corpus.ts';

/** A vocabulary is bounded, data is not: beyond so many words those that were met once make room, then new ones count as variables. */
const MAX_WORDS = 200_000;

/** Words as numbers, in order of first sight; WILD is no word. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [''];
  readonly #looks: number[] = [LOOK.slot];
  /** How often each word was counted, up to two. */
  #met = new Uint8Array(1024);
  readonly #maxWords: number;

  constructor(maxWords = MAX_WORDS) {
    this.#maxWords = maxWords;
  }

  /** Whether to make room with {@link forgetRare}. */
  get isFull(): boolean {
    return this.#texts.length > this.#maxWords;
  }

  /** The number of a word; WILD when there is no room for another. */
  id(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    if (this.isFull) return WILD;
    const id = this.#texts.length;
    this.#ids.set(word, id);
    this.#texts.push(word);
    this.#looks.push(lookOf(word));
    return id;
  }

  /** The same for a word that occurs in a message. */
  count(word: string): number {
    const id = this.id(word);
    if (id >= this.#met.length) {
      const longer = new Uint8Array(id * 2);
      longer.set(this.#met);
      this.#met = longer;
    }
    if (id !== WILD && this.#met[id] < 2) this.#met[id]++;
    return id;
  }

  /** Occurs in one message alone. */
  isRare(id: number): boolean {
    return this.#met[id] === 1;
  }

  text(id: number): string {
    return this.#texts[id];
  }

  look(id: number): number {
    return this.#looks[id];
  }

  /** Forgets words that were met once. @returns the new number by the old one, WILD for those forgotten */
  forgetRare(): Int32Array {
    const moved = new Int32Array(this.#texts.length);
    const { length } = this.#texts;
    let kept = 1;
    for (let id = 1; id < length; id++) {
      if (this.isRare(id)) {
        this.#ids.delete(this.#texts[id]);
        continue;
      }
      moved[id] = kept;
      this.#ids.set(this.#texts[id], kept);
      this.#texts[kept] = this.#texts[id];
      this.#looks[kept] = this.#looks[id];
      this.#met[kept++] = this.#met[id];
    }
    this.#met.fill(0, kept);
    this.#texts.length = kept;
    this.#looks.length = kept;
    return moved;
  }
}
