import { type Embedder, normalized } from './embedder.ts';

/** Where vectors of templates are kept between visits: the investigation file. */
export interface VectorKeep {
  vectors(model: string): ReadonlyMap<string, Uint8Array>;
  /** @throws AppError DISK_FULL, STORE_BUSY, STORE_UNREADABLE */
  putVectors(model: string, vectors: readonly { readonly fingerprint: string; readonly data: Uint8Array }[]): void;
}

/** A pattern, as it is embedded: a service says much about what its messages mean. */
export interface EmbeddedPattern {
  readonly id: string;
  readonly text: string;
}

/** Texts in one request. */
const BATCH = 64;

/** The vectors of patterns: those that are kept, and those that are made for the others, which are kept then. */
export async function templateVectors(
  keep: VectorKeep,
  embedder: Embedder,
  patterns: readonly EmbeddedPattern[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const kept = keep.vectors(embedder.id);
  const found = new Map<string, Float32Array>();
  for (const { id } of patterns) {
    const data = kept.get(id);
    if (data !== undefined) found.set(id, unpacked(data));
  }
  const missing = patterns.filter(({ id }) => !found.has(id));
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH);
    const made = await embedder.embed(
      batch.map(({ text }) => text),
      signal,
    );
    batch.forEach(({ id }, index) => {
      found.set(id, made[index]);
    });
    keep.putVectors(
      embedder.id,
      batch.map(({ id }, index) => ({ fingerprint: id, data: packed(made[index]) })),
    );
  }
  return patterns.map(({ id }) => found.get(id) ?? new Float32Array(0));
}

/** A byte a number: what is lost is a tenth of what models differ by between two runs. */
function packed(vector: Float32Array): Uint8Array {
  const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  return new Uint8Array(Int8Array.from(vector, (value) => Math.round((value / most) * 127)).buffer);
}

function unpacked(data: Uint8Array): Float32Array {
  return normalized(Float32Array.from(new Int8Array(data.buffer, data.byteOffset, data.length)));
}
