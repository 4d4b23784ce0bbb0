/** Beats from which a rhythm is learnt. */
const LEAST_BEATS = 20;
/** A beat may come so much earlier or later than usual, and is missing when none came for so many usual gaps. */
const TOLERANCE = 0.5;
const MISSED = 3;
/** Buckets; what beats in every bucket or nearly has a rate. */
const LEAST_GAP = 2;

export interface MissingBeats {
  /** Buckets [from, until) in which beats were due and none came. */
  readonly from: number;
  readonly until: number;
  /** Buckets from beat to beat before. */
  readonly gap: number;
}

/**
 * Where something that comes at even intervals did not come: three beats missing are an alarm, however rare the beats are. Knows at each moment
 * only what came before. What beats in every bucket has a rate and is no heartbeat.
 * @param counts records per bucket
 */
export function missingBeats(counts: ArrayLike<number>): MissingBeats[] {
  const found: MissingBeats[] = [];
  const gaps: number[] = [];
  let last: number | undefined;
  for (let bucket = 0; bucket <= counts.length; bucket++) {
    const isEnd = bucket === counts.length;
    if (!isEnd && counts[bucket] === 0) continue;
    if (last !== undefined) {
      const gap = bucket - last;
      // Only what could be an alarm is held against the rhythm: to find that takes a while.
      const usual = gap > MISSED * LEAST_GAP ? rhythmOf(gaps) : undefined;
      if (usual !== undefined && gap >= MISSED * usual + 1) found.push({ from: last + Math.round(usual), until: bucket, gap: usual });
      // Neither what was missed nor the unfinished gap at the end says how the beats come.
      else if (!isEnd) gaps.push(gap);
    }
    last = bucket;
  }
  return found;
}

/** The usual gap where nearly all gaps so far are about as long; undefined: there is no rhythm. */
function rhythmOf(gaps: readonly number[]): number | undefined {
  if (gaps.length < LEAST_BEATS - 1) return undefined;
  const median = [...gaps].sort((a, b) => a - b)[gaps.length >> 1];
  if (median < LEAST_GAP) return undefined;
  const even = gaps.filter((gap) => Math.abs(gap - median) <= Math.max(1, TOLERANCE * median)).length;
  return even >= 0.95 * gaps.length && Math.max(...gaps) <= 2 * median + 1 ? median : undefined;
}
