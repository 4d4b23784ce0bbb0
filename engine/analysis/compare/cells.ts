/**
 * A window cut into cells, earliest first: what was counted in each, and how much there was to count it in (its length, or the
 * records looked at). What comes in bursts shows in how unequal the cells are.
 */
export interface Cells {
  readonly counts: ArrayLike<number>;
  readonly exposures: ArrayLike<number>;
}

/** Cells of the shorter window at the finest: short enough that a burst fills one or two. */
export const FINEST = 32;
const GROUPS = Object.freeze([32, 16, 8, 4, 2, 1]);

/** The same two windows in coarser and coarser cells. */
export interface Scale {
  readonly a: Cells;
  readonly b: Cells;
}

/**
 * Both windows at every scale, cells of both equally long at each. A burst, a rush hour or the rhythm of a day makes neighbouring cells
 * alike; whether a difference is more than that shows only in cells longer than it. Against a much longer window the shorter one ends as
 * one cell among hundreds.
 * @param ratio length of A / length of B
 */
export function scalesOf(a: Cells, b: Cells, ratio: number): Scale[] {
  return GROUPS.map((groups) => ({
    a: grouped(a, Math.round(groups * Math.max(1, ratio))),
    b: grouped(b, Math.round(groups * Math.max(1, 1 / ratio))),
  }));
}

/** Joined to so many groups, or left as it is where there are fewer cells. */
function grouped({ counts, exposures }: Cells, groups: number): Cells {
  const cells = counts.length;
  if (cells <= groups) return { counts, exposures };
  const out = { counts: new Float64Array(groups), exposures: new Float64Array(groups) };
  for (let cell = 0; cell < cells; cell++) {
    const group = Math.floor((cell * groups) / cells);
    out.counts[group] += counts[cell];
    out.exposures[group] += exposures[cell];
  }
  return out;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  return sum;
}
