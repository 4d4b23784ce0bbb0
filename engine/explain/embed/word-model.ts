import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { type Embedder, normalized } from './embedder.ts';
import { wordsOf } from './words-of.ts';

const Head = z.object({ format: z.literal('logsift-words-1'), dimensions: z.int().min(1), words: z.int().min(1) });

/** Weight of a word by how common it is: Arora et al., "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017. */
const SMOOTHING = 1e-3;

/** Vectors of words that ship with Logsift; a text is the mean of its words, rare words weighing more. */
export class WordModel implements Embedder {
  readonly id = 'words-100d';
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #vectors: Int8Array;
  readonly #dimensions: number;

  /** @throws AppError STORE_UNREADABLE when the file is missing or not whole */
  constructor(file: URL) {
    try {
      const bytes = readFileSync(file);
      const headEnd = bytes.indexOf(10);
      const wordsEnd = bytes.indexOf(10, headEnd + 1);
      const { dimensions, words } = Head.parse(JSON.parse(bytes.toString('utf8', 0, headEnd)));
      const names = bytes.toString('utf8', headEnd + 1, wordsEnd).split(' ');
      const vectors = new Int8Array(bytes.buffer, bytes.byteOffset + wordsEnd + 1, bytes.length - wordsEnd - 1);
      if (names.length !== words || vectors.length !== words * dimensions) throw new Error('it is not whole');
      this.#ranks = new Map(names.map((name, rank) => [name, rank]));
      this.#vectors = vectors;
      this.#dimensions = dimensions;
    } catch (cause) {
      throw new AppError(
        'STORE_UNREADABLE',
        `The word vectors that came with Logsift cannot be read: ${cause instanceof Error ? cause.message : String(cause)}. Only finding patterns by meaning is affected. Install Logsift again.`,
        { cause },
      );
    }
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    return texts.map((text) => this.vectorOf(text));
  }

  vectorOf(text: string): Float32Array {
    const sum = new Float32Array(this.#dimensions);
    for (const word of new Set(wordsOf(text))) {
      const rank = this.#ranks.get(word);
      if (rank === undefined) continue;
      const weight = this.#weight(rank) / this.#lengthOf(rank);
      for (let at = 0; at < this.#dimensions; at++) sum[at] += weight * this.#vectors[rank * this.#dimensions + at];
    }
    return normalized(sum);
  }

  /** Zipf: a word of rank r makes up about 1 / (r ln n) of a text. */
  #weight(rank: number): number {
    const share = 1 / ((rank + 1) * Math.log(this.#ranks.size));
    return SMOOTHING / (SMOOTHING + share);
  }

  #lengthOf(rank: number): number {
    let sum = 0;
    for (let at = rank * this.#dimensions; at < (rank + 1) * this.#dimensions; at++) sum += this.#vectors[at] ** 2;
    return Math.sqrt(sum) || 1;
  }
}
