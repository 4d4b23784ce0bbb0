import { Neighbours, type TextVectors } from './vectors.ts';

/** In no cluster. */
export const NOISE = -1;

export interface ClusterOptions {
  /** Cosine from which texts are neighbours, in (0, 1]. */
  readonly bound: number;
  /** Neighbours, itself included, that make a text the core of a cluster: their weights added up. */
  readonly least: number;
  /** What each text counts for as a neighbour. */
  readonly weights: ArrayLike<number>;
}

/**
 * DBSCAN over the cosine of word vectors. Clusters are numbered in the order of their first text; the border of two clusters
 * belongs to the first. Memory grows with the words, never with the pairs.
 * Source: Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering clusters", KDD 1996.
 * @returns the cluster of each text, NOISE for texts that resemble too few others.
 */
export function dbscan(vectors: TextVectors, { bound, least, weights }: ClusterOptions): Int32Array {
  const neighbours = new Neighbours(vectors);
  const cluster = new Int32Array(vectors.size).fill(NOISE);
  const visited = new Uint8Array(vectors.size);
  let clusters = 0;
  const isDense = (around: readonly number[]): boolean => around.reduce((sum, other) => sum + weights[other], 0) >= least;
  for (let text = 0; text < vectors.size; text++) {
    if (visited[text] === 1) continue;
    visited[text] = 1;
    const around = neighbours.of(text, bound);
    if (!isDense(around)) continue;
    const waiting = around;
    cluster[text] = clusters;
    for (let at = 0; at < waiting.length; at++) {
      const other = waiting[at];
      if (cluster[other] === NOISE) cluster[other] = clusters;
      if (visited[other] === 1) continue;
      visited[other] = 1;
      const further = neighbours.of(other, bound);
      if (!isDense(further)) continue;
      for (const next of further) if (visited[next] === 0 || cluster[next] === NOISE) waiting.push(next);
    }
    clusters++;
  }
  return cluster;
}
