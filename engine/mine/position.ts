import { type Corpus, LOOK, type Shape, WILD } from './corpus.ts';

/** What the punctuation around a word says about it. */
export interface Position {
  /** `=` directly before, or `:` directly before: the value of a name. */
  readonly valued: boolean;
  /** The mark is `=`. */
  readonly equals: boolean;
  /** Alone within brackets or quotes. */
  readonly enclosed: boolean;
  readonly first: boolean;
  /** `=` directly behind: the name of a value. */
  readonly names: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>', '"': '"', "'": "'" };

export function positionsOf({ gaps }: Shape): Position[] {
  return gaps.slice(0, -1).map((gap, i) => {
    const mark = /(?:^|[^=:])([=:])["'[{]?$|(?:^|[^=])(=) *$/.exec(gap);
    const closing = CLOSING[gap.at(-1) ?? ''];
    return {
      valued: mark !== null,
      equals: mark !== null && mark[1] !== ':',
      enclosed: closing !== undefined && gaps[i + 1].startsWith(closing),
      first: i === 0,
      names: /^=(?!=)/.test(gaps[i + 1]),
    };
  });
}

/** Nouns behind which a name stands, in any system. */
export const NAMING: ReadonlySet<string> = new Set(['user', 'username', 'account', 'host', 'hostname', 'login']);
/** Words behind which a name is more likely than a statement: prepositions, and nouns of things that have names. */
const LEADING: ReadonlySet<string> = new Set(
  (
    'for from to of by in on at with via into as against ' +
    'job task queue topic table database schema index container pod node service server client tenant plugin module component ' +
    'package image bucket channel stream session process thread worker daemon device interface volume namespace group role flag ' +
    'feature method function class key file zone region cluster'
  ).split(' '),
);

export function isOneOf(corpus: Corpus, word: number, words: ReadonlySet<string>): boolean {
  return word !== WILD && words.has(corpus.text(word).toLowerCase());
}

/** Participles say what happened, not to whom: Started, paused, resuming. */
const STATE = /(?:ed|ing)$/;

/** No lower-case letter: TASK_ABORT. */
const CAPITALS = /^[^a-z]*$/;

function isState(corpus: Corpus, word: number): boolean {
  const look = corpus.look(word);
  return look === LOOK.capitals || (look === LOOK.joined && CAPITALS.test(corpus.text(word))) || STATE.test(corpus.text(word));
}

/** A word that no sentence holds: camelCase, or-dashes. */
const IDENTIFIER = /[a-z][A-Z]|[a-z][-_][a-z]/;

/** What stands at one position of rows that are equal elsewhere. */
export interface Variety {
  readonly distinct: ReadonlySet<number>;
  /** Words that are slots or variables already. */
  readonly slots: number;
  readonly hasMarks: boolean;
  /** More than half of the words name a state. */
  readonly isState: boolean;
  /** More than half of the words are identifiers. */
  readonly isIdentifier: boolean;
}

export function varietyAt(corpus: Corpus, rows: readonly number[], position: number): Variety {
  const { words, offset } = corpus;
  const distinct = new Set<number>();
  for (const row of rows) distinct.add(words[offset[row] + position]);
  let slots = 0;
  let states = 0;
  let identifiers = 0;
  let hasMarks = false;
  for (const word of distinct) {
    const look = corpus.look(word);
    if (word === WILD || look === LOOK.slot) slots++;
    else if (look === LOOK.marks) hasMarks = true;
    else if (isState(corpus, word)) states++;
    else if (look === LOOK.dotted || look === LOOK.coded || look === LOOK.path || IDENTIFIER.test(corpus.text(word))) identifiers++;
  }
  return { distinct, slots, hasMarks, isState: states * 2 > distinct.size, isIdentifier: identifiers * 2 > distinct.size };
}

/** Words of a row that are constants, those at the positions given left out. */
export function constantsOf(corpus: Corpus, row: number, size: number, one: number, other: number): number {
  const { words, offset } = corpus;
  let constants = 0;
  for (let i = 0; i < size; i++) {
    const word = words[offset[row] + i];
    if (i !== one && i !== other && word !== WILD && corpus.look(word) !== LOOK.slot && corpus.look(word) !== LOOK.marks) constants++;
  }
  return constants;
}

/** A few codes over and over are an enumeration: eth0, eth1. @param total records */
export function isEnumeration(corpus: Corpus, distinct: ReadonlySet<number>, total: number): boolean {
  if (distinct.size >= 4 || distinct.size >= total * 0.1) return false;
  for (const word of distinct) if (corpus.look(word) !== LOOK.coded) return false;
  return true;
}

/** True where a name is likely whatever the words are. */
export function isLikelyName(corpus: Corpus, positions: readonly Position[], row: number, position: number, variety: Variety): boolean {
  if (positions[position].enclosed) return true;
  return variety.isIdentifier || (position > 0 && isOneOf(corpus, corpus.words[corpus.offset[row] + position - 1], LEADING));
}
