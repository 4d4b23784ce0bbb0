const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS_US = [
  1_000,
  2_000,
  5_000,
  10_000,
  20_000,
  50_000,
  100_000,
  200_000,
  500_000,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];
/** Beyond weeks people count in months and years. */
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200];
const MONTH = 30.436875 * DAY;

export interface TimeTicks {
  readonly stepUs: number;
  readonly ticks: readonly number[];
}

/** Round times within [fromUs, untilUs], at most `most` of them, round in the zone that is `offsetMinutes` east of UTC. */
export function timeTicks(fromUs: number, untilUs: number, most: number, offsetMinutes: number): TimeTicks {
  const span = Math.max(1, untilUs - fromUs);
  const shift = offsetMinutes * MINUTE;
  const stepUs = STEPS_US.find((step) => span / step <= most);
  if (stepUs === undefined) return monthTicks(fromUs, untilUs, most, shift);
  const ticks: number[] = [];
  for (let at = Math.ceil((fromUs + shift) / stepUs) * stepUs - shift; at <= untilUs; at += stepUs) ticks.push(at);
  return { stepUs, ticks };
}

/** First days of months, of every n-th month counted from a January. */
function monthTicks(fromUs: number, untilUs: number, most: number, shift: number): TimeTicks {
  const months = MONTH_STEPS.find((step) => (untilUs - fromUs) / (step * MONTH) <= most) ?? Math.ceil((untilUs - fromUs) / most / MONTH);
  const from = new Date((fromUs + shift) / 1_000);
  const ticks: number[] = [];
  for (let month = Math.floor((from.getUTCFullYear() * 12 + from.getUTCMonth()) / months) * months; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12) * 1_000 - shift;
    if (at > untilUs) return { stepUs: months * MONTH, ticks };
    if (at >= fromUs) ticks.push(at);
  }
}

/** What a tick needs to say at this step: a date, a minute, a second or a fraction. */
export function tickPrecision(stepUs: number): 'date' | 'minute' | 'second' | 'fraction' {
  if (stepUs >= DAY) return 'date';
  if (stepUs >= MINUTE) return 'minute';
  return stepUs >= SECOND ? 'second' : 'fraction';
}

export interface Span {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** A brush keeps its order and stays within the axis; half-open. */
export function brushBetween(aUs: number, bUs: number, axis: Span): Span {
  const clamp = (us: number) => Math.round(Math.min(axis.untilUs, Math.max(axis.fromUs, us)));
  const [fromUs, untilUs] = [clamp(Math.min(aUs, bUs)), clamp(Math.max(aUs, bUs))];
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1) };
}

/** Grown to whole buckets, so that the records in it are counted exactly. At least one bucket. */
export function snapped(brush: Span, axis: Span, bucketUs: number): Span {
  const fromUs = axis.fromUs + Math.floor((brush.fromUs - axis.fromUs) / bucketUs) * bucketUs;
  const untilUs = axis.fromUs + Math.ceil((brush.untilUs - axis.fromUs) / bucketUs) * bucketUs;
  return { fromUs: Math.max(axis.fromUs, fromUs), untilUs: Math.min(axis.untilUs, Math.max(untilUs, fromUs + bucketUs)) };
}

/** Moved as a whole by whole buckets; keeps its length at both ends of the axis. */
export function moved(brush: Span, byUs: number, axis: Span, bucketUs: number): Span {
  const whole = Math.round(byUs / bucketUs) * bucketUs;
  const by = Math.min(axis.untilUs - brush.untilUs, Math.max(axis.fromUs - brush.fromUs, whole));
  return { fromUs: brush.fromUs + by, untilUs: brush.untilUs + by };
}

/** Zooms a range by a factor around a point of it. */
export function zoomed(range: Span, atUs: number, factor: number): Span {
  const fromUs = Math.round(atUs - (atUs - range.fromUs) * factor);
  const untilUs = Math.round(atUs + (range.untilUs - atUs) * factor);
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1_000) };
}

/** Shifted by a part of its own length, kept within the whole. */
export function panned(range: Span, part: number, whole: Span): Span {
  const wanted = Math.round((range.untilUs - range.fromUs) * part);
  const by = Math.min(whole.untilUs - range.untilUs, Math.max(whole.fromUs - range.fromUs, wanted));
  return { fromUs: range.fromUs + by, untilUs: range.untilUs + by };
}

/** What lies within the whole; undefined where that is all of it (then there is no range to ask for). */
export function within(range: Span, whole: Span): Span | undefined {
  const fromUs = Math.max(range.fromUs, whole.fromUs);
  const untilUs = Math.min(range.untilUs, whole.untilUs);
  if (fromUs <= whole.fromUs && untilUs >= whole.untilUs) return undefined;
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1) };
}

/** What a key does to the brush: a new one, zooming to it, or clearing it. Undefined: the key means nothing here. */
export type BrushMove = { readonly brush: Span } | 'zoom' | 'clear' | undefined;

/**
 * Arrows move the brush by a bucket, Shift+arrows move one edge (the end, unless the start has the focus). Without a brush
 * Shift+arrow begins one at the bucket of the crosshair.
 */
export function brushAfterKey(
  press: { readonly key: string; readonly shiftKey: boolean },
  edge: 'fromUs' | 'untilUs',
  brush: Span | undefined,
  cursorUs: number,
  axis: Span,
  bucketUs: number,
): BrushMove {
  if (brush !== undefined && press.key === 'Enter') return 'zoom';
  if (brush !== undefined && press.key === 'Escape') return 'clear';
  const step = { ArrowLeft: -1, ArrowRight: 1 }[press.key];
  if (step === undefined) return undefined;
  if (brush === undefined)
    return press.shiftKey ? { brush: snapped({ fromUs: cursorUs, untilUs: cursorUs + 1 }, axis, bucketUs) } : undefined;
  if (!press.shiftKey) return { brush: moved(brush, step * bucketUs, axis, bucketUs) };
  const at = brush[edge] + step * bucketUs;
  const other = edge === 'fromUs' ? brush.untilUs : brush.fromUs;
  if (edge === 'fromUs' ? at >= other : at <= other) return { brush };
  return { brush: brushBetween(at, other, axis) };
}
