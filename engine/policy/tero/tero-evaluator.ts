import { MatchIndex } from '../evaluate/match-index.ts';
import { type Counts, PolicyCounts } from '../evaluate/policy-counts.ts';
import { readerOf } from '../evaluate/read-target.ts';
import { type LogRecord, textOfValue } from '../evaluate/record.ts';
import { digitsOfKey, digitsOfTrace } from '../evaluate/sampling/randomness.ts';
import { paddedThreshold, thresholdOf } from '../evaluate/sampling/threshold.ts';
import { TokenBuckets } from '../evaluate/token-buckets.ts';
import { applyTransforms, compileTransform } from '../evaluate/transforms.ts';
import { durationText } from '../model/duration.ts';
import { compareKeeps } from './keep.ts';
import type { TeroPolicy } from './read-tero.ts';

type Taker = (record: LogRecord, nowMs: number) => boolean;

/**
 * `tero.policy.v1` with its own meaning: of all policies that match a record, the most restrictive alone decides; there is no guard and no
 * exemption. What stays is changed by the transforms of all that match. Whatever fails keeps the record.
 */
export class TeroEvaluator {
  readonly #policies: readonly TeroPolicy[];
  readonly #index: MatchIndex;
  readonly #keeps: readonly Taker[];
  readonly #transforms: readonly ReturnType<typeof compileTransform>[];
  readonly #counts: PolicyCounts;
  /** Place of each policy among all, the most restrictive first. */
  readonly #rank: readonly number[];

  /** Policies that are off or have errors decide nothing. */
  constructor(policies: readonly TeroPolicy[]) {
    const inForce = policies.filter(({ enabled, errors }) => enabled && errors.length === 0);
    this.#policies = inForce.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.#index = new MatchIndex(this.#policies.map(({ matches }) => matches));
    this.#keeps = this.#policies.map(takerOf);
    this.#transforms = this.#policies.map(({ transform }) => compileTransform(transform));
    this.#counts = new PolicyCounts(this.#policies.length);
    const order = this.#policies.map((_, number) => number);
    order.sort((a, b) => compareKeeps(this.#policies[a].keep, this.#policies[b].keep));
    this.#rank = order.map((_, number) => order.indexOf(number));
  }

  /** Whether the record stays; it is changed in place. */
  keeps(record: LogRecord, nowMs: number): boolean {
    this.#counts.consumed++;
    try {
      const matched = this.#index.match(record);
      if (matched.length === 0) return true;
      const winner = matched.reduce((best, number) => (this.#rank[number] < this.#rank[best] ? number : best));
      const isKept = this.#keeps[winner](record, nowMs);
      this.#counts.countMatched(matched, (number) => isKept || number === winner);
      if (isKept)
        applyTransforms(
          record,
          matched.toSorted((a, b) => a - b).map((number) => this.#transforms[number]),
          false,
        );
      return isKept;
    } catch {
      this.#counts.errors++;
      return true;
    }
  }

  takeCounts(): Counts {
    return this.#counts.take(this.#policies.map(({ id }) => id));
  }
}

function takerOf({ keep, sampleKey }: TeroPolicy): Taker {
  if (keep.kind === 'all') return () => true;
  if (keep.kind === 'none') return () => false;
  if (keep.kind === 'rate') {
    const buckets = new TokenBuckets({
      limit: Math.max(keep.limit, Number.MIN_VALUE),
      period: durationText(keep.periodMs),
      burst: keep.limit,
      group_by: [],
    });
    return (_record, nowMs) => {
      if (keep.limit === 0 || !buckets.grants('', nowMs)) return false;
      buckets.take('');
      return true;
    };
  }
  const { percentage } = keep;
  if (percentage === 0) return () => false;
  if (sampleKey === undefined) return () => true;
  const read = readerOf(sampleKey);
  const isTrace = sampleKey.record_field === 'LOG_RECORD_FIELD_TRACE_ID';
  const threshold = paddedThreshold(thresholdOf(percentage / 100));
  return (record) => {
    const key = textOfValue(read(record));
    return key === '' || ((isTrace ? digitsOfTrace(key) : undefined) ?? digitsOfKey(key)) >= threshold;
  };
}
