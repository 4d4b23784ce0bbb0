import type { Change } from '#contract/compare.ts';

/** Courses this alike belong together: of two independent ones over 52 bars next to none are. */
const LEAST_CORRELATION = 0.85;
const MOST = 6;

/** Changes of other patterns whose records come and go with those of a change, the most alike first. */
export function together(change: Change, all: readonly Change[]): readonly Change[] {
  const seen = new Set([change.patternId]);
  return all
    .map((other) => ({ other, alike: correlation(change.spark, other.spark) }))
    .filter(({ alike }) => alike >= LEAST_CORRELATION)
    .sort((a, b) => b.alike - a.alike)
    .filter(({ other: { patternId } }) => !seen.has(patternId) && seen.add(patternId))
    .slice(0, MOST)
    .map(({ other }) => other);
}

/** In [-1, 1]; 0 for a course that never moves. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let bar = 0; bar < a.length; bar++) {
    const [x, y] = [(a[bar] ?? 0) - meanA, (b[bar] ?? 0) - meanB];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
