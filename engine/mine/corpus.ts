import { MARK } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A word position that varies. */
export const WILD = 0;
/** What a word looks like, apart from where it stands. */
export const LOOK = {
  /** Letters only, maybe with inner dashes or an apostrophe. */
  word: 0,
  /** Holds a slot. */
  slot: 1,
  /** true, false, null, none: a value wherever it stands behind a name. */
  literal: 2,
  /** Letters with digits: U01, eth0, node23x. */
  coded: 3,
  /** A dotted name: transport.cpp. */
  dotted: 4,
  /** With underscores and no digits: cluster_root_backup, TASK_ABORT. */
  joined: 5,
  /** Capitals only. */
  capitals: 6,
  /** Marks only: ***, --> . */
  marks: 7,
  /** Anything else. */
  other: 8,
  /** root, admin and the like. */
  account: 9,
  /** A name of three or more dotted parts, or with slashes: com.example.mail/.ui. */
  path: 10,
} as const;

export interface Shape {
  readonly key: string;
  readonly gaps: readonly string[];
  /** Messages of this shape. */
  readonly members: number[];
}

const LITERALS = new Set(['true', 'false', 'null', 'nil', 'undefined', 'nan']);
/** Accounts that every system has; behind `for`, `user` or a name they are values. */
const ACCOUNTS = new Set(['root', 'admin', 'administrator', 'nobody', 'guest', 'anonymous']);

export function lookOf(word: string): number {
  if (word.includes(MARK)) return LOOK.slot;
  if (word.length <= 9 && LITERALS.has(word.toLowerCase())) return LOOK.literal;
  if (word.length <= 13 && ACCOUNTS.has(word)) return LOOK.account;
  let lower = 0;
  let upper = 0;
  let digits = 0;
  let dots = 0;
  let slashes = 0;
  let underscores = 0;
  let other = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 0x61 && code <= 0x7a) lower++;
    else if (code >= 0x41 && code <= 0x5a) upper++;
    else if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e) {
      if (i > 0 && i < word.length - 1 && word.charCodeAt(i - 1) !== 0x2e) dots++;
    } else if (code === 0x2f || code === 0x5c) slashes++;
    else if (code === 0x5f) underscores++;
    else if (code >= 0x80) lower++;
    else other++;
  }
  if (lower + upper + digits === 0) return LOOK.marks;
  if (digits > 0) return LOOK.coded;
  if (dots > 1 || slashes > 0) return LOOK.path;
  if (dots > 0) return LOOK.dotted;
  if (underscores > 0) return LOOK.joined;
  if (lower === 0 && upper > 1) return LOOK.capitals;
  return other > 3 ? LOOK.other : LOOK.word;
}

/** A word and its position as a number to add up: sums of two such mixes tell rows of one shape apart. */
export function mixA(word: number, position: number): number {
  const mixed = Math.imul(word + 1, 0x9e3779b1) ^ Math.imul(position + 1, 0x85ebca77);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d);
}

export function mixB(word: number, position: number): number {
  const mixed = Math.imul(word + 1, 0x27d4eb2f) ^ Math.imul(position + 1, 0x165667b1);
  return Math.imul(mixed ^ (mixed >>> 13), 0x9e3779b1);
}

/** 53 bits of two sums as a safe integer. */
export function combine(a: number, b: number): number {
  return (a >>> 0) * 0x200000 + (b >>> 11);
}

/** Distinct messages as word numbers, grouped by shape: what refining works on, and changes. Word numbers mean nothing outside. */
export class Corpus {
  readonly words: Int32Array;
  readonly kinds: Uint8Array;
  /** Where the words of message i start in `words`; one more than there are messages. */
  readonly offset: Int32Array;
  readonly shapes: readonly Shape[];
  /** Records of each message. */
  readonly count: Float64Array;
  /** Sums over the words of a message, so that messages can be compared without looking at each word; see {@link mixA}. */
  readonly sumA: Int32Array;
  readonly sumB: Int32Array;
  readonly #vocabulary: Vocabulary;

  constructor(
    vocabulary: Vocabulary,
    shapes: readonly Shape[],
    words: Int32Array,
    kinds: Uint8Array,
    offset: Int32Array,
    count: Float64Array,
  ) {
    this.#vocabulary = vocabulary;
    this.shapes = shapes;
    this.words = words;
    this.kinds = kinds;
    this.offset = offset;
    this.count = count;
    this.sumA = new Int32Array(count.length);
    this.sumB = new Int32Array(count.length);
    for (let index = 0; index < count.length; index++) {
      const from = offset[index];
      let a = 0;
      let b = 0;
      for (let at = from; at < offset[index + 1]; at++) {
        a = (a + mixA(words[at], at - from)) | 0;
        b = (b + mixB(words[at], at - from)) | 0;
      }
      this.sumA[index] = a;
      this.sumB[index] = b;
    }
  }

  size(index: number): number {
    return this.offset[index + 1] - this.offset[index];
  }

  wordId(word: string): number {
    return this.#vocabulary.id(word);
  }

  /** Makes word `i` of a message a variable. */
  setWild(index: number, i: number): void {
    this.setWord(index, i, WILD);
  }

  setWord(index: number, i: number, word: number): void {
    const at = this.offset[index] + i;
    const old = this.words[at];
    if (old === word) return;
    this.words[at] = word;
    this.sumA[index] = (this.sumA[index] - mixA(old, i) + mixA(word, i)) | 0;
    this.sumB[index] = (this.sumB[index] - mixB(old, i) + mixB(word, i)) | 0;
  }

  text(word: number): string {
    return this.#vocabulary.text(word);
  }

  look(word: number): number {
    return this.#vocabulary.look(word);
  }
}
