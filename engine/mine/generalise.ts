import { type Corpus, LOOK, mixA, mixB, type Shape, WILD } from './corpus.ts';
import { crossings } from './crossings.ts';
import { constantsOf, isEnumeration, isLikelyName, isOneOf, NAMING, type Position, positionsOf, varietyAt } from './position.ts';
import type { Rows } from './rows.ts';
import { MARK } from './tokens.ts';

/** More rows than this of one shape, after generalising, are more than templates can be. */
const MAX_ROWS = 4000;

/** `for user X`, `invalid user X`: X is a name even when only one is ever seen. */
const BEFORE_NAMING = new Set(['for', 'invalid', 'unknown', 'by', 'of']);
const BEFORE_ACCOUNT = new Set(['for', 'user', 'by', 'as', 'account', 'login']);

/** Finds the variables among the words of one shape. Independent of the order of rows. */
export function generalise(corpus: Corpus, shape: Shape, rows: Rows): void {
  const size = shape.gaps.length - 1;
  const positions = positionsOf(shape);
  markLiterals(corpus, rows, positions, size);
  if (rows.heads.length < 2) return;
  skeletons(corpus, rows, positions, size);
  for (let round = 0; round < 4 && rows.heads.length > 1; round++) {
    const before = rows.heads.length;
    for (const position of byVariety(rows, size)) contexts(corpus, rows, positions, position, size);
    crossings(corpus, rows, positions, byVariety(rows, size));
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

function isWeak(look: number, position: Position): boolean {
  if (look === LOOK.slot) return true;
  if (look === LOOK.marks) return false;
  if (position.valued) return true;
  return !position.first && (look === LOOK.coded || look === LOOK.dotted || look === LOOK.path || look === LOOK.literal);
}

/** Groups rows that agree in all words but those that look like values, and makes variables of what differs. */
function skeletons(corpus: Corpus, rows: Rows, positions: readonly Position[], size: number): void {
  const { words, offset, count } = corpus;
  const groups = rows.groups((head, key) => {
    key.a = 0;
    key.b = 0;
    let strong = 0;
    for (let i = 0; i < size; i++) {
      const word = i === 0 ? withoutIndex(corpus, words[offset[head]]) : words[offset[head] + i];
      if (word !== WILD && !isWeak(corpus.look(word), positions[i])) {
        strong++;
        key.a = (key.a + mixA(word, i)) | 0;
        key.b = (key.b + mixB(word, i)) | 0;
      }
    }
    return strong > 0;
  });
  let changed = false;
  for (const group of groups) {
    for (let i = 0; i < size; i++) {
      const distinct = new Set<number>();
      let total = 0;
      for (const head of group) {
        distinct.add(words[offset[head] + i]);
        total += count[head];
      }
      if (distinct.size < 2 || (!positions[i].valued && isEnumeration(corpus, distinct, total))) continue;
      changed = true;
      const word = i === 0 ? commonIndexed(corpus, distinct) : commonCompound(corpus, distinct);
      for (const head of group) corpus.setWord(head, i, word);
    }
  }
  if (changed) rows.join();
}

/** Letters and one number behind them: a first word such as CPU0 is a constant but for the number. */
const INDEXED = /^([A-Za-z]+)\d+$/;

function withoutIndex(corpus: Corpus, word: number): number {
  const name = corpus.look(word) === LOOK.coded ? INDEXED.exec(corpus.text(word))?.[1] : undefined;
  return name === undefined ? word : corpus.wordId(name);
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

/** `CPU<*>`: first words agree but for their numbers, or they would not be in one group. */
function commonIndexed(corpus: Corpus, distinct: ReadonlySet<number>): number {
  for (const word of distinct) {
    const name = INDEXED.exec(corpus.text(word))?.[1];
    if (name !== undefined) return corpus.wordId(name + MARK);
  }
  return WILD;
}

/** Positions with more than one word, those with most distinct words first. */
function byVariety(rows: Rows, size: number): number[] {
  const varied: { readonly position: number; readonly distinct: number }[] = [];
  for (let position = 0; position < size; position++) {
    const distinct = rows.distinctAt(position);
    if (distinct > 1) varied.push({ position, distinct });
  }
  return varied.sort((one, two) => two.distinct - one.distinct || one.position - two.position).map((entry) => entry.position);
}

/** Makes `position` a variable where enough rows differ there and nowhere else. */
function contexts(corpus: Corpus, rows: Rows, positions: readonly Position[], position: number, size: number): void {
  const { words, offset, sumA, sumB } = corpus;
  const groups = rows.groups((head, key) => {
    const word = words[offset[head] + position];
    key.a = (sumA[head] - mixA(word, position)) | 0;
    key.b = (sumB[head] - mixB(word, position)) | 0;
    return true;
  });
  let changed = false;
  for (const group of groups) {
    if (!varies(corpus, positions, group, position, size)) continue;
    for (const head of group) corpus.setWild(head, position);
    changed = true;
  }
  if (changed) rows.join();
}

function varies(corpus: Corpus, positions: readonly Position[], group: readonly number[], position: number, size: number): boolean {
  const row = group[0];
  const variety = varietyAt(corpus, group, position);
  const constants = constantsOf(corpus, row, size, position, position);
  if (variety.hasMarks || positions[position].names) return false;
  if (positions[position].valued) return constants > 0;
  if (variety.slots > 0) return constants >= 2;
  if (position > 0 && isOneOf(corpus, corpus.words[corpus.offset[row] + position - 1], NAMING)) return constants >= 2;
  if (isEnumeration(corpus, variety.distinct, recordsOf(corpus, group))) return false;
  const isLikely = isLikelyName(corpus, positions, row, position, variety);
  let least = (isLikely ? LEAST_NAMES : LEAST_WORDS)[Math.min(constants, 4)];
  if (position === 0 && !positions[0].enclosed && !(isLikely && constants >= 3)) least = Math.max(LEAST_FIRST, least);
  return group.length >= (variety.isState ? 2 * least : least);
}

/** How many distinct words make a variable among 0, 1, 2, 3, 4 and more constants: the fewer the message says, the more. */
const LEAST_WORDS = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 10, 6, 5];
/** The same where a name is likely. */
const LEAST_NAMES = [Number.POSITIVE_INFINITY, 6, 4, 3, 3];
/** First words mostly say what happened. */
const LEAST_FIRST = 12;

function recordsOf(corpus: Corpus, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + corpus.count[row], 0);
}
