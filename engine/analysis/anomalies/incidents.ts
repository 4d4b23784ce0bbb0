import { levelIndex } from '../../base/level.ts';
import type { Deviation } from './deviations.ts';

/** What deviates together, as one. */
export interface Incident {
  /** Where to look first. */
  readonly lead: Deviation;
  /** All of it, the lead among them, in the order in which they began. */
  readonly deviations: readonly Deviation[];
  readonly fromUs: number;
  readonly untilUs: number;
  /** In [0.5, 1): the more deviate and the more each does, the higher. */
  readonly score: number;
}

/** Effects follow their cause within the time over which the detector looks. */
const JOINED_BUCKETS = 24;

/**
 * Deviations that begin soon after one another are one incident; the strongest incident comes first.
 * @param bucketUs width of the buckets in which they were found: no time is known more exactly
 */
export function incidentsOf(deviations: readonly Deviation[], bucketUs: number): Incident[] {
  const ordered = [...deviations].sort((a, b) => a.fromUs - b.fromUs || seriousness(b) - seriousness(a));
  const groups: Deviation[][] = [];
  for (const deviation of ordered) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && deviation.fromUs - last.fromUs <= JOINED_BUCKETS * bucketUs) groups.at(-1)?.push(deviation);
    else groups.push([deviation]);
  }
  return groups.map((group) => incidentOf(group, bucketUs)).sort((a, b) => b.score - a.score || a.fromUs - b.fromUs);
}

/** Names an incident; stays the same as long as the records do. */
export function incidentId({ lead: { watched }, fromUs }: Incident): string {
  return `${watched.patternId ?? watched.service ?? watched.level ?? watched.part ?? ''}-${fromUs}`;
}

function incidentOf(deviations: readonly Deviation[], bucketUs: number): Incident {
  const odds = deviations.reduce((sum, { score }) => sum + score / (1 - score), 0);
  return {
    lead: leadOf(deviations, bucketUs),
    deviations,
    fromUs: deviations[0].fromUs,
    untilUs: Math.max(...deviations.map(({ untilUs }) => untilUs)),
    score: odds / (odds + 1),
  };
}

/**
 * The first warning or worse that appeared or became more, because effects follow their cause; of those that began in the same bucket the most
 * serious, and what is new before what is more. Without one, the first of all.
 */
function leadOf(deviations: readonly Deviation[], bucketUs: number): Deviation {
  const warnings = deviations.filter((one) => isWarning(one) && (one.kind === 'new' || one.kind === 'spike'));
  const first = warnings.filter(({ fromUs }) => fromUs < warnings[0].fromUs + bucketUs);
  const [lead = deviations[0]] = first.sort(
    (a, b) => seriousness(b) - seriousness(a) || Number(b.kind === 'new') - Number(a.kind === 'new') || a.fromUs - b.fromUs,
  );
  return lead;
}

/** Of patterns alone: a level or a service only sums them up. */
function isWarning({ watched }: Deviation): boolean {
  return watched.patternId !== undefined && seriousness({ watched }) >= levelIndex('WARN');
}

function seriousness({ watched }: Pick<Deviation, 'watched'>): number {
  return watched.level === undefined ? 0 : levelIndex(watched.level);
}
