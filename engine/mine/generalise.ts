import { type Corpus, combine, LOOK, mixA, mixB, type Shape, WILD } from './corpus.ts';
import { MARK } from './tokens.ts';

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
class Groups {
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

/** How many distinct words make a variable, by what stands around the position. */
interface Position {
  /** `=` directly before, or `:` directly before: the value of a name. */
  readonly valued: boolean;
  /** The mark is `=`. */
  readonly equals: boolean;
  readonly first: boolean;
}

/** More rows than this of one shape, after generalising, are more than templates can be. */
const MAX_ROWS = 4000;

/** Nouns behind which a name stands, in any system. */
const NAMING = new Set(['user', 'username', 'account', 'host', 'hostname', 'login']);
/** `for user X`, `invalid user X`: X is a name even when only one is ever seen. */
const BEFORE_NAMING = new Set(['for', 'invalid', 'unknown', 'by', 'of']);
const BEFORE_ACCOUNT = new Set(['for', 'user', 'by', 'as', 'account', 'login']);

/** Finds the variables among the words of one shape. Independent of the order of rows. */
export function generalise(corpus: Corpus, shape: Shape, rows: Rows): void {
  const size = shape.gaps.length - 1;
  const positions: Position[] = [];
  for (let i = 0; i < size; i++) {
    const gap = shape.gaps[i];
    const mark = /(?:^|[^=:])([=:])["'[{]?$|(?:^|[^=])(=) *$/.exec(gap);
    positions.push({ valued: mark !== null, equals: mark !== null && mark[1] !== ':', first: i === 0 });
  }
  markLiterals(corpus, rows, positions, size);
  if (rows.heads.length < 2) return;
  skeletons(corpus, rows, positions, size);
  for (let round = 0; round < 4 && rows.heads.length > 1; round++) {
    const before = rows.heads.length;
    for (const position of byVariety(corpus, rows, size)) contexts(corpus, rows, positions, position, size);
    if (rows.heads.length === before) break;
  }
  if (rows.heads.length > MAX_ROWS) dropRareWords(corpus, rows, size);
}

/**
 * With thousands of rows left in one shape, a word that hardly any other row has in its place is no constant.
 * What remains of such rows shares a few wide templates: the fallback that keeps hostile input bounded.
 */
function dropRareWords(corpus: Corpus, rows: Rows, size: number): void {
  const { words, offset } = corpus;
  for (let least = 3; rows.heads.length > MAX_ROWS && least < rows.heads.length * 2; least *= 8) {
    for (let i = 0; i < size; i++) {
      const counts = new Map<number, number>();
      for (const head of rows.heads) counts.set(words[offset[head] + i], (counts.get(words[offset[head] + i]) ?? 0) + 1);
      for (const head of rows.heads) {
        const word = words[offset[head] + i];
        if ((counts.get(word) ?? 0) < least) corpus.setWild(head, i);
      }
    }
    rows.join();
  }
}

/** Words that are values by themselves where they stand: `true` anywhere, `root` behind a name, a path behind `=`. */
function markLiterals(corpus: Corpus, rows: Rows, positions: readonly Position[], size: number): void {
  const { words, offset } = corpus;
  let changed = false;
  for (const head of rows.heads) {
    const at = offset[head];
    for (let i = 1; i < size; i++) {
      const word = words[at + i];
      if (word === WILD) continue;
      const look = corpus.look(word);
      const { valued, equals } = positions[i];
      const value =
        look === LOOK.literal ||
        (equals && (look === LOOK.path || look === LOOK.coded || look === LOOK.account)) ||
        (look === LOOK.account && (valued || isOneOf(corpus, words[at + i - 1], BEFORE_ACCOUNT))) ||
        (i > 1 && look !== LOOK.slot && isOneOf(corpus, words[at + i - 1], NAMING) && isOneOf(corpus, words[at + i - 2], BEFORE_NAMING));
      if (value) {
        corpus.setWild(head, i);
        changed = true;
      }
    }
  }
  if (changed) rows.join();
}

function isOneOf(corpus: Corpus, word: number, words: ReadonlySet<string>): boolean {
  return word !== WILD && words.has(corpus.text(word).toLowerCase());
}

function isWeak(look: number, position: Position): boolean {
  if (look === LOOK.slot) return true;
  if (look === LOOK.marks) return false;
  if (position.valued) return true;
  return !position.first && (look === LOOK.coded || look === LOOK.dotted || look === LOOK.path || look === LOOK.literal);
}

/** Groups rows that agree in all words but those that look like values, and makes variables of what differs. */
function skeletons(corpus: Corpus, rows: Rows, positions: readonly Position[], size: number): void {
  const { words, offset, count } = corpus;
  const groups = new Groups();
  for (const head of rows.heads) {
    let a = 0;
    let b = 0;
    let strong = 0;
    for (let i = 0; i < size; i++) {
      const word = words[offset[head] + i];
      if (word !== WILD && !isWeak(corpus.look(word), positions[i])) {
        strong++;
        a = (a + mixA(word, i)) | 0;
        b = (b + mixB(word, i)) | 0;
      }
    }
    if (strong === 0) continue;
    const key = combine(a, b);
    groups.add(key, head);
  }
  let changed = false;
  for (const group of groups.several.values()) {
    for (let i = 0; i < size; i++) {
      const distinct = new Set<number>();
      let coded = true;
      let total = 0;
      for (const head of group) {
        const word = words[offset[head] + i];
        distinct.add(word);
        total += count[head];
        const look = corpus.look(word);
        if (look !== LOOK.coded) coded = false;
      }
      if (distinct.size < 2) continue;
      // A few codes over and over are an enumeration: eth0, eth1.
      if (coded && !positions[i].valued && distinct.size < 4 && distinct.size < total * 0.1) continue;
      changed = true;
      const word = commonCompound(corpus, distinct);
      for (const head of group) corpus.setWord(head, i, word);
    }
  }
  if (changed) rows.join();
}

/** `Name{…}` where all words have the same name before their bracket, else WILD. */
function commonCompound(corpus: Corpus, distinct: ReadonlySet<number>): number {
  let common: string | undefined;
  for (const word of distinct) {
    const name = /^([A-Za-z][\w.]*[{([])[\s\S]*[})\]]$/.exec(corpus.text(word))?.[1];
    if (name === undefined || (common !== undefined && common !== name)) return WILD;
    common = name;
  }
  if (common === undefined) return WILD;
  const open = common.at(-1);
  return corpus.wordId(common + MARK + (open === '{' ? '}' : open === '(' ? ')' : ']'));
}

/** Positions with more than one word, those with most distinct words first. */
function byVariety(corpus: Corpus, rows: Rows, size: number): number[] {
  const { words, offset } = corpus;
  const varied: { readonly position: number; readonly distinct: number }[] = [];
  for (let i = 0; i < size; i++) {
    const distinct = new Set<number>();
    for (const head of rows.heads) distinct.add(words[offset[head] + i]);
    if (distinct.size > 1) varied.push({ position: i, distinct: distinct.size });
  }
  return varied.sort((one, two) => two.distinct - one.distinct || one.position - two.position).map((entry) => entry.position);
}

/** Makes `position` a variable where enough rows differ there and nowhere else. */
function contexts(corpus: Corpus, rows: Rows, positions: readonly Position[], position: number, size: number): void {
  const { words, offset, sumA, sumB } = corpus;
  const groups = new Groups();
  for (const head of rows.heads) {
    const word = words[offset[head] + position];
    const a = (sumA[head] - mixA(word, position)) | 0;
    const b = (sumB[head] - mixB(word, position)) | 0;
    const key = combine(a, b);
    groups.add(key, head);
  }
  let changed = false;
  for (const group of groups.several.values()) {
    if (!varies(corpus, positions, group, position, size)) continue;
    for (const head of group) corpus.setWild(head, position);
    changed = true;
  }
  if (changed) rows.join();
}

/** Participles say what happened, not to whom: Started, paused, resuming. */
const STATE = /(?:ed|ing)$/;

function varies(corpus: Corpus, positions: readonly Position[], group: readonly number[], position: number, size: number): boolean {
  const { words, offset } = corpus;
  let constants = 0;
  const at = offset[group[0]];
  for (let i = 0; i < size; i++) {
    const word = words[at + i];
    if (i !== position && word !== WILD && corpus.look(word) !== LOOK.slot && corpus.look(word) !== LOOK.marks) constants++;
  }
  let slots = 0;
  let states = 0;
  let marks = 0;
  for (const head of group) {
    const word = words[offset[head] + position];
    const look = corpus.look(word);
    if (word === WILD || look === LOOK.slot) slots++;
    else if (look === LOOK.marks) marks++;
    else if (look === LOOK.capitals || look === LOOK.joined || STATE.test(corpus.text(word))) states++;
  }
  const distinct = group.length;
  if (marks > 0) return false;
  if (positions[position].valued) return constants > 0;
  if (slots > 0) return constants >= 2;
  if (position > 0 && isOneOf(corpus, words[at + position - 1], NAMING)) return constants >= 2;
  let least = constants >= 4 ? 6 : constants === 3 ? 7 : constants === 2 ? 10 : Number.POSITIVE_INFINITY;
  if (positions[position].first) least = Math.max(12, least);
  if (states * 2 > distinct) least *= 2;
  return distinct >= least;
}
