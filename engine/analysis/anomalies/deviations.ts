import type { Level } from '../../base/level.ts';
import type { Buckets } from '../../query/spread.ts';
import { SeriesDetector } from '../series/series-detector.ts';
import type { Alert } from './alerts.ts';

/** Records per bucket of one thing that is watched: a pattern, all of a service, all of a level. */
export interface Watched {
  readonly patternId?: string | undefined;
  readonly service?: string | undefined;
  readonly level?: Level | undefined;
  readonly counts: readonly number[];
  /** Exact time of the first record, where it is known. */
  readonly firstUs?: number | undefined;
  /** Names what deviates among deviations of one pattern; absent: its rate. */
  readonly part?: string | undefined;
  /** Of `value` and `numbers`. */
  readonly variable?: DeviatingVariable | undefined;
  /** Of `sequence`: the pattern that it had followed. */
  readonly follows?: string | undefined;
  /** Of `alert`. */
  readonly alert?: Alert | undefined;
}

export interface DeviatingVariable {
  /** Number of the variable in its pattern; absent for a field beside the message. */
  readonly slot: number | undefined;
  readonly name: string | undefined;
  /** The new value, and how many others came with it. */
  readonly value?: string | undefined;
  readonly others?: number | undefined;
  /** Medians. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly unit: 'ns' | 'B' | '';
  /** Medians over the time looked at, evenly, where numbers moved. */
  readonly medians?: readonly number[] | undefined;
}

/**
 * Of a rate: new, more, less or none. Of a variable: a value that was never there, numbers that left their range. `sequence`: it no longer
 * follows what it had followed. `alert`: beyond a limit that a person set.
 */
export type DeviationKind = 'new' | 'spike' | 'drop' | 'silence' | 'value' | 'numbers' | 'sequence' | 'alert';

/** A time in which something that is watched is not as it was before. */
export interface Deviation {
  readonly kind: DeviationKind;
  readonly watched: Watched;
  readonly fromUs: number;
  readonly untilUs: number;
  /** Of the moment, in [0.5, 1). */
  readonly score: number;
  readonly records: number;
  readonly perMinute: number;
  /** Before it began. */
  readonly usualPerMinute: number;
}

/** Buckets over which a rate is taken: what the detector needs to notice a change. */
const RATE_BUCKETS = 6;
/** How far back a change may have begun when it is noticed: the longest window of the detector. */
const LOOK_BACK = 24;
/** What is usual is taken from so many buckets before: as many as the detector wants before it judges. */
const USUAL_BUCKETS = 200;
/** Part of the usual records that may still come in a silence: its ends are known by the bucket alone. */
const STRAGGLERS = 0.05;
const MINUTE_US = 60_000_000;

/** Everything unusual in one series, in order of time. A return to what was usual before a deviation is the end of it, not another. */
export function deviationsOf(watched: Watched, buckets: Buckets): Deviation[] {
  const { counts } = watched;
  const detector = new SeriesDetector();
  const found: Deviation[] = [];
  let quietUntil = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const score = detector.next((buckets.fromUs + bucket * buckets.widthUs) / 1_000, counts[bucket]);
    if (score < 0.5 || bucket < quietUntil) continue;
    const change = changeAt(counts, bucket);
    if (!isEvident(counts, change)) continue;
    // The detector takes a while to forget a deviation, and is surprised once more by its end.
    quietUntil = change.until + LOOK_BACK;
    found.push(deviation(watched, buckets, change, score));
  }
  return found;
}

interface Change {
  readonly kind: 'new' | 'spike' | 'drop' | 'silence';
  /** Buckets [from, until). */
  readonly from: number;
  readonly until: number;
  /** Per bucket. */
  readonly usual: number;
}

function changeAt(counts: readonly number[], noticed: number): Change {
  const begin = Math.max(0, noticed - LOOK_BACK);
  const usual = meanOf(counts, Math.max(0, begin - USUAL_BUCKETS), begin);
  const now = meanOf(counts, noticed - RATE_BUCKETS + 1, noticed + 1);
  const isMore = counts[noticed] > usual && now > usual;
  const isChanged = (rate: number): boolean => (isMore ? rate > usual : rate < usual);
  let from = noticed;
  while (from > begin && isChanged(counts[from - 1])) from--;
  let until = noticed + 1;
  while (until < counts.length && isStillChanged(meanOf(counts, Math.max(from, until - RATE_BUCKETS + 1), until + 1), usual, now)) until++;
  // The rate is taken over several buckets; the last of them may be as usual again.
  while (until > noticed + 1 && Math.abs(counts[until - 1] - usual) < Math.abs(counts[until - 1] - now)) until--;
  const isNew = isMore && counts.slice(0, from).every((count) => count === 0);
  const isSilent = !isMore && sumOf(counts, from, until) <= STRAGGLERS * usual * (until - from);
  return { kind: isMore ? (isNew ? 'new' : 'spike') : isSilent ? 'silence' : 'drop', from, until, usual };
}

/** A few records more or less than a handful are no news: were they independent, chance would do as much once in 30,000 times. */
function isEvident(counts: readonly number[], { kind, from, until, usual }: Change): boolean {
  const expected = usual * (until - from);
  return kind === 'new' || Math.abs(sumOf(counts, from, until) - expected) >= 4 * Math.sqrt(Math.max(1, expected));
}

/** Whether a rate is nearer to that of the change than to what was usual. */
function isStillChanged(rate: number, usual: number, changed: number): boolean {
  return Math.abs(rate - usual) >= Math.abs(changed - usual) / 2 && rate > usual === changed > usual;
}

function deviation(watched: Watched, { fromUs, widthUs }: Buckets, { kind, from, until, usual }: Change, score: number): Deviation {
  const records = sumOf(watched.counts, from, until);
  const perMinute = MINUTE_US / widthUs;
  return {
    kind,
    watched,
    fromUs: kind === 'new' && watched.firstUs !== undefined ? watched.firstUs : fromUs + from * widthUs,
    untilUs: fromUs + until * widthUs,
    score,
    records,
    perMinute: (records / (until - from)) * perMinute,
    usualPerMinute: usual * perMinute,
  };
}

function meanOf(counts: readonly number[], from: number, until: number): number {
  return until > from ? sumOf(counts, from, until) / (until - from) : 0;
}

function sumOf(counts: readonly number[], from: number, until: number): number {
  let sum = 0;
  for (let bucket = from; bucket < until; bucket++) sum += counts[bucket];
  return sum;
}
