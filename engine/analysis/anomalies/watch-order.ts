import { US_PER_MINUTE } from '../../base/time.ts';
import type { Buckets } from '../../query/spread.ts';
import type { Deviation, DeviationKind, Watched } from './deviations.ts';
import { missingBeats } from './heartbeat.ts';
import { brokenSequences } from './sequences.ts';

/** What only its order in time betrays is as sure as the surest rate: neither happens by chance. */
const SCORE = 0.6;

/**
 * Patterns that came at even intervals and stopped, and patterns that followed another one and no longer do. What the rate told already is left out.
 * @param watched patterns one by one
 * @param known deviations of rates
 */
export function watchOrder(watched: readonly Watched[], known: readonly Deviation[], buckets: Buckets): Deviation[] {
  const found: Deviation[] = [];
  const add = (one: Watched, kind: DeviationKind, from: number, until: number, expected: number, more: Partial<Watched> = {}): void => {
    const [fromUs, untilUs] = [buckets.fromUs + from * buckets.widthUs, buckets.fromUs + until * buckets.widthUs];
    const isKnown = [...known, ...found].some(
      (other) => other.watched.patternId === one.patternId && isLess(other) && other.fromUs < untilUs && other.untilUs > fromUs,
    );
    if (isKnown) return;
    const records = one.counts.slice(from, until).reduce((sum, count) => sum + count, 0);
    const perMinute = US_PER_MINUTE / (untilUs - fromUs);
    found.push({
      kind,
      watched: { ...one, ...more },
      fromUs,
      untilUs,
      score: SCORE,
      records,
      perMinute: records * perMinute,
      usualPerMinute: expected * perMinute,
    });
  };
  const byId = new Map(watched.map((one) => [one.patternId, one]));
  const counted = watched.flatMap(({ patternId, counts }) => (patternId === undefined ? [] : [{ id: patternId, counts }]));
  for (const { id, follows, from, until, missing } of brokenSequences(counted)) {
    const one = byId.get(id);
    if (one !== undefined) add(one, 'sequence', from, until, missing, { part: `after ${follows}`, follows });
  }
  for (const one of watched)
    for (const { from, until, gap } of missingBeats(one.counts)) add(one, 'silence', from, until, (until - from) / gap);
  return found;
}

function isLess({ kind }: Deviation): boolean {
  return kind === 'drop' || kind === 'silence' || kind === 'sequence';
}
