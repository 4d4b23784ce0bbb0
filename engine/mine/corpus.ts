import type { MessageList } from './template.ts';
import { MARK, Tokens } from './tokens.ts';

/** A word position that varies. */
export const WILD = 0;
/** More distinct words than this are not kept apart: the rarest ones count as variables, as many as it takes. A vocabulary is bounded, data is not. */
const MAX_VOCABULARY = 200_000;
/** From so many messages on, words that occur once are variables from the start: they cannot show a constant. */
const MANY_MESSAGES = 150_000;
/** Places of the table that counts words before they are numbered; words that share a place count together. */
const SKETCH = 1 << 23;
/** Counts of the sketch end here. */
const MOST_COUNTED = 255;

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

function lookOf(word: string): number {
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

function sketchPlace(word: string): number {
  let hash = 0x811c9dc5;
  const length = Math.min(word.length, 64);
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 17) ^ word.length) & (SKETCH - 1);
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

/** The words that several messages have, told by a sketch of all: which ones does not depend on the order of the messages. */
class CommonWords {
  /** Words of all messages. */
  readonly words: number;
  readonly #counts = new Uint8Array(SKETCH);
  /** How often a word must occur to be kept. */
  readonly #least: number;

  constructor(messages: MessageList, tokens: Tokens) {
    let words = 0;
    for (let index = 0; index < messages.length; index++) {
      tokens.read(messages.message(index));
      words += tokens.size;
      for (const word of tokens.words) {
        const place = sketchPlace(word);
        if (this.#counts[place] < MOST_COUNTED) this.#counts[place]++;
      }
    }
    this.words = words;
    const placesWith = new Float64Array(MOST_COUNTED + 1);
    for (const count of this.#counts) placesWith[count]++;
    let least = MOST_COUNTED;
    for (let kept = placesWith[least]; least > 2 && kept + placesWith[least - 1] <= MAX_VOCABULARY; kept += placesWith[least]) least--;
    this.#least = least;
  }

  has(word: string): boolean {
    return this.#counts[sketchPlace(word)] >= this.#least;
  }
}

/** All distinct messages as word numbers, grouped by shape. Word numbers mean nothing outside; WILD is no word. */
export class Corpus {
  words: Int32Array = new Int32Array(1024);
  kinds: Uint8Array = new Uint8Array(1024);
  /** Where the words of message i start in `words`; one more than there are messages. */
  readonly offset: Int32Array;
  readonly shapes: Shape[] = [];
  readonly shapeOf: Int32Array;
  readonly count: Float64Array;
  /** Sums over the words of a message, so that messages can be compared without looking at each word; see {@link mixA}. */
  readonly sumA: Int32Array;
  readonly sumB: Int32Array;
  readonly #vocabulary = new Map<string, number>();
  readonly #texts: string[] = [''];
  readonly #looks: number[] = [LOOK.slot];
  readonly #shapeIds = new Map<string, number>();
  readonly #tokens = new Tokens();

  constructor(messages: MessageList) {
    this.offset = new Int32Array(messages.length + 1);
    this.shapeOf = new Int32Array(messages.length);
    this.count = new Float64Array(messages.length);
    this.sumA = new Int32Array(messages.length);
    this.sumB = new Int32Array(messages.length);
    const common = messages.length > MANY_MESSAGES ? new CommonWords(messages, this.#tokens) : undefined;
    if (common !== undefined) this.#grow(common.words);
    let used = 0;
    const tokens = this.#tokens;
    for (let index = 0; index < messages.length; index++) {
      tokens.read(messages.message(index));
      this.count[index] = messages.count(index);
      const size = tokens.size;
      if (used + size > this.words.length) this.#grow(used + size);
      let a = 0;
      let b = 0;
      for (let i = 0; i < size; i++) {
        const text = tokens.words[i];
        const word = common === undefined || text === MARK || common.has(text) ? this.wordId(text) : WILD;
        this.words[used + i] = word;
        this.kinds[used + i] = tokens.kinds[i];
        a = (a + mixA(word, i)) | 0;
        b = (b + mixB(word, i)) | 0;
      }
      this.sumA[index] = a;
      this.sumB[index] = b;
      used += size;
      this.offset[index + 1] = used;
      const shape = this.#shapeId(tokens);
      this.shapeOf[index] = shape;
      this.shapes[shape].members.push(index);
    }
  }

  size(index: number): number {
    return this.offset[index + 1] - this.offset[index];
  }

  wordId(word: string): number {
    const known = this.#vocabulary.get(word);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#vocabulary.set(word, id);
    this.#texts.push(word);
    this.#looks.push(lookOf(word));
    return id;
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
    return this.#texts[word];
  }

  look(word: number): number {
    return this.#looks[word];
  }

  #shapeId(tokens: Tokens): number {
    const text = tokens.shape();
    const known = this.#shapeIds.get(text);
    if (known !== undefined) return known;
    const id = this.shapes.length;
    this.#shapeIds.set(text, id);
    this.shapes.push({ key: text, gaps: [...tokens.gaps], members: [] });
    return id;
  }

  #grow(needed: number): void {
    const words = new Int32Array(Math.max(needed, this.words.length * 2));
    words.set(this.words);
    this.words = words;
    const kinds = new Uint8Array(words.length);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}
