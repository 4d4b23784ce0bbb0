import type { Level } from '#base/level.ts';
import type { Timeline } from '#contract/explore.ts';
import type { Span } from './axis.ts';

/** From the axis upwards: serious levels keep a common base. */
export const STACK_ORDER: readonly Level[] = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'UNSET'];
/** The lower lane has FATAL on top, as a cap that shows a single record. */
const SERIOUS: readonly Level[] = ['ERROR', 'WARN', 'FATAL'];
const TALL_PX = 60;

export interface Lane {
  readonly top: number;
  readonly height: number;
  /** Value at the top; round. */
  readonly max: number;
  readonly series: readonly { readonly level: Level; readonly values: readonly number[] }[];
}

/** The next of 1, 1.2, 1.6, 2 … × 10^n: half of it is round too. */
export function roundMax(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = power === 1 ? [2, 4, 6, 8, 10] : [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
  return Math.round((steps.find((step) => step * power >= value) ?? 10) * power);
}

export function bucketCount(timeline: Timeline): number {
  return Math.max(0, ...Object.values(timeline.counts).map((values) => values.length));
}

export function axisOf(timeline: Timeline): Span {
  return { fromUs: timeline.fromUs, untilUs: timeline.fromUs + bucketCount(timeline) * timeline.bucketUs };
}

/** Levels that occur, in stacking order. */
export function presentLevels(timeline: Timeline): Level[] {
  return STACK_ORDER.filter((level) => timeline.counts[level]?.some((count) => count > 0));
}

/** All levels above and WARN and worse below on their own scale; one tall lane where nothing else occurs or is shown. */
export function lanesOf(timeline: Timeline, hidden: ReadonlySet<Level> = new Set()): readonly Lane[] {
  const shown = presentLevels(timeline).filter((level) => !hidden.has(level));
  const serious = SERIOUS.filter((level) => shown.includes(level));
  const hasQuiet = shown.some((level) => !SERIOUS.includes(level));
  if (!hasQuiet || serious.length === 0) return [lane(timeline, shown, 26, 82)];
  return [lane(timeline, shown, 26, 52), lane(timeline, serious, 88, 20)];
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

/** Where a value stands in a lane, as a share of its height in [0, 1]. */
export function heightOf(value: number, max: number, isLogarithmic: boolean): number {
  return isLogarithmic ? Math.log10(1 + value) / Math.log10(1 + max) : value / max;
}

/** Values worth a label beside a lane: both ends, and between them what has room. */
export function laneTicks({ max, height }: Pick<Lane, 'max' | 'height'>, isLogarithmic: boolean): number[] {
  if (height < 40) return [0, max];
  if (isLogarithmic) {
    const powers: number[] = [];
    for (let power = 10; power < max; power *= 10) powers.push(power);
    const room = Math.max(1, Math.floor(height / 18) - 1);
    const kept = powers.filter((_, index) => (powers.length - 1 - index) % Math.ceil(powers.length / room) === 0);
    return [0, ...kept.filter((power) => heightOf(power, max, true) < 0.85), max];
  }
  const parts = height > TALL_PX ? ([4, 3, 2].find((count) => Number.isInteger(max / count)) ?? 1) : Number.isInteger(max / 2) ? 2 : 1;
  return Array.from({ length: parts + 1 }, (_, index) => (max * index) / parts);
}

/** Records of the whole buckets in a span. */
export function recordsWithin(timeline: Timeline, span: Span, hidden: ReadonlySet<Level> = new Set()): number {
  let sum = 0;
  for (const level of STACK_ORDER) {
    if (hidden.has(level)) continue;
    timeline.counts[level]?.forEach((count, bucket) => {
      const middle = timeline.fromUs + (bucket + 0.5) * timeline.bucketUs;
      if (middle >= span.fromUs && middle < span.untilUs) sum += count;
    });
  }
  return sum;
}
