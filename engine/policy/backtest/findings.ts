import type { Deviation, Watched } from '../../analysis/anomalies/deviations.ts';
import { deviationsIn, leastOfNewIn, type WatchedRow, watchedIn } from '../../analysis/anomalies/find-incidents.ts';
import { type Incident, incidentsOf } from '../../analysis/anomalies/incidents.ts';
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
  readonly deviations: ReadonlyMap<string, readonly Deviation[]>;
  readonly leastOfNew: number;
}

/** A deviation that begins so many buckets apart from another is not the same. */
const SAME_WITHIN = 24;

export async function findBefore(rows: readonly WatchedRow[], buckets: Buckets, signal?: AbortSignal): Promise<FoundBefore> {
  const leastOfNew = leastOfNewIn(rows, buckets);
  const deviations = new Map<string, readonly Deviation[]>();
  for (const watched of watchedIn(rows)) deviations.set(nameOf(watched), await deviationsIn([watched], leastOfNew, buckets, signal));
  return { incidents: incidentsOf([...deviations.values()].flat(), buckets.widthUs), deviations, leastOfNew };
}

/**
 * Looks for the same anomalies in what would remain, counts estimated by weights. Only series that a policy touches are looked through again.
 * An incident is lost when what led it is not noticed any more, delayed when it is noticed later.
 * @param rows the same patterns with the counts that would remain
 */
export async function fatesOf(
  before: FoundBefore,
  rows: readonly WatchedRow[],
  touched: ReadonlySet<string>,
  buckets: Buckets,
  signal?: AbortSignal,
): Promise<FindingFate[]> {
  const after = new Map<string, readonly Deviation[]>();
  const isTouched = ({ patternId, service, level }: Watched) => touched.has(patternId ?? service ?? level ?? '');
  for (const watched of watchedIn(rows)) {
    const name = nameOf(watched);
    after.set(
      name,
      isTouched(watched) ? await deviationsIn([watched], before.leastOfNew, buckets, signal) : (before.deviations.get(name) ?? []),
    );
  }
  return before.incidents.map((incident) => fateOf(incident, after.get(nameOf(incident.lead.watched)) ?? [], buckets.widthUs));
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

/** What is new and what is more are told apart by what was before, which a sample may not hold. */
function isSameWay(a: Deviation['kind'], b: Deviation['kind']): boolean {
  const isMore = (kind: Deviation['kind']): boolean => kind === 'new' || kind === 'spike';
  return isMore(a) === isMore(b);
}

function nameOf({ patternId, service, level }: Watched): string {
  return patternId === undefined ? `${service ?? ''} ${level ?? ''}` : `pattern ${patternId}`;
}
