/** Records of one pattern per bucket. */
export interface Counted {
  readonly id: string;
  readonly counts: ArrayLike<number>;
}

export interface BrokenSequence {
  /** What no longer came, and what it had followed so far. */
  readonly id: string;
  readonly follows: string;
  /** Buckets [from, until). */
  readonly from: number;
  readonly until: number;
  /** Times the one came without the other. */
  readonly missing: number;
}

/** So often the one must have come with the other before that is more than chance. */
const LEARNT = 100;
/** By so many the two may be apart while one is under way. */
const UNDER_WAY = 3;
/** So many must be missing. */
const LEAST_MISSING = 8;
/** In the newest buckets the other came less than this part as often. */
const PART_LEFT = 0.25;
const NEWEST = 6;

/**
 * Pairs of patterns of which the second came as often as the first, never more than a few apart, until it stopped doing so while the first went
 * on. Independent things that come as often drift apart by dozens within a hundred times.
 * Source: the difference of two counting processes; what is bounded over a hundred steps is no random walk.
 */
export function brokenSequences(patterns: readonly Counted[]): BrokenSequence[] {
  const found: BrokenSequence[] = [];
  for (const group of candidates(patterns)) {
    for (const first of group) for (const second of group) if (first !== second) found.push(...breakOf(first, second));
  }
  // One pattern may have followed several: once is enough.
  const told = new Set<string>();
  return found.sort((a, b) => b.missing - a.missing).filter(({ id, from }) => !told.has(`${id} ${from}`) && told.add(`${id} ${from}`));
}

/** Patterns that had come a hundred times by about the same bucket: only they can go together. */
function candidates(patterns: readonly Counted[]): Counted[][] {
  const learnt = patterns
    .map((pattern) => ({ pattern, at: bucketOf(pattern.counts, LEARNT) }))
    .filter((one): one is { pattern: Counted; at: number } => one.at !== undefined)
    .sort((a, b) => a.at - b.at);
  const groups: { at: number; members: Counted[] }[] = [];
  for (const { pattern, at } of learnt) {
    const last = groups.at(-1);
    if (last !== undefined && at - last.at <= 1) {
      last.members.push(pattern);
      last.at = at;
    } else groups.push({ at, members: [pattern] });
  }
  // Very many at once are patterns of everything, as after a restart of all logs.
  return groups.map(({ members }) => members.slice(0, 40)).filter((members) => members.length > 1);
}

/** The bucket in which a pattern came for the n-th time. */
function bucketOf(counts: ArrayLike<number>, times: number): number | undefined {
  let sum = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    sum += counts[bucket];
    if (sum >= times) return bucket;
  }
  return undefined;
}

function breakOf(first: Counted, second: Counted): BrokenSequence[] {
  let [sumFirst, sumSecond, bound] = [0, 0, 0];
  for (let bucket = 0; bucket < first.counts.length; bucket++) {
    sumFirst += first.counts[bucket];
    sumSecond += second.counts[bucket];
    const apart = sumFirst - sumSecond;
    if (Math.min(sumFirst, sumSecond) < LEARNT) {
      bound = Math.max(bound, Math.abs(apart));
      if (bound > UNDER_WAY) return [];
      continue;
    }
    if (apart < -UNDER_WAY) return [];
    if (apart < bound + LEAST_MISSING) continue;
    const from = beginOf(first, second, bucket);
    const [own, other] = [sumOf(first.counts, from, bucket + 1), sumOf(second.counts, from, bucket + 1)];
    // Both going on and drifting apart are no sequence; the second must be missing.
    if (other > PART_LEFT * own) return [];
    const until = endOf(second, bucket + 1);
    const missing = sumOf(first.counts, from, until) - sumOf(second.counts, from, until);
    return [{ id: second.id, follows: first.id, from, until, missing }];
  }
  return [];
}

/** The bucket after the last in which the second came as the first did. */
function beginOf(first: Counted, second: Counted, noticed: number): number {
  let from = noticed;
  let apart = 0;
  let furthest = -1;
  for (let bucket = noticed; bucket >= Math.max(0, noticed - 8 * NEWEST); bucket--) {
    apart += first.counts[bucket] - second.counts[bucket];
    if (apart > furthest) [furthest, from] = [apart, bucket];
  }
  return from;
}

function endOf(second: Counted, after: number): number {
  for (let bucket = after; bucket < second.counts.length; bucket++) if (second.counts[bucket] > 0) return bucket;
  return second.counts.length;
}

function sumOf(counts: ArrayLike<number>, from: number, until: number): number {
  let sum = 0;
  for (let bucket = from; bucket < until; bucket++) sum += counts[bucket];
  return sum;
}
