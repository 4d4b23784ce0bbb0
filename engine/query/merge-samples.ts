import type { PatternSample, SampledColumn } from './ops/samples.ts';

/** The columns of every pattern by its fingerprint, those of all shards joined. */
export function mergeSamples(shares: readonly (readonly PatternSample[])[]): Map<string, SampledColumn[]> {
  const merged = new Map<string, Map<string, SampledColumn[]>>();
  for (const { fingerprint, columns } of shares.flat()) {
    const known = merged.get(fingerprint) ?? new Map<string, SampledColumn[]>();
    merged.set(fingerprint, known);
    for (const column of columns) {
      const key = column.slot === undefined ? `field ${column.name}` : `slot ${column.slot}`;
      known.set(key, [...(known.get(key) ?? []), column]);
    }
  }
  return new Map([...merged].map(([fingerprint, columns]) => [fingerprint, [...columns.values()].map(joined)]));
}

function joined(parts: readonly SampledColumn[]): SampledColumn {
  const [first] = parts;
  if (parts.length === 1) return first;
  const index = new Map<string, number>();
  const size = parts.reduce((sum, part) => sum + part.value.length, 0);
  const [value, bucket] = [new Uint32Array(size), new Uint32Array(size)];
  let at = 0;
  for (const part of parts) {
    const own = part.values.map((text) => {
      const known = index.get(text) ?? index.size;
      index.set(text, known);
      return known;
    });
    value.set(
      part.value.map((each) => own[each]),
      at,
    );
    bucket.set(part.bucket, at);
    at += part.value.length;
  }
  return { ...first, values: [...index.keys()], value, bucket };
}
