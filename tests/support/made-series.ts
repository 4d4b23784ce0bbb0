import { randomOf } from './random.ts';

/** One value in five minutes. */
export const STEP_MS = 300_000;
export const ROWS_PER_DAY = 288;

/** What happens without an incident: the value of a row. */
export type Process = (row: number) => number;

/** Processes of which nothing is anomalous; the numbers follow from the seed alone. */
export const QUIET = {
  noise: (seed: number): Process => {
    const normal = normalOf(seed);
    return () => normal();
  },
  'counts around 20': (seed: number): Process => {
    const normal = normalOf(seed);
    return () => Math.max(0, Math.round(20 + Math.sqrt(20) * normal()));
  },
  'a rare event': (seed: number): Process => {
    const random = randomOf(seed);
    return () => (random() < 0.02 ? 1 : 0);
  },
  'a daily rhythm': (seed: number): Process => {
    const normal = normalOf(seed);
    return (row) => 100 + 50 * Math.sin((2 * Math.PI * row) / ROWS_PER_DAY) + 5 * normal();
  },
  'a nightly job': (seed: number): Process => {
    const normal = normalOf(seed);
    return (row) => (row % ROWS_PER_DAY === 100 ? 500 : 0) + 10 + normal();
  },
  'a trend': (seed: number): Process => {
    const normal = normalOf(seed);
    return (row) => row / 100 + normal();
  },
  'a rhythm on a trend': (seed: number): Process => {
    const normal = normalOf(seed);
    return (row) => 100 + row / 50 + 30 * Math.sin((2 * Math.PI * row) / ROWS_PER_DAY) + 3 * normal();
  },
  'noise that remembers': (seed: number): Process => {
    const normal = normalOf(seed);
    let level = 0;
    return () => {
      level = 0.9 * level + normal();
      return level;
    };
  },
  'a constant': (): Process => () => 5,
} as const;

/** Normally distributed numbers with mean 0 and deviation 1 (Box and Muller). */
function normalOf(seed: number): () => number {
  const random = randomOf(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
