import { type Level, levelIndex } from '../../base/level.ts';
import type { DeviationKind } from './deviations.ts';

/** A deviation as far as its place in the order matters. */
export interface Ordered {
  readonly kind: DeviationKind;
  readonly fromUs: number;
  readonly patternId?: string | undefined;
  readonly service?: string | undefined;
  readonly level?: Level | undefined;
}

/** What deviated in one service for the first time, or became serious there. */
export interface Step {
  /** Index into the deviations. */
  readonly deviation: number;
  readonly fromUs: number;
  /** The time is that of a record; otherwise that of a bucket. */
  readonly exact: boolean;
}

/** One step came before another, and may have led to it. */
export interface Precedes {
  /** Indexes into the steps. */
  readonly before: number;
  readonly after: number;
  readonly lagUs: number;
  /** Traces looked at that go through records of both. */
  readonly traces: number;
}

export interface Precedence {
  /** In order of time: the first is the earliest evidence. */
  readonly steps: Step[];
  readonly precedes: Precedes[];
}

/** As many as can be taken in at a glance. */
const MOST_STEPS = 9;

/**
 * The steps an incident took from service to service: in each the first deviation, the first error (or else warning) that came or became more, and the first loss.
 * Sums of a whole service or level say nothing of their own where patterns do.
 */
export function stepsOf(deviations: readonly Ordered[]): Step[] {
  // When a variable changed is known by a hundredth of the time looked at, too coarsely for an order.
  const patterns = [...deviations.entries()].filter(
    ([, { patternId, kind }]) => patternId !== undefined && kind !== 'value' && kind !== 'numbers',
  );
  const candidates = (patterns.length > 0 ? patterns : [...deviations.entries()]).sort(([, a], [, b]) => a.fromUs - b.fromUs);
  const chosen = new Map<string, number>();
  for (const [index, one] of candidates) {
    const place = one.service ?? one.level ?? '';
    const roles = [
      `first ${place}`,
      ...(isMore(one, 'ERROR') ? [`error ${place}`] : isMore(one, 'WARN') ? [`warning ${place}`] : []),
      ...(one.kind === 'drop' || one.kind === 'silence' || one.kind === 'sequence' ? [`loss ${place}`] : []),
    ];
    for (const role of roles) if (!chosen.has(role)) chosen.set(role, index);
  }
  for (const role of [...chosen.keys()]) if (role.startsWith('error ')) chosen.delete(role.replace('error', 'warning'));
  // Where there are too many, where it became serious and how it began in each service say most.
  const byWorth = [...chosen].sort(([a], [b]) => worthOf(b) - worthOf(a));
  const kept = new Set(byWorth.map(([, index]) => index).slice(0, MOST_STEPS));
  return candidates
    .filter(([index]) => kept.has(index))
    .map(([index, { kind, fromUs }]) => ({ deviation: index, fromUs, exact: kind === 'new' }));
}

/** What is known of steps by their indexes. */
export interface StepFacts {
  placeOf(step: number): string;
  isSerious(step: number): boolean;
  /** Traces that go through records of both. */
  tracesOf(a: number, b: number): number;
}

/**
 * Which step came before which. A step whose records share traces with those of earlier ones follows these; otherwise it follows the one
 * before it in its own service and, where it is serious, the latest serious one before it, or else the latest of all. Steps no further apart
 * than their times are known follow one another in neither way.
 * @param steps in order of time
 */
export function precedesOf(steps: readonly Step[], bucketUs: number, facts: StepFacts): Precedes[] {
  const found: Precedes[] = [];
  for (let after = 1; after < steps.length; after++) {
    const earlier = [...steps.keys()].filter((before) => before < after && isBefore(steps[before], steps[after], bucketUs));
    const sharing = earlier.filter((before) => facts.tracesOf(before, after) > 0);
    for (const before of sharing.length > 0 ? withoutDetours(sharing, found) : likely(earlier, after, facts))
      found.push({ before, after, lagUs: steps[after].fromUs - steps[before].fromUs, traces: facts.tracesOf(before, after) });
  }
  return found;
}

/** Steps that lead to another of them are left out: they lead on through it. */
function withoutDetours(steps: readonly number[], found: readonly Precedes[]): number[] {
  const leadsTo = (from: number, to: number): boolean =>
    found.some(({ before, after, traces }) => traces > 0 && before === from && (after === to || leadsTo(after, to)));
  return steps.filter((step) => !steps.some((other) => other !== step && leadsTo(step, other)));
}

function likely(earlier: readonly number[], after: number, { placeOf, isSerious }: StepFacts): number[] {
  const same = earlier.findLast((before) => placeOf(before) === placeOf(after));
  const serious = isSerious(after) ? earlier.findLast(isSerious) : undefined;
  const found = new Set([same, serious].filter((before) => before !== undefined));
  const latest = earlier.at(-1);
  return found.size === 0 && latest !== undefined ? [latest] : [...found].sort((a, b) => a - b);
}

function isBefore(a: Step, b: Step, bucketUs: number): boolean {
  return b.fromUs - a.fromUs >= (a.exact && b.exact ? 1 : bucketUs);
}

/** Whether it is a warning or worse that came or became more. */
export function isSerious(one: Ordered): boolean {
  return isMore(one, 'WARN');
}

function isMore({ kind, level }: Ordered, least: Level): boolean {
  return (kind === 'new' || kind === 'spike') && level !== undefined && levelIndex(level) >= levelIndex(least);
}

function worthOf(role: string): number {
  return role.startsWith('error') || role.startsWith('warning') ? 2 : role.startsWith('first') ? 1 : 0;
}
