import { actionOf, matchersOf, type Policy } from '../model/policy.ts';
import { type Decision, decision } from './decision.ts';
import { DedupeWindows } from './dedupe-windows.ts';
import { MatchIndex } from './match-index.ts';
import { type Counts, PolicyCounts } from './policy-counts.ts';
import type { LogRecord } from './record.ts';
import { type Randomness, randomnessOf } from './sampling/randomness.ts';
import { isThreshold, paddedThreshold, probabilityOf, thresholdOf, trimmed, weightOf } from './sampling/threshold.ts';
import { TokenBuckets } from './token-buckets.ts';
import { applyTransforms, type CompiledTransform, compileTransform } from './transforms.ts';

const FIRST_ERROR = 17;
const NONE: readonly never[] = [];
/** Under which records carry the strictest sampling they went through. */
export const THRESHOLD_ATTRIBUTE = 'sampling.threshold';

export interface EvaluatorOptions {
  /**
   * What nothing may take, whatever the policies say: errors (severity 17 and above) and records of unknown severity, errors alone, or
   * nothing. Default: both.
   */
  readonly guard?: 'errors-and-unset' | 'errors' | 'none';
  /** In [0, 1); default Math.random. */
  readonly random?: () => number;
  /** Ids of policies that count what they match and decide nothing. */
  readonly watching?: ReadonlySet<string>;
}

/** What becomes of records that only their own chance tells apart. */
export interface Chance {
  /** Share that goes, in [0, 1). */
  readonly rejected: number;
  readonly kept: Decision;
  readonly gone: Decision;
}

interface Sampler {
  readonly threshold: string;
  readonly padded: string;
  readonly randomness: (record: LogRecord) => Randomness | undefined;
}

interface Compiled {
  readonly policy: Policy;
  readonly action: ReturnType<typeof actionOf>;
  readonly isWatching: boolean;
  readonly sampler: Sampler | undefined;
  readonly windows: DedupeWindows | undefined;
  readonly buckets: TokenBuckets | undefined;
  readonly transform: CompiledTransform | undefined;
}

/**
 * Decides record by record which stay, as one instance of a program does: windows and limits are its own. The same records at the same times
 * get the same decisions. Order of policies changes nothing. Whatever fails keeps the record.
 *
 * Order for one record: guards and exemptions, drops, windows of dedupes, the strictest of the samples, limits; then transforms of what stays.
 */
export class Evaluator {
  readonly policies: readonly Policy[];
  readonly #compiled: readonly Compiled[];
  readonly #index: MatchIndex;
  readonly #counts: PolicyCounts;
  readonly #guardUnset: boolean;
  readonly #guardFrom: number;
  readonly #unmatched = decision('unmatched');
  readonly #guarded = decision('guarded');
  readonly #passed = decision('passed');
  readonly #exempt: readonly Decision[];
  readonly #dropped: readonly Decision[];

  /** @param policies valid ones; those that are not enabled or not about logs decide nothing */
  constructor(policies: readonly Policy[], { guard = 'errors-and-unset', random = Math.random, watching }: EvaluatorOptions = {}) {
    const inForce = policies.filter((policy) => policy.enabled && actionOf(policy) !== 'other');
    this.policies = inForce.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.#compiled = this.policies.map((policy) => compiled(policy, watching?.has(policy.id) === true, random));
    this.#index = new MatchIndex(this.policies.map(matchersOf));
    this.#counts = new PolicyCounts(this.policies.length);
    this.#guardUnset = guard === 'errors-and-unset';
    this.#guardFrom = guard === 'none' ? Number.POSITIVE_INFINITY : FIRST_ERROR;
    this.#exempt = this.policies.map((_, number) => decision('exempt', number));
    this.#dropped = this.policies.map((_, number) => decision('dropped', number));
  }

  /** Decides, counts, and changes the record in place where it stays. @param nowMs what windows and limits go by */
  decide(record: LogRecord, nowMs: number = record.timeMs): Decision {
    this.#counts.consumed++;
    try {
      const matched = this.#index.match(record);
      if (matched.length === 0) return this.#unmatched;
      const found = this.#decided(record, matched, nowMs);
      this.#counts.countMatched(matched, (number) => isHonoured(this.#compiled[number], found.decision, found.strictest));
      if (found.decision.keep) this.#transform(record, matched);
      return found.decision;
    } catch {
      this.#counts.errors++;
      return decision('failed');
    }
  }

  /**
   * What becomes of every record of a severity that exactly these policies match, where nothing but that decides; undefined where windows,
   * limits or the randomness of each record have a say. Counts nothing.
   * @param matched numbers into `policies`
   */
  decideByForm(matched: readonly number[], severityNumber: number): Decision | undefined {
    if (matched.length === 0) return this.#unmatched;
    if (this.guards(severityNumber)) return this.#guarded;
    const exempt = this.#first(matched, 'keep');
    if (exempt !== undefined) return this.#exempt[exempt];
    const dropped = this.#first(matched, 'drop');
    if (dropped !== undefined) return this.#dropped[dropped];
    return this.#of(matched, ({ action }) => (action === 'transform' ? undefined : action)).length > 0 ? undefined : this.#passed;
  }

  /**
   * What becomes of all records that exactly these policies match and that are like this one in everything policies read: the same, or one of
   * two by chance. Undefined where windows, limits or several chances have a say. Counts nothing.
   * @param matched numbers into `policies`
   */
  decideAlike(matched: readonly number[], record: LogRecord): Decision | Chance | undefined {
    const byForm = this.decideByForm(matched, record.severityNumber);
    if (byForm !== undefined) return byForm;
    if (this.#of(matched, ({ windows, buckets }) => windows ?? buckets).length > 0) return undefined;
    const samplers = this.#of(matched, ({ sampler }) => sampler);
    if (!samplers.some(({ value }) => value.randomness(record)?.isFresh)) return this.decideMatched(matched, record, record.timeMs);
    if (samplers.length > 1) return undefined;
    const [{ number, value }] = samplers;
    const { threshold } = value;
    return {
      rejected: 1 - probabilityOf(threshold),
      kept: { ...this.#passed, threshold, weight: weightOf(threshold) },
      gone: decision('sampled', number),
    };
  }

  /** What becomes of a record that exactly these policies match: numbers into `policies`. Changes and counts nothing. */
  decideMatched(matched: readonly number[], record: LogRecord, nowMs: number): Decision {
    try {
      return this.#decided(record, matched, nowMs).decision;
    } catch {
      return decision('failed');
    }
  }

  /**
   * Decides as `decide` does, where chance has no say: 1 for a record that stays, 0 for one that goes. Where only lots are drawn, the share of
   * such records that stay.
   */
  keptShare(record: LogRecord, nowMs: number): number {
    const alike = this.decideAlike(this.#index.match(record), record);
    if (alike !== undefined && 'rejected' in alike) return 1 - alike.rejected;
    // Transforms change the record they are given.
    return this.decide({ ...record }, nowMs).keep ? 1 : 0;
  }

  /** Whether nothing may take the record. */
  guards(severityNumber: number): boolean {
    return severityNumber >= this.#guardFrom || (severityNumber === 0 && this.#guardUnset);
  }

  /** Records suppressed by dedupes and limits that no later record reported; asked for at the end, and forgotten then. */
  takeUnreported(): readonly { readonly policyId: string; readonly suppressed: number }[] {
    return this.#compiled.flatMap(({ policy, windows, buckets }) => {
      const inWindows = windows?.takeUnreported().reduce((sum, { suppressed }) => sum + suppressed, 0) ?? 0;
      const suppressed = inWindows + (buckets?.takeUnreported() ?? 0);
      return suppressed === 0 ? [] : [{ policyId: policy.id, suppressed }];
    });
  }

  /** Everything counted since the last time it was taken. Taken together, never twice. */
  takeCounts(): Counts {
    return this.#counts.take(this.policies.map(({ id }) => id));
  }

  #decided(record: LogRecord, matched: readonly number[], nowMs: number): { decision: Decision; strictest: string | undefined } {
    const { severityNumber } = record;
    if (this.guards(severityNumber)) return { decision: this.#guarded, strictest: undefined };
    const exempt = this.#first(matched, 'keep');
    if (exempt !== undefined) return { decision: this.#exempt[exempt], strictest: undefined };
    const dropped = this.#first(matched, 'drop');
    if (dropped !== undefined) return { decision: this.#dropped[dropped], strictest: undefined };
    return this.#thinned(record, matched, nowMs);
  }

  /** Windows, then samples, then limits. */
  #thinned(record: LogRecord, matched: readonly number[], nowMs: number): { decision: Decision; strictest: string | undefined } {
    let logCount = 1;
    const windows = this.#of(matched, ({ windows: own }) => own && { own, key: own.keyOf(record) });
    let held: number | undefined;
    for (const { number, value } of windows) if (value.own.suppresses(value.key, nowMs)) held ??= number;
    if (held !== undefined) return { decision: decision('deduped', held), strictest: undefined };
    for (const { value } of windows) logCount += value.own.open(value.key, nowMs);

    const sample = this.#sampled(record, matched);
    if (sample?.isKept === false) return { decision: decision('sampled', sample.number), strictest: sample.padded };

    const buckets = this.#of(matched, ({ buckets: own }) => own && { own, group: own.groupOf(record) });
    const refused = buckets.filter(({ value }) => !value.own.grants(value.group, nowMs));
    if (refused.length > 0) {
      for (const { value } of refused) value.own.countRefused(value.group);
      return { decision: decision('limited', refused[0].number), strictest: sample?.padded };
    }
    for (const { value } of buckets) logCount += value.own.take(value.group);
    const { threshold, randomness } = sample ?? {};
    const weight = threshold === undefined ? 1 : weightOf(threshold);
    return {
      decision: { keep: true, outcome: 'passed', policy: undefined, threshold, randomness, weight, logCount },
      strictest: sample?.padded,
    };
  }

  /**
   * The strictest threshold of all that match; where policies take their randomness from different keys, each has its own say. Undefined where
   * no sample matches or none of them finds a key.
   */
  #sampled(record: LogRecord, matched: readonly number[]) {
    let strictest: { number: number; isKept: boolean; padded: string; threshold: string; randomness: string | undefined } | undefined;
    for (const { number, value: sampler } of this.#of(matched, ({ sampler: own }) => own)) {
      const found = sampler.randomness(record);
      if (found === undefined) continue;
      const isKept = found.digits >= sampler.padded;
      const isStricter = strictest === undefined || (isKept === strictest.isKept ? sampler.padded > strictest.padded : !isKept);
      if (isStricter)
        strictest = {
          number,
          isKept,
          padded: sampler.padded,
          threshold: sampler.threshold,
          randomness: found.isFresh ? found.digits : undefined,
        };
    }
    if (strictest === undefined) return undefined;
    const carried = record.attributes[THRESHOLD_ATTRIBUTE];
    if (isThreshold(carried) && paddedThreshold(carried) > strictest.padded) return { ...strictest, threshold: trimmed(carried) };
    return strictest;
  }

  #first(matched: readonly number[], action: Compiled['action']): number | undefined {
    let first: number | undefined;
    for (const number of matched) {
      const { action: own, isWatching } = this.#compiled[number];
      if (own === action && !isWatching && (first === undefined || number < first)) first = number;
    }
    return first;
  }

  /** Policies among the matched that have something, in the order of their ids. */
  #of<T>(matched: readonly number[], pick: (one: Compiled) => T | undefined): readonly { number: number; value: T }[] {
    let found: { number: number; value: T }[] | undefined;
    for (const number of matched) {
      const one = this.#compiled[number];
      const value = one.isWatching ? undefined : pick(one);
      if (value === undefined) continue;
      found ??= [];
      found.push({ number, value });
    }
    if (found === undefined) return NONE;
    return found.length < 2 ? found : found.sort((a, b) => a.number - b.number);
  }

  #transform(record: LogRecord, matched: readonly number[]): void {
    const transforms = this.#of(matched, ({ transform }) => transform);
    if (transforms.length === 0) return;
    const isGuarded = record.severityNumber >= this.#guardFrom;
    applyTransforms(
      record,
      transforms.map(({ value }) => value),
      isGuarded,
    );
  }
}

function compiled(policy: Policy, isWatching: boolean, random: () => number): Compiled {
  const { probability, rate, dedupe } = policy.log_sampling ?? {};
  const threshold = probability && (probability.th ?? thresholdOf(probability.percentage / 100, probability.precision));
  return {
    policy,
    action: actionOf(policy),
    isWatching,
    sampler:
      probability === undefined || threshold === undefined
        ? undefined
        : { threshold: trimmed(threshold), padded: paddedThreshold(threshold), randomness: randomnessOf(probability, random) },
    windows: dedupe && new DedupeWindows(dedupe),
    buckets: rate && new TokenBuckets(rate),
    transform: policy.log_transform && compileTransform(policy.log_transform),
  };
}

/** Whether what became of the record is what the policy wanted. */
function isHonoured({ action, sampler }: Compiled, { keep, outcome }: Decision, strictest: string | undefined): boolean {
  switch (action) {
    case 'keep':
      return keep;
    case 'drop':
      return outcome === 'dropped';
    case 'dedupe':
      return outcome === 'deduped' || outcome === 'passed' || outcome === 'sampled' || outcome === 'limited';
    case 'probability':
      return outcome === 'passed' || (outcome === 'sampled' && sampler?.padded === strictest) || outcome === 'limited';
    case 'rate':
      return outcome === 'passed' || outcome === 'limited';
    default:
      return keep;
  }
}
