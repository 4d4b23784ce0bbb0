import { type Corpus, mixA, mixB, WILD } from './corpus.ts';
import { constantsOf, isLikelyName, type Position, type Variety, varietyAt } from './position.ts';
import type { Rows } from './rows.ts';

/** Pairs of positions times rows that are looked at, at most: about half a second. */
const MAX_WORK = 3_000_000;

/** How many distinct words make a variable that varies independently of another. */
const LEAST_NAMES = 3;
const LEAST_WORDS = 4;
const LEAST_FIRST = 8;

/**
 * Two positions whose words occur in many combinations vary independently of each other: `Job <name> on queue <name>`.
 * Words of different templates come in pairs instead (`VM started`, `image removed`).
 * @param varied positions with more than one word
 */
export function crossings(corpus: Corpus, rows: Rows, positions: readonly Position[], varied: readonly number[]): void {
  let left = MAX_WORK;
  for (const [at, one] of varied.entries()) {
    for (const other of varied.slice(at + 1)) {
      left -= rows.heads.length;
      if (left < 0) return;
      const groups = groupsWithout(corpus, rows, one, other);
      let changed = false;
      for (const group of groups) {
        if (group.length < 3) continue;
        const crossing = new Crossing(corpus, positions, group);
        // Both are judged before either changes.
        const free = [...crossing.freeRows(one, other), ...crossing.freeRows(other, one)];
        for (const { row, position } of free) corpus.setWild(row, position);
        if (free.length > 0) changed = true;
      }
      if (changed) rows.join();
    }
  }
}

/** Rows that are equal but for the words at two positions. */
function groupsWithout(corpus: Corpus, rows: Rows, one: number, other: number): Iterable<number[]> {
  const { words, offset, sumA, sumB } = corpus;
  return rows.groups((head, key) => {
    const first = words[offset[head] + one];
    const second = words[offset[head] + other];
    key.a = (sumA[head] - mixA(first, one) - mixA(second, other)) | 0;
    key.b = (sumB[head] - mixB(first, one) - mixB(second, other)) | 0;
    return true;
  });
}

interface FreePlace {
  readonly row: number;
  readonly position: number;
}

class Crossing {
  readonly #corpus: Corpus;
  readonly #positions: readonly Position[];
  readonly #group: readonly number[];

  constructor(corpus: Corpus, positions: readonly Position[], group: readonly number[]) {
    this.#corpus = corpus;
    this.#positions = positions;
    this.#group = group;
  }

  /** The rows in which the word at `position` is a variable, by what it is combined with at `other`. */
  freeRows(position: number, other: number): FreePlace[] {
    const variety = varietyAt(this.#corpus, this.#group, position);
    if (variety.hasMarks || variety.isState || variety.distinct.size < 2 || this.#positions[position].names) return [];
    const constants = constantsOf(this.#corpus, this.#group[0], this.#positions.length, position, other);
    if (constants === 0) return [];
    const all = this.#group.map((row) => ({ row, position }));
    const beside = varietyAt(this.#corpus, this.#group, other);
    // One constant says too little for two variables.
    if (constants === 1 && !beside.isState && beside.distinct.size > 3) return [];
    const likely = this.#isLikely(position, variety);
    // What is in several states is a thing with a name; first words mostly say what happened.
    const least = likely || beside.isState ? LEAST_NAMES : position === 0 ? LEAST_FIRST : LEAST_WORDS;
    if (variety.distinct.size >= least && this.#isIndependent(position, other)) return all;
    const bothLikely = likely && !beside.isState && position > 0 && other > 0 && this.#isLikely(other, beside);
    if (bothLikely && constants >= 3 && Math.min(variety.distinct.size, beside.distinct.size) >= LEAST_NAMES) return all;
    // Already a variable in other combinations: with two of them, or where both vary, in all; with one where there are several words again.
    const wildBeside = new Set<number>();
    for (const row of this.#group) if (this.#word(row, position) === WILD) wildBeside.add(this.#word(row, other));
    if (wildBeside.size === 0 || constants < 2) return [];
    if (wildBeside.size > 1 || (wildBeside.has(WILD) && constants >= 3)) return all;
    const words = this.#wordsBeside(other, position);
    return all.filter(({ row }) => (words.get(this.#word(row, other))?.size ?? 0) >= 3);
  }

  #isLikely(position: number, variety: Variety): boolean {
    return isLikelyName(this.#corpus, this.#positions, this.#group[0], position, variety);
  }

  /** As many combinations as words, or at least two words on either side that occur in several. */
  #isIndependent(one: number, other: number): boolean {
    const besideOne = this.#wordsBeside(one, other);
    const besideOther = this.#wordsBeside(other, one);
    if (this.#group.length >= besideOne.size + besideOther.size && this.#group.length >= 5) return true;
    return repeated(besideOne) >= 2 && repeated(besideOther) >= 2;
  }

  /** For each word at `position` the words it is combined with. */
  #wordsBeside(position: number, other: number): Map<number, Set<number>> {
    const found = new Map<number, Set<number>>();
    for (const row of this.#group) {
      const word = this.#word(row, position);
      const words = found.get(word);
      if (words === undefined) found.set(word, new Set([this.#word(row, other)]));
      else words.add(this.#word(row, other));
    }
    return found;
  }

  #word(row: number, position: number): number {
    return this.#corpus.words[this.#corpus.offset[row] + position];
  }
}

function repeated(beside: ReadonlyMap<number, ReadonlySet<number>>): number {
  let count = 0;
  for (const words of beside.values()) if (words.size > 1) count++;
  return count;
}
