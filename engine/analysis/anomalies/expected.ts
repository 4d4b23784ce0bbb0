import type { Deviation, DeviationKind, Watched } from './deviations.ts';

/** A deviation that a person called expected: what it was of, and how far it went. */
export interface Expected extends Pick<Watched, 'patternId' | 'service' | 'level' | 'part'> {
  readonly kind: DeviationKind;
  readonly perMinute: number;
  readonly durationUs: number;
}

/** What is expected may be so much stronger or longer the next time before it is news again. */
const LEEWAY = 2;

type Told = Pick<Deviation, 'kind' | 'fromUs' | 'untilUs' | 'perMinute'>;

export function expectedOf(
  { kind, fromUs, untilUs, perMinute }: Told,
  { patternId, service, level, part }: Omit<Watched, 'counts'>,
): Expected {
  return { kind, patternId, service, level, part, perMinute, durationUs: untilUs - fromUs };
}

/** Whether a deviation is of the same thing and kind as one that is expected, and goes hardly further. */
export function isExpected(deviation: Told & Pick<Deviation, 'watched'>, expected: readonly Expected[]): boolean {
  return expected.some((one) => isSameThing(deviation, one) && isNoStronger(deviation, one));
}

export function isSameThing({ kind, watched }: Pick<Deviation, 'kind' | 'watched'>, expected: Expected): boolean {
  if (kind !== expected.kind || watched.part !== expected.part) return false;
  // The service and level of a pattern are what most of its records have: they may change as records come.
  if (expected.patternId !== undefined || watched.patternId !== undefined) return watched.patternId === expected.patternId;
  return watched.service === expected.service && watched.level === expected.level;
}

function isNoStronger({ kind, fromUs, untilUs, perMinute }: Told, expected: Expected): boolean {
  // What had never been there before is expected for good: it comes only once.
  if (kind === 'new' || kind === 'value') return true;
  const isLonger = untilUs - fromUs > LEEWAY * expected.durationUs;
  if (kind === 'silence' || kind === 'sequence' || kind === 'numbers') return !isLonger;
  return !isLonger && (kind === 'drop' ? perMinute * LEEWAY >= expected.perMinute : perMinute <= LEEWAY * expected.perMinute);
}
