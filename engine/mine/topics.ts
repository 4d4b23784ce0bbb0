import { dbscan, NOISE } from './clusters.ts';
import { Neighbours, someOf, type TextVectors, vectorsOf } from './vectors.ts';

/** Cosines from which texts are of one topic: the first for all, the next ones where a topic grew too large to be one. */
const BOUNDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8] as const;
/** Texts that resemble no three others go where the most similar one is, from this cosine on. */
const NEAR = 0.2;
const LEAST_NEIGHBOURS = 3;
/** Topics of so many texts are always fine; of more, twice the root of all. */
const SMALL = 24;
const MAX_LABEL_WORDS = 3;
/** Words that connect others and name nothing, as all shorter than three letters do. */
const CONNECTING = new Set(
  'the and for from with not has have was were are been will into onto via due its this that than then'.split(' '),
);

export interface Topic {
  /** The words that tell it from the others, in the order in which its texts say them. */
  readonly label: string;
  /** Indices of its texts, ascending. */
  readonly texts: readonly number[];
}

/**
 * Groups texts by the words they share: 5,000 templates become a readable map. Deterministic; the order of the texts decides nothing but
 * ties. Texts of no topic are in none.
 * @param texts the words of each text
 * @param weights how many texts each of them stands for; one of three and more can be a topic by itself
 */
export function topicsOf(texts: readonly (readonly string[])[], weights: readonly number[] = texts.map(() => 1)): Topic[] {
  const vectors = vectorsOf(texts);
  const most = Math.max(SMALL, Math.ceil(2 * Math.sqrt(texts.length)));
  const all = Array.from(texts.keys());
  const groups = withStrays(vectors, split({ vectors, weights, most }, all, 0));
  return groups.map((members) => ({ label: labelOf(vectors, texts, members), texts: members }));
}

interface Splitting {
  readonly vectors: TextVectors;
  readonly weights: readonly number[];
  /** Texts a topic may have. */
  readonly most: number;
}

/** Groups of `members` at the bound of that place, those that are too large taken apart at the next one. */
function split(of: Splitting, members: readonly number[], at: number): number[][] {
  const { vectors, most } = of;
  const weights = members.map((member) => of.weights[member]);
  const cluster = dbscan(someOf(vectors, members), { bound: BOUNDS[at], least: LEAST_NEIGHBOURS, weights });
  const groups: number[][] = [];
  for (const [i, member] of members.entries()) {
    if (cluster[i] === NOISE) continue;
    groups[cluster[i]] ??= [];
    groups[cluster[i]].push(member);
  }
  // Nothing dense enough inside, or as dense everywhere: words alone can divide it.
  if (at > 0 && groups.length === 0) return byWord(vectors, members);
  return groups.flatMap((group) => {
    if (group.length <= most) return [group];
    return at + 1 < BOUNDS.length ? split(of, group, at + 1) : byWord(vectors, group);
  });
}

/** Each text goes with the most frequent of its words that fewer than half of the texts have. */
function byWord(vectors: TextVectors, members: readonly number[]): number[][] {
  const { start, terms, frequency } = someOf(vectors, members);
  const groups = new Map<number, number[]>();
  for (const [i, member] of members.entries()) {
    let word = NOISE;
    for (let k = start[i]; k < start[i + 1]; k++) {
      const having = frequency[terms[k]];
      if (having * 2 > members.length || having < LEAST_NEIGHBOURS) continue;
      const known = word === NOISE ? 0 : frequency[word];
      if (having > known || (having === known && terms[k] < word)) word = terms[k];
    }
    const group = groups.get(word);
    if (group === undefined) groups.set(word, [member]);
    else group.push(member);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Texts that are in no group join that of the most similar text which is in one. */
function withStrays(vectors: TextVectors, groups: readonly (readonly number[])[]): number[][] {
  const groupOf = new Int32Array(vectors.size).fill(NOISE);
  for (const [index, group] of groups.entries()) for (const text of group) groupOf[text] = index;
  const neighbours = new Neighbours(vectors);
  const joined = groups.map((group) => [...group]);
  for (let text = 0; text < vectors.size; text++) {
    if (groupOf[text] !== NOISE) continue;
    const near = neighbours.nearest(text, NEAR, (other) => groupOf[other] !== NOISE);
    if (near !== undefined) joined[groupOf[near]].push(text);
  }
  return joined.map((group) => group.sort((a, b) => a - b));
}

/** Words that most texts of a group have and few others: share in the group times the weight of the word. */
function labelOf(vectors: TextVectors, texts: readonly (readonly string[])[], members: readonly number[]): string {
  const { start, terms, frequency, size, words } = vectors;
  const counts = new Map<number, number>();
  for (const text of members) for (let i = start[text]; i < start[text + 1]; i++) counts.set(terms[i], (counts.get(terms[i]) ?? 0) + 1);
  const scored = [...counts].map(([term, count]) => ({
    word: words[term],
    share: count / members.length,
    score: (count / members.length) * Math.log(1 + size / frequency[term]),
  }));
  scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
  const named = scored.filter(({ word }) => word.length > 2 && !CONNECTING.has(word));
  const telling = (named.length > 0 ? named : scored).filter(({ share }, rank) => rank === 0 || share >= 0.4).slice(0, MAX_LABEL_WORDS);
  const place = (word: string): number => meanPlace(texts, members, word);
  return telling
    .map(({ word }) => ({ word, at: place(word) }))
    .sort((a, b) => a.at - b.at || (a.word < b.word ? -1 : 1))
    .map(({ word }) => word)
    .join(' ');
}

/** Where a word stands among the words of the texts that have it, on average. */
function meanPlace(texts: readonly (readonly string[])[], members: readonly number[], word: string): number {
  let sum = 0;
  let count = 0;
  for (const text of members) {
    const at = texts[text].indexOf(word);
    if (at < 0) continue;
    sum += at;
    count++;
  }
  return sum / count;
}
