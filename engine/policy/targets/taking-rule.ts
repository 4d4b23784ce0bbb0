import { paddedThreshold, thresholdOf } from '../evaluate/sampling/threshold.ts';
import type { Probability } from '../model/intents.ts';
import type { Matcher } from '../model/matcher.ts';
import { actionOf, matchersOf, type Policy } from '../model/policy.ts';
import { SEVERITY_NUMBER, TRACE_ID } from '../model/target.ts';

/** Numbers of severities, half-open; never more than the guard leaves: unknown ones and errors are nobody's to take. */
export interface SeverityRange {
  readonly from: number;
  readonly below: number;
}

const GUARDED: SeverityRange = { from: 1, below: 17 };

/** A policy that takes records, with everything that must hold for it: what it matches, and what it may not touch. */
export interface TakingRule {
  readonly policy: Policy;
  readonly action: 'drop' | 'probability' | 'rate' | 'dedupe';
  readonly severity: SeverityRange;
  /** All of them; severities are in the range. */
  readonly matches: readonly Matcher[];
  /** None of these may hold in all its parts. */
  readonly exemptions: readonly (readonly Matcher[])[];
}

/**
 * The policies of a set that take something, each complete in itself: guard and exemptions are part of every rule, so that no target has to be
 * trusted with an order.
 */
export function takingRules(policies: readonly Policy[]): readonly TakingRule[] {
  const enabled = policies.filter((policy) => policy.enabled);
  const kept = enabled.filter((policy) => actionOf(policy) === 'keep').map(matchersOf);
  const ceiling = Math.min(GUARDED.below, ...kept.flatMap(ceilingOf));
  const exemptions = kept.filter((matches) => ceilingOf(matches).length === 0);
  return enabled.flatMap((policy) => {
    const action = actionOf(policy);
    if (action !== 'drop' && action !== 'probability' && action !== 'rate' && action !== 'dedupe') return [];
    let severity: SeverityRange = { from: GUARDED.from, below: ceiling };
    const matches: Matcher[] = [];
    for (const matcher of matchersOf(policy)) {
      const narrowed = narrowedBy(severity, matcher);
      if (narrowed === undefined) matches.push(matcher);
      else severity = narrowed;
    }
    return [{ policy, action, severity, matches, exemptions }];
  });
}

const GUARDS: readonly Matcher[] = [
  { target: SEVERITY_NUMBER, predicate: { gte: GUARDED.from }, negate: false },
  { target: SEVERITY_NUMBER, predicate: { lt: GUARDED.below }, negate: false },
];
/** What is no trace id has no randomness: such a record stays where the policy says nothing else of it. */
const VALID_TRACE: readonly Matcher[] = [
  { target: TRACE_ID, predicate: { regex: '\\A[0-9a-f]{32}\\z' }, negate: false },
  { target: TRACE_ID, predicate: { regex: '\\A0+\\z' }, negate: true },
];

/** The policies with everything written into them that our evaluator knows by itself, for formats whose readers do not. */
export function guardedPolicies(policies: readonly Policy[]): readonly Policy[] {
  return policies.map((policy) => {
    const { log_filter, log_sampling } = policy;
    if (log_filter?.action === 'ACTION_DROP')
      return { ...policy, log_filter: { ...log_filter, matches: [...log_filter.matches, ...GUARDS] } };
    if (log_sampling === undefined) return policy;
    const trace = log_sampling.probability?.key.record_field === 'LOG_RECORD_FIELD_TRACE_ID' ? VALID_TRACE : [];
    return { ...policy, log_sampling: { ...log_sampling, matches: [...log_sampling.matches, ...GUARDS, ...trace] } };
  });
}

/** The threshold clients use, 14 hex digits. */
export function thresholdOfPolicy({ th, percentage, precision }: Probability): string {
  return paddedThreshold(th ?? thresholdOf(percentage / 100, precision));
}

/** Where an exemption is "from this severity on", the ceiling says it. */
function ceilingOf(matches: readonly Matcher[]): readonly number[] {
  const [only] = matches;
  if (matches.length !== 1 || only.negate || only.target.record_field !== 'LOG_RECORD_FIELD_SEVERITY_NUMBER') return [];
  const { gte, gt } = only.predicate;
  return gte !== undefined ? [Math.ceil(gte)] : gt !== undefined ? [Math.floor(gt) + 1] : [];
}

function narrowedBy({ from, below }: SeverityRange, { target, predicate, negate }: Matcher): SeverityRange | undefined {
  if (target.record_field !== 'LOG_RECORD_FIELD_SEVERITY_NUMBER' || negate) return undefined;
  const { gt, gte, lt, lte, equals } = predicate;
  if (gte !== undefined) return { from: Math.max(from, Math.ceil(gte)), below };
  if (gt !== undefined) return { from: Math.max(from, Math.floor(gt) + 1), below };
  if (lt !== undefined) return { from, below: Math.min(below, Math.ceil(lt)) };
  if (lte !== undefined) return { from, below: Math.min(below, Math.floor(lte) + 1) };
  if (typeof equals === 'number' && Number.isInteger(equals)) return { from: Math.max(from, equals), below: Math.min(below, equals + 1) };
  return undefined;
}
