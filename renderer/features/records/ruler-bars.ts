import type { Level } from '#base/level.ts';
import type { Timeline } from '#contract/explore.ts';

/** Time along the height of the ruler; the newest on top when the list begins with it. */
export interface RulerAxis {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly heightPx: number;
  readonly isNewestFirst: boolean;
}

export type RulerTone = 'fatal' | 'error' | 'warn' | 'quiet';

export interface RulerBar {
  readonly y: number;
  readonly height: number;
  /** Side by side from the left; the serious ones first. */
  readonly parts: readonly { readonly tone: RulerTone; readonly x: number; readonly width: number }[];
}

const SERIOUS: readonly { readonly tone: RulerTone; readonly level: Level }[] = [
  { tone: 'fatal', level: 'FATAL' },
  { tone: 'error', level: 'ERROR' },
  { tone: 'warn', level: 'WARN' },
];
/** Between the edge of the ruler and its bars. */
const LEFT_PX = 3;
const SERIOUS_PX = 8;
const QUIET_PX = 3;

/** Undefined where no record has a time. */
export function rulerAxis(timeline: Timeline, heightPx: number, isNewestFirst: boolean): RulerAxis | undefined {
  const buckets = Math.max(0, ...Object.values(timeline.counts).map((counts) => counts.length));
  if (buckets === 0) return undefined;
  return { fromUs: timeline.fromUs, untilUs: timeline.fromUs + buckets * timeline.bucketUs, heightPx, isNewestFirst };
}

export function placeOf(us: number, { fromUs, untilUs, heightPx, isNewestFirst }: RulerAxis): number {
  const share = Math.min(1, Math.max(0, (us - fromUs) / (untilUs - fromUs)));
  return (isNewestFirst ? 1 - share : share) * heightPx;
}

export function timeAt(y: number, { fromUs, untilUs, heightPx, isNewestFirst }: RulerAxis): number {
  const share = Math.min(1, Math.max(0, y / heightPx));
  const us = fromUs + (isNewestFirst ? 1 - share : share) * (untilUs - fromUs);
  return Math.min(untilUs - 1, Math.round(us));
}

/** What is seen of the list as a piece of the ruler, never smaller than can be seen. */
export function boxOf(aUs: number, bUs: number, axis: RulerAxis, leastPx: number): { readonly y: number; readonly height: number } {
  const [top, bottom] = [placeOf(aUs, axis), placeOf(bUs, axis)].sort((a, b) => a - b);
  const height = Math.min(axis.heightPx, Math.max(leastPx, (bottom ?? 0) - (top ?? 0)));
  const middle = ((top ?? 0) + (bottom ?? 0)) / 2;
  return { y: Math.min(axis.heightPx - height, Math.max(0, middle - height / 2)), height };
}

/**
 * One bar per bucket that holds records. The serious levels have a scale of their own, as in the timeline: errors are never drowned,
 * and a single one takes at least a pixel. The width of the rest grows with the root of its number, so that a quiet hour beside a
 * storm is still there.
 */
export function rulerBars({ counts, fromUs, bucketUs }: Timeline, axis: RulerAxis): readonly RulerBar[] {
  const all = sums(Object.values(counts));
  const serious = sums(SERIOUS.map(({ level }) => counts[level] ?? []));
  const [most, mostSerious] = [Math.max(1, ...all), Math.max(1, ...serious)];
  const pitch = axis.heightPx / Math.max(1, all.length);
  return all.flatMap((total, bucket) => {
    if (total === 0) return [];
    const parts: RulerBar['parts'][number][] = [];
    let x = LEFT_PX;
    for (const { tone, level } of SERIOUS) {
      const count = counts[level]?.[bucket] ?? 0;
      if (count === 0) continue;
      const width = round(Math.max(1, (SERIOUS_PX * count) / mostSerious));
      parts.push({ tone, x: round(x), width });
      x += width;
    }
    const rest = round(LEFT_PX + Math.max(1, QUIET_PX * Math.sqrt(total / most)) - x);
    if (rest > 0) parts.push({ tone: 'quiet', x: round(x), width: rest });
    const startUs = fromUs + bucket * bucketUs;
    const y = Math.min(placeOf(startUs, axis), placeOf(startUs + bucketUs, axis));
    return [{ y: round(y), height: round(pitch > 3 ? pitch - 1 : pitch), parts }];
  });
}

function sums(lists: readonly (readonly number[])[]): readonly number[] {
  return Array.from({ length: Math.max(0, ...lists.map((one) => one.length)) }, (_, at) =>
    lists.reduce((sum, one) => sum + (one[at] ?? 0), 0),
  );
}

const round = (px: number): number => Math.round(px * 10) / 10;
