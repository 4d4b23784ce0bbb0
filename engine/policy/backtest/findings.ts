import type { Deviation, Watched } from '../../analysis/anomalies/deviations.ts';
import { deviationsIn, leastOfNewIn, type WatchedRow, watchedIn } from '../../analysis/anomalies/find-incidents.ts';
import { type Incident, incidentsOf } from '../../analysis/anomalies/incidents.ts';
import { watchOrder } from '../../analysis/anomalies/watch-order.ts';
import { watchValues } from '../../analysis/anomalies/watch-values.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import type { Buckets } from '../../query/spread.ts';

/** What would become of something that was found. */
export interface FindingFate {
  readonly incident: Incident;
  readonly state: 'kept' | 'delayed' | 'lost';
  /** How much later its lead would be noticed. */
  readonly delayUs: number;
}

/** Incidents of all records, and what is needed to look for them again in fewer. */
export interface FoundBefore {
  readonly incidents: readonly Incident[];
  /** Of rates, by what is watched. */
  readonly deviations: ReadonlyMap<string, readonly Deviation[]>;
  /** Missing beats and broken sequences. */
  readonly ofOrder: readonly Deviation[];
  /** Values and numbers that were never there before. */
  readonly ofValues: readonly Deviation[];
  readonly leastOfNew: number;
}

/** What policies leave, as far as findings ask for it. */
export interface RemainingRows {
  /** The same patterns with the counts that would remain, by weight. */
  rows(): readonly WatchedRow[];
  /** Whether records of a pattern, a service or a level go. */
  isTouched(name: string): boolean;
  /** Records of a pattern that go, by bucket; undefined where none does. */
  goneOf(pattern: string): readonly number[] | undefined;
}

/** A deviation that begins so many buckets apart from another is not the same. */
const SAME_WITHIN = 24;
/** Records of its pattern that a variable must have been seen in before anything about it is new, and then to be noticed. */
const LEARNT = 100;
const NOTICED_BY = { value: 4, numbers: 8 } as const;

export async function findBefore(
  explorer: Pick<Explorer, 'samples'>,
  asked: Asked,
  rows: readonly CountedRow[],
  buckets: Buckets,
  signal?: AbortSignal,
): Promise<FoundBefore> {
  const leastOfNew = leastOfNewIn(rows, buckets);
  const range = { fromUs: buckets.fromUs, untilUs: buckets.fromUs + buckets.count * buckets.widthUs };
  // Threads read values while this one looks at rates.
  const reading = buckets.count === 0 ? Promise.resolve([]) : watchValues(explorer, asked, range, rows, signal);
  // Whoever awaits it below hears of a failure; until then it is nobody's.
  reading.catch(() => undefined);
  const deviations = new Map<string, readonly Deviation[]>();
  const watched = watchedIn(rows);
  for (const one of watched) deviations.set(nameOf(one), await deviationsIn([one], leastOfNew, buckets, signal));
  const ofRates = [...deviations.values()].flat();
  const ofOrder = watchOrder(ofPatterns(watched), ofRates, buckets);
  const ofValues = await reading;
  return { incidents: incidentsOf([...ofRates, ...ofOrder, ...ofValues], buckets.widthUs), deviations, ofOrder, ofValues, leastOfNew };
}

/**
 * Looks for the same anomalies in what would remain, counts estimated by weights. Only series that a policy touches are looked through again.
 * An incident is lost when what led it is not noticed any more, delayed when it is noticed later. What values betray is taken to need so many
 * records, wherever they lie among those that remain: values are not read again.
 * @param rows the patterns of all records
 */
export async function fatesOf(
  before: FoundBefore,
  rows: readonly WatchedRow[],
  remaining: RemainingRows,
  buckets: Buckets,
  signal?: AbortSignal,
): Promise<FindingFate[]> {
  const after = new Map<string, readonly Deviation[]>();
  const isTouched = ({ patternId, service, level }: Watched) => remaining.isTouched(patternId ?? service ?? level ?? '');
  const watched = watchedIn(remaining.rows());
  for (const one of watched) {
    const name = nameOf(one);
    after.set(name, isTouched(one) ? await deviationsIn([one], before.leastOfNew, buckets, signal) : (before.deviations.get(name) ?? []));
  }
  const known = new Set(before.ofOrder);
  const led = before.incidents.flatMap(({ lead }) => (known.has(lead) ? [lead.watched.patternId, lead.watched.follows] : []));
  const ordered = ofPatterns(watched).filter(({ patternId }) => led.includes(patternId));
  if (ordered.length > 0)
    for (const one of watchOrder(ordered, [...after.values()].flat(), buckets))
      after.set(nameOf(one.watched), [...(after.get(nameOf(one.watched)) ?? []), one]);
  const counts = new Map(rows.map(({ id, spark }) => [id, spark]));
  return before.incidents.map((incident) => {
    const { kind, watched: led } = incident.lead;
    return kind === 'value' || kind === 'numbers'
      ? fateOfValues(incident, counts.get(led.patternId ?? '') ?? [], remaining.goneOf(led.patternId ?? ''), buckets)
      : fateOf(incident, after.get(nameOf(led)) ?? [], buckets.widthUs);
  });
}

function fateOf(incident: Incident, after: readonly Deviation[], bucketUs: number): FindingFate {
  const { lead } = incident;
  const same = after
    .filter(({ kind, fromUs }) => isSameWay(kind, lead.kind) && Math.abs(fromUs - lead.fromUs) <= SAME_WITHIN * bucketUs)
    .sort((a, b) => Math.abs(a.fromUs - lead.fromUs) - Math.abs(b.fromUs - lead.fromUs))[0];
  if (same === undefined) return { incident, state: 'lost', delayUs: 0 };
  const delayUs = Math.max(0, same.fromUs - lead.fromUs);
  return { incident, state: delayUs > bucketUs ? 'delayed' : 'kept', delayUs };
}

/** @param counts of the pattern, by bucket @param gone those of them that go */
function fateOfValues(incident: Incident, counts: readonly number[], gone: readonly number[] | undefined, buckets: Buckets): FindingFate {
  if (gone === undefined) return { incident, state: 'kept', delayUs: 0 };
  const { kind, fromUs, untilUs, perMinute } = incident.lead;
  const [from, until] = [fromUs, untilUs].map((timeUs) => Math.round((timeUs - buckets.fromUs) / buckets.widthUs));
  const kept = (a: number, b: number): number => sumOf(counts, a, b) - sumOf(gone, a, b);
  const share = kept(from, until) / Math.max(1, sumOf(counts, from, until));
  // Of so many there must be enough, as they come more seldom.
  const need = kind === 'numbers' ? NOTICED_BY.numbers : NOTICED_BY.value;
  const perUs = perMinute / 60e6;
  const delayUs = share <= 0 || perUs <= 0 ? Number.POSITIVE_INFINITY : need / (perUs * share) - need / perUs;
  if (kept(0, from) < LEARNT || delayUs >= untilUs - fromUs) return { incident, state: 'lost', delayUs: 0 };
  return { incident, state: delayUs > buckets.widthUs ? 'delayed' : 'kept', delayUs: Math.round(delayUs) };
}

/** What is new and what is more are told apart by what was before, which a sample may not hold. */
function isSameWay(a: Deviation['kind'], b: Deviation['kind']): boolean {
  if (a === 'sequence' || b === 'sequence') return a === b;
  const isMore = (kind: Deviation['kind']): boolean => kind === 'new' || kind === 'spike';
  return isMore(a) === isMore(b);
}

function ofPatterns(watched: readonly Watched[]): Watched[] {
  return watched.filter(({ patternId }) => patternId !== undefined);
}

/** What is watched, by a name of its own. */
export function nameOf({ patternId, service, level }: Watched): string {
  return patternId === undefined ? `${service ?? ''} ${level ?? ''}` : `pattern ${patternId}`;
}

function sumOf(counts: readonly number[], from: number, until: number): number {
  let sum = 0;
  for (let bucket = Math.max(0, from); bucket < Math.min(counts.length, until); bucket++) sum += counts[bucket];
  return sum;
}
