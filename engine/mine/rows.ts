import { type Corpus, combine, type Shape } from './corpus.ts';

/**
 * Rows of one shape, each a message that stands for all messages with the same words.
 * Generalising turns word positions WILD and joins rows that then agree.
 */
export class Rows {
  /** Messages that stand for their row, in no particular order. */
  heads: number[];
  readonly #next: Int32Array;
  readonly #tail: Int32Array;
  readonly #corpus: Corpus;

  /** @param next, tail scratch of the length of the corpus, shared by all shapes; -1 ends a list. */
  constructor(corpus: Corpus, shape: Shape, next: Int32Array, tail: Int32Array) {
    this.#corpus = corpus;
    this.#next = next;
    this.#tail = tail;
    this.heads = shape.members.slice();
    for (const head of this.heads) {
      next[head] = -1;
      tail[head] = head;
    }
    this.join();
  }

  /** Joins rows with equal words. */
  join(): void {
    if (this.heads.length < 2) return;
    const { sumA, sumB, count } = this.#corpus;
    const byHash = new Map<number, number>();
    const kept: number[] = [];
    for (const head of this.heads) {
      const key = combine(sumA[head], sumB[head]);
      const same = byHash.get(key);
      if (same === undefined) {
        byHash.set(key, head);
        kept.push(head);
      } else {
        this.#next[this.#tail[same]] = head;
        this.#tail[same] = this.#tail[head];
        count[same] += count[head];
      }
    }
    this.heads = kept;
  }

  *members(head: number): Generator<number> {
    for (let index = head; index >= 0; index = this.#next[index]) yield index;
  }
}

/** Groups of two and more by key; most rows stay alone, so the first of a key costs no list. */
export class Groups {
  readonly several = new Map<number, number[]>();
  readonly #first = new Map<number, number>();

  add(key: number, head: number): void {
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, head);
      return;
    }
    const group = this.several.get(key);
    if (group === undefined) this.several.set(key, [first, head]);
    else group.push(head);
  }
}
