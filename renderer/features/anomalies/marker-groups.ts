/** Something that is marked on the timeline. */
export interface Marked {
  readonly number: number;
  readonly id: string;
  readonly fromUs: number;
}

/** Markers that stand too close to be told apart, as one. */
export interface MarkerGroup {
  /** Middle, in pixels. */
  readonly x: number;
  readonly members: readonly Marked[];
  /** `3`, `1–4`, `1, 5` */
  readonly label: string;
}

/** Markers closer than this merge. */
const APART_PX = 18;

/** @param xOf place of a time, in pixels; those outside of [left, right] are left out */
export function markerGroups(marked: readonly Marked[], xOf: (us: number) => number, left: number, right: number): MarkerGroup[] {
  const placed = marked
    .map((one) => ({ one, x: xOf(one.fromUs) }))
    .filter(({ x }) => x >= left && x <= right)
    .sort((a, b) => a.x - b.x);
  const groups: { x: number; members: Marked[] }[] = [];
  for (const { one, x } of placed) {
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < APART_PX) last.members.push(one);
    else groups.push({ x, members: [one] });
  }
  return groups.map(({ x, members }) => {
    const sorted = members.sort((a, b) => a.number - b.number);
    return { x, members: sorted, label: labelOf(sorted.map(({ number }) => number)) };
  });
}

function labelOf(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && number === (run.at(-1) ?? 0) + 1) run.push(number);
    else runs.push([number]);
  }
  const words = runs.map((run) => (run.length === 1 ? `${run[0]}` : run.length === 2 ? `${run[0]}, ${run[1]}` : `${run[0]}–${run.at(-1)}`));
  return words.length > 2 ? `${words[0]} +${numbers.length - (runs[0]?.length ?? 0)}` : words.join(', ');
}
