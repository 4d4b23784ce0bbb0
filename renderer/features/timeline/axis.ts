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
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

export interface TimeTicks {
  readonly stepUs: number;
  readonly ticks: readonly number[];
}

/** Round times within [fromUs, untilUs], at most `most` of them, round in the zone that is `offsetMinutes` east of UTC. */
export function timeTicks(fromUs: number, untilUs: number, most: number, offsetMinutes: number): TimeTicks {
  const span = Math.max(1, untilUs - fromUs);
  const stepUs = STEPS_US.find((step) => span / step <= most) ?? Math.ceil(span / most / DAY) * DAY;
  const shift = offsetMinutes * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil((fromUs + shift) / stepUs) * stepUs - shift; at <= untilUs; at += stepUs) ticks.push(at);
  return { stepUs, ticks };
}

/** What a tick needs to say at this step: a date, a minute, a second or a fraction. */
export function tickPrecision(stepUs: number): 'date' | 'minute' | 'second' | 'fraction' {
  if (stepUs >= DAY) return 'date';
  if (stepUs >= MINUTE) return 'minute';
  return stepUs >= SECOND ? 'second' : 'fraction';
}

/** A brush keeps its order and stays within the axis; half-open. */
export function brushBetween(
  aUs: number,
  bUs: number,
  axis: { readonly fromUs: number; readonly untilUs: number },
): { fromUs: number; untilUs: number } {
  const clamp = (us: number) => Math.round(Math.min(axis.untilUs, Math.max(axis.fromUs, us)));
  const [fromUs, untilUs] = [clamp(Math.min(aUs, bUs)), clamp(Math.max(aUs, bUs))];
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1) };
}

/** Zooms a range by a factor around a point of it. */
export function zoomed(
  range: { readonly fromUs: number; readonly untilUs: number },
  atUs: number,
  factor: number,
): { fromUs: number; untilUs: number } {
  const fromUs = Math.round(atUs - (atUs - range.fromUs) * factor);
  const untilUs = Math.round(atUs + (range.untilUs - atUs) * factor);
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1_000) };
}
