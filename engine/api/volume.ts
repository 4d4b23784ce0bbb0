import type { OpenInvestigation } from '../runtime/investigation.ts';

/** Buckets of the small chart beside a recent investigation. */
const BUCKETS = 48;

/** Records, and those of ERROR and FATAL, over the range of an investigation. */
export async function volumeOf(investigation: OpenInvestigation): Promise<{ volume: number[]; errors: number[] }> {
  const range = investigation.range();
  if (range === undefined) return { volume: [], errors: [] };
  const { counts } = await investigation.pool.explorer.timeline({ query: '', range }, BUCKETS, undefined);
  const volume: number[] = [];
  const errors: number[] = [];
  for (const [level, values] of Object.entries(counts)) {
    values.forEach((count, bucket) => {
      volume[bucket] = (volume[bucket] ?? 0) + count;
      errors[bucket] = (errors[bucket] ?? 0) + (level === 'ERROR' || level === 'FATAL' ? count : 0);
    });
  }
  return { volume, errors };
}
