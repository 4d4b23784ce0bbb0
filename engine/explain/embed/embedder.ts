/** Makes vectors of texts, so that texts that mean the like lie near to each other. */
export interface Embedder {
  /** Names model and version: vectors of different ones are not compared. */
  readonly id: string;
  /**
   * One vector of length 1 for each text; a vector of zeros for a text nothing is known about.
   * @throws ProviderFailure; whatever the signal was aborted with
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
}

/** Of two vectors of length 1, in [-1, 1]. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(cosine(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
