import type { MaskedMessage } from '../base/masked-message.ts';
import { Corpus, type Shape } from './corpus.ts';
import { MARK, Tokens } from './tokens.ts';
import { Vocabulary } from './vocabulary.ts';

/** From so many messages on, words that occur in one alone are variables from the start: they cannot show a constant. */
const MANY_MESSAGES = 150_000;

/**
 * Distinct messages as word numbers, grouped by shape; grows as messages come, some 80 bytes each. Refining works on a copy of the
 * numbers (see {@link Collection.corpus}), so that what comes later, or is refined again, need not be cut into words again.
 */
export class Collection {
  readonly #vocabulary: Vocabulary;
  readonly #tokens = new Tokens();
  readonly #shapes: Shape[] = [];
  readonly #shapeIds = new Map<string, number>();
  #words = new Int32Array(4096);
  #kinds = new Uint8Array(4096);
  /** Where the words of message i start; one more than there are messages. */
  #offset = new Int32Array(1024);
  #size = 0;

  /** @param maxWords of the vocabulary; the default keeps it below some 100 MB. */
  constructor(maxWords?: number) {
    this.#vocabulary = new Vocabulary(maxWords);
  }

  add(message: MaskedMessage): void {
    const tokens = this.#tokens;
    tokens.read(message);
    const from = this.#offset[this.#size];
    this.#reserve(from + tokens.size);
    for (let i = 0; i < tokens.size; i++) {
      this.#words[from + i] = this.#vocabulary.count(tokens.words[i]);
      this.#kinds[from + i] = tokens.kinds[i];
    }
    this.#shapeOf(tokens).members.push(this.#size++);
    this.#offset[this.#size] = from + tokens.size;
    if (this.#vocabulary.isFull) this.#forgetRareWords();
  }

  /**
   * The first `counts.length` messages to be refined; counts[i] records carry message i.
   * @param isSpent nothing is added or refined any more: the collection's own memory is handed out instead of a copy
   */
  corpus(counts: Float64Array, isSpent = false): Corpus {
    const size = counts.length;
    const until = this.#offset[size];
    const words = isSpent ? this.#words.subarray(0, until) : this.#words.slice(0, until);
    const mark = this.#vocabulary.id(MARK);
    if (size > MANY_MESSAGES) {
      for (let at = 0; at < words.length; at++) if (words[at] !== mark && this.#vocabulary.isRare(words[at])) words[at] = 0;
    }
    const shapes = isSpent
      ? this.#shapes
      : this.#shapes.map(({ key, gaps, members }) => ({
          key,
          gaps,
          // Members ascend, and nearly always all take part.
          members: (members.at(-1) ?? 0) < size ? members.slice() : members.filter((member) => member < size),
        }));
    return new Corpus(this.#vocabulary, shapes, words, this.#kinds, this.#offset.subarray(0, size + 1), counts.slice());
  }

  #shapeOf(tokens: Tokens): Shape {
    const key = tokens.shape();
    const known = this.#shapeIds.get(key);
    if (known !== undefined) return this.#shapes[known];
    const shape = { key, gaps: [...tokens.gaps], members: [] };
    this.#shapeIds.set(key, this.#shapes.length);
    this.#shapes.push(shape);
    return shape;
  }

  #forgetRareWords(): void {
    const moved = this.#vocabulary.forgetRare();
    const used = this.#offset[this.#size];
    for (let at = 0; at < used; at++) this.#words[at] = moved[this.#words[at]];
  }

  #reserve(words: number): void {
    if (words > this.#words.length) {
      const length = Math.max(words, Math.ceil(this.#words.length * 1.25));
      this.#words = longer(this.#words, new Int32Array(length));
      this.#kinds = longer(this.#kinds, new Uint8Array(length));
    }
    if (this.#size + 2 > this.#offset.length) this.#offset = longer(this.#offset, new Int32Array(this.#offset.length * 2));
  }
}

function longer<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
