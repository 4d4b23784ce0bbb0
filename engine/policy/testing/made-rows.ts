import type { CountedRow } from '../../query/merge-patterns.ts';

export const WIDTH_US = 60_000_000;
const COUNT = 600;
export const BUCKETS = { fromUs: 0, widthUs: WIDTH_US, count: COUNT };

/** Counts of one pattern of the service shop. */
export function row(id: string, countOf: (bucket: number) => number): CountedRow {
  const spark = Array.from({ length: COUNT }, (_, bucket) => countOf(bucket));
  const count = spark.reduce((sum, one) => sum + one, 0);
  return {
    id,
    level: 'INFO',
    levels: { INFO: count },
    services: ['shop'],
    count,
    bytes: count * 80,
    firstUs: 0,
    lastUs: COUNT * WIDTH_US,
    spark,
    shard: 0,
  };
}

/** Every twentieth bucket, until it stops: too seldom to have a rate. */
export const BEAT = row('beat', (bucket) => (bucket % 20 === 0 && bucket < 460 ? 1 : 0));
export const STEADY = row('steady', (bucket) => 40 + (bucket % 3));
