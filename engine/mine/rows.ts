import type { Corpus, Shape } from './corpus.ts';
import { KeyTable } from './key-table.ts';

/** Memory for lists of messages, shared by the rows of all shapes, one shape after another. */
export class RowScratch {
  readonly table = new KeyTable();
  /** Lists of the messages of a row: the one behind each, -1 at the end, and the last one of each first. */
  readonly next: Int32Array;
  readonly tail: Int32Array;
  /** The same for the rows of a group. */
  readonly nextInGroup: Int32Array;
  readonly tailOfGroup: Int32Array;

  constructor(messages: number) {
    this.next = new Int32Array(messages);
    this.tail = new Int32Array(messages);
    this.nextInGroup = new Int32Array(messages);
    this.tailOfGroup = new Int32Array(messages);
  }
}

/** What a group has in common: two sums of `mixA` and `mixB`. */
export interface RowKey {
  a: number;
  b: number;
}

/**
 * Rows of one shape, each a message that stands for all messages with the same words.
 * Generalising turns word positions WILD and joins rows that then agree.
 */
export class Rows {
  /** Messages that stand for their row, in no particular order. */
  heads: number[];
  readonly #corpus: Corpus;
  readonly #scratch: RowScratch;
  readonly #key: RowKey = { a: 0, b: 0 };

  /** @param shape its members become the rows' own */
  constructor(corpus: Corpus, shape: Shape, scratch: RowScratch) {
    this.#corpus = corpus;
    this.#scratch = scratch;
    this.heads = shape.members;
    for (const head of this.heads) {
      scratch.next[head] = -1;
      scratch.tail[head] = head;
    }
    this.join();
  }

  /** Joins rows with equal words. */
  join(): void {
    if (this.heads.length < 2) return;
    const { sumA, sumB, count } = this.#corpus;
    const { table, next, tail } = this.#scratch;
    table.reset(this.heads.length);
    let kept = 0;
    for (const head of this.heads) {
      const same = table.meet(sumA[head], sumB[head], head);
      if (same < 0) this.heads[kept++] = head;
      else {
        next[tail[same]] = head;
        tail[same] = tail[head];
        count[same] += count[head];
      }
    }
    this.heads.length = kept;
  }

  /** Different words at a position. */
  distinctAt(position: number): number {
    const { words, offset } = this.#corpus;
    const { table } = this.#scratch;
    let distinct = 0;
    table.reset(this.heads.length);
    for (const head of this.heads) if (table.meet(words[offset[head] + position], 0, 0) < 0) distinct++;
    return distinct;
  }

  *members(head: number): Generator<number> {
    for (let index = head; index >= 0; index = this.#scratch.next[index]) yield index;
  }

  /**
   * Rows with equal keys, two and more, in the order of their first. No other groups may be asked for before these were all looked at.
   * @param mark sets the key of a row; false: the row is in no group
   */
  *groups(mark: (head: number, key: RowKey) => boolean): Generator<number[]> {
    const { table, nextInGroup, tailOfGroup } = this.#scratch;
    const key = this.#key;
    const firsts: number[] = [];
    table.reset(this.heads.length);
    for (const head of this.heads) {
      if (!mark(head, key)) continue;
      nextInGroup[head] = -1;
      const first = table.meet(key.a, key.b, head);
      if (first < 0) {
        tailOfGroup[head] = head;
        continue;
      }
      if (tailOfGroup[first] === first) firsts.push(first);
      nextInGroup[tailOfGroup[first]] = head;
      tailOfGroup[first] = head;
    }
    for (const first of firsts) {
      const group: number[] = [];
      for (let head = first; head >= 0; head = nextInGroup[head]) group.push(head);
      yield group;
    }
  }
}
