import type { RollingSample } from './rolling-sample.ts';

/** The outermost values from which the shape of a tail is taken: the usual few percent of "peaks over threshold". */
const TAIL_SHARE = 0.02;
/**
 * A tail's mean excess is taken to be at least this part of its distance from the median: half of what it is for normal values. Hardly any
 * difference among the outermost values so far does not make a little more a wonder.
 */
const LEAST_EXCESS = 0.1;
/** So that the shape of a tail rests on four values at least. */
const LEAST_VALUES = 4 / TAIL_SHARE;
/** Beyond one in e^100 nothing is more surprising; an endless surprise would hide all that follows it. */
const MOST = 100;

/**
 * How unlikely a value is among the earlier ones: -ln of the chance of one as far out on its side, in [0, 100]. 0.7 = in the middle,
 * 7 = one in 1,100. What was there before has the chance of its rank. A record falls from there as an exponential whose mean is the
 * mean excess of the tail, so a series with wild tails needs a wilder value; without a tail (a series that never moved) it counts
 * as one in `size`, however far it lies. Too few values to judge: 0.
 * Source: peaks over threshold (Siffer et al., "Anomaly detection in streams with extreme value theory", KDD 2017), tail index 0.
 */
export function surpriseOf(value: number, earlier: RollingSample): number {
  const { size } = earlier;
  if (size < LEAST_VALUES) return 0;
  const asFarOut = Math.min(size - earlier.countBelow(value), size - earlier.countAbove(value));
  if (asFarOut > 0) return Math.log((size + 1) / (asFarOut + 1));
  const beyond = Math.floor(TAIL_SHARE * size);
  const [low, median, high] = [earlier.at(beyond), earlier.quantile(0.5), earlier.at(size - 1 - beyond)];
  return value > high
    ? ofRecord(value - high, high - median, size, earlier.countAbove(high), (rank) => earlier.at(size - 1 - rank) - high)
    : ofRecord(low - value, median - low, size, earlier.countBelow(low), (rank) => low - earlier.at(rank));
}

/**
 * @param excess of the record over the begin of the tail
 * @param distance of that begin from the median
 * @param tail number of values beyond that begin
 * @param excessOf the excess of each of them
 */
function ofRecord(excess: number, distance: number, size: number, tail: number, excessOf: (rank: number) => number): number {
  if (tail === 0) return Math.log(size + 1);
  let sum = 0;
  for (let rank = 0; rank < tail; rank++) sum += excessOf(rank);
  const meanExcess = Math.max(sum / tail, LEAST_EXCESS * distance);
  return Math.min(MOST, Math.log((size + 1) / (tail + 1)) + excess / meanExcess);
}
