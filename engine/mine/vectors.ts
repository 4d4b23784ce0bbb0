/** Words of many texts as weighted vectors of length 1. Term i of text t: terms[start[t] + i], heaviest first. */
export interface TextVectors {
  readonly size: number;
  readonly start: Int32Array;
  readonly terms: Int32Array;
  readonly weights: Float64Array;
  /** Texts that hold each term. */
  readonly frequency: Int32Array;
  readonly words: readonly string[];
}

/**
 * TF-IDF: a word weighs 1 + ln of how often the text has it, times ln(1 + texts / texts with the word). A word of one text alone
 * cannot be shared: it weighs as little as a word of all texts, or rare words would hide what texts have in common.
 * Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
 */
export function vectorsOf(texts: readonly (readonly string[])[]): TextVectors {
  const ids = new Map<string, number>();
  const counted = texts.map((words) => {
    const counts = new Map<number, number>();
    for (const word of words) {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  });
  const frequency = new Int32Array(ids.size);
  for (const counts of counted) for (const term of counts.keys()) frequency[term]++;
  const start = new Int32Array(texts.length + 1);
  for (const [text, counts] of counted.entries()) start[text + 1] = start[text] + counts.size;
  const terms = new Int32Array(start[texts.length]);
  const weights = new Float64Array(start[texts.length]);
  for (const [text, counts] of counted.entries()) {
    const entries = [...counts].map(([term, count]) => ({ term, weight: (1 + Math.log(count)) * rarity(texts.length, frequency[term]) }));
    entries.sort((a, b) => b.weight - a.weight || a.term - b.term);
    const length = Math.sqrt(entries.reduce((sum, { weight }) => sum + weight * weight, 0));
    for (const [i, { term, weight }] of entries.entries()) {
      terms[start[text] + i] = term;
      weights[start[text] + i] = weight / length;
    }
  }
  return { size: texts.length, start, terms, weights, frequency, words: [...ids.keys()] };
}

function rarity(texts: number, having: number): number {
  return having === 1 ? Math.LN2 : Math.log(1 + texts / having);
}

/** Sums of weights are equal up to this. */
const ROUNDING = 1e-9;

/**
 * Finds the texts whose cosine with a given one reaches a bound. A pair that reaches it shares one of the heaviest terms of either text:
 * what is left behind those is too short to reach it alone. So only texts with such a term are looked at, and the answer is exact.
 * Source: Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007.
 */
export class Neighbours {
  readonly #vectors: TextVectors;
  /** Texts with each term, as one list: those of term t from #from[t] on. */
  readonly #from: Int32Array;
  readonly #texts: Int32Array;
  /** The round in which a text was looked at last. */
  readonly #seenIn: Int32Array;
  #round = 0;
  readonly #weightOf: Float64Array;

  constructor(vectors: TextVectors) {
    this.#vectors = vectors;
    const { size, start, terms, frequency } = vectors;
    this.#from = new Int32Array(frequency.length + 1);
    for (let term = 0; term < frequency.length; term++) this.#from[term + 1] = this.#from[term] + frequency[term];
    this.#texts = new Int32Array(terms.length);
    const next = this.#from.slice();
    for (let text = 0; text < size; text++) for (let i = start[text]; i < start[text + 1]; i++) this.#texts[next[terms[i]]++] = text;
    this.#seenIn = new Int32Array(size);
    this.#weightOf = new Float64Array(frequency.length);
  }

  /** Texts, itself included, with a cosine of at least `bound` (in (0, 1]), ascending. A text without words has no neighbours. */
  of(text: number, bound: number): number[] {
    const found: number[] = [];
    this.#visit(text, bound, (other) => found.push(other));
    return found.sort((a, b) => a - b);
  }

  /** The most similar text of those that `accept` takes, the first among equals; undefined when none reaches the bound. */
  nearest(text: number, bound: number, accept: (other: number) => boolean): number | undefined {
    let best: number | undefined;
    let most = 0;
    this.#visit(text, bound, (other, cosine) => {
      if (!accept(other) || cosine < most || (cosine === most && best !== undefined && best < other)) return;
      best = other;
      most = cosine;
    });
    return best;
  }

  #visit(text: number, bound: number, found: (other: number, cosine: number) => void): void {
    const { start, terms, weights } = this.#vectors;
    const end = start[text + 1];
    let left = 1;
    let prefix = start[text];
    while (prefix < end && left >= bound * bound - ROUNDING) left -= weights[prefix++] ** 2;
    for (let i = start[text]; i < end; i++) this.#weightOf[terms[i]] = weights[i];
    this.#round++;
    for (let i = start[text]; i < prefix; i++) {
      for (let k = this.#from[terms[i]]; k < this.#from[terms[i] + 1]; k++) {
        const other = this.#texts[k];
        if (this.#seenIn[other] === this.#round) continue;
        this.#seenIn[other] = this.#round;
        const cosine = this.#cosineWith(other);
        if (cosine >= bound - ROUNDING) found(other, cosine);
      }
    }
    for (let i = start[text]; i < end; i++) this.#weightOf[terms[i]] = 0;
  }

  #cosineWith(other: number): number {
    const { start, terms, weights } = this.#vectors;
    let sum = 0;
    for (let i = start[other]; i < start[other + 1]; i++) sum += weights[i] * this.#weightOf[terms[i]];
    return sum;
  }
}

/** The same vectors for some of the texts, in the order given. */
export function someOf(vectors: TextVectors, texts: readonly number[]): TextVectors {
  const { start, terms, weights } = vectors;
  const frequency = new Int32Array(vectors.frequency.length);
  const from = new Int32Array(texts.length + 1);
  for (const [at, text] of texts.entries()) from[at + 1] = from[at] + start[text + 1] - start[text];
  const into = { terms: new Int32Array(from[texts.length]), weights: new Float64Array(from[texts.length]) };
  for (const [at, text] of texts.entries()) {
    into.terms.set(terms.subarray(start[text], start[text + 1]), from[at]);
    into.weights.set(weights.subarray(start[text], start[text + 1]), from[at]);
  }
  for (const term of into.terms) frequency[term]++;
  return { size: texts.length, start: from, ...into, frequency, words: vectors.words };
}
