import type { Level } from '#base/level.ts';
import type { Timeline } from '#contract/explore.ts';

/** From the axis upwards: serious levels keep a common base. */
export const STACK_ORDER: readonly Level[] = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'UNSET'];
const SERIOUS: readonly Level[] = ['ERROR', 'WARN', 'FATAL'];

export interface Lane {
  readonly top: number;
  readonly height: number;
  /** Value at the top; round. */
  readonly max: number;
  readonly series: readonly { readonly level: Level; readonly values: readonly number[] }[];
}

/** The next of 1, 2, 4, 5, 6, 8 × 10^n: half of it is round too. */
export function roundMax(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

export function bucketCount(timeline: Timeline): number {
  return Math.max(0, ...Object.values(timeline.counts).map((values) => values.length));
}

/** All levels above and WARN and worse below on their own scale; one tall lane where nothing else occurs. */
export function lanesOf(timeline: Timeline): readonly Lane[] {
  const present = STACK_ORDER.filter((level) => timeline.counts[level]?.some((count) => count > 0));
  const hasQuiet = present.some((level) => !SERIOUS.includes(level));
  if (!hasQuiet) return [lane(timeline, present, 26, 82)];
  return [
    lane(timeline, present, 26, 52),
    lane(
      timeline,
      SERIOUS.filter((level) => present.includes(level)),
      88,
      20,
    ),
  ];
}

function lane(timeline: Timeline, levels: readonly Level[], top: number, height: number): Lane {
  const series = levels.map((level) => ({ level, values: timeline.counts[level] ?? [] }));
  let most = 0;
  for (let bucket = 0; bucket < bucketCount(timeline); bucket++)
    most = Math.max(
      most,
      series.reduce((sum, { values }) => sum + (values[bucket] ?? 0), 0),
    );
  return { top, height, max: roundMax(most), series };
}
