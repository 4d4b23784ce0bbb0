import { readerOf } from '../evaluate/read-target.ts';
import type { LogRecord } from '../evaluate/record.ts';
import { digitsOfKey, digitsOfTrace } from '../evaluate/sampling/randomness.ts';
import { TokenBuckets } from '../evaluate/token-buckets.ts';
import { actionOf, type Policy } from '../model/policy.ts';
import type { ExportedPolicy, TargetDecider } from './export-target.ts';
import { plainText, type RecordTest } from './rule-test.ts';
import { type TakingRule, takingRules, thresholdOfPolicy } from './taking-rule.ts';

/** What a target does to the records of a rule. */
export type Effect =
  | { readonly kind: 'drop' }
  /** By the trace id alone: others stay. 14 hex digits. */
  | { readonly kind: 'below'; readonly threshold: string }
  /** By the hash of a text: others stay. */
  | { readonly kind: 'hashed'; readonly threshold: string; readonly rule: TakingRule }
  /** Lots are drawn. */
  | { readonly kind: 'share'; readonly kept: number }
  /** A limit of its own. */
  | { readonly kind: 'limit'; readonly rule: TakingRule };

/** A rule as a target says it: what is printed, and what decides. */
export interface WrittenRule<Printed> {
  readonly rule: TakingRule;
  readonly printed: Printed;
  readonly test: RecordTest;
  readonly effect: Effect;
  /** Empty: exact. */
  readonly differences: readonly string[];
}

export interface Refusal {
  readonly refused: string;
}

/** @param write a rule, or why it cannot be said */
export function writeRules<Printed>(policies: readonly Policy[], write: (rule: TakingRule) => WrittenRule<Printed> | Refusal) {
  const rules = takingRules(policies);
  const written: WrittenRule<Printed>[] = [];
  const reports = new Map<string, ExportedPolicy>();
  for (const rule of rules) {
    const { id } = rule.policy;
    if (rule.severity.from >= rule.severity.below) {
      // Nothing is left of it between guard and exemptions, here as everywhere.
      reports.set(id, { policyId: id, fidelity: 'exact', reasons: [] });
      continue;
    }
    const result = write(rule);
    if ('refused' in result) reports.set(id, { policyId: id, fidelity: 'out', reasons: [result.refused] });
    else {
      written.push(result);
      reports.set(id, { policyId: id, fidelity: result.differences.length === 0 ? 'exact' : 'close', reasons: result.differences });
    }
  }
  const enabled = policies.filter((policy) => policy.enabled && actionOf(policy) !== 'other');
  return {
    written,
    policies: enabled.map((policy) => reports.get(policy.id) ?? reportOfOther(policy)),
    decider: () => deciderOf(written),
  };
}

function reportOfOther({ id, log_transform }: Policy): ExportedPolicy {
  // Exemptions are part of every rule that takes something.
  if (log_transform === undefined) return { policyId: id, fidelity: 'exact', reasons: [] };
  return { policyId: id, fidelity: 'out', reasons: ['changes of records are not written for this target; nothing is changed'] };
}

function deciderOf(written: readonly WrittenRule<unknown>[]): TargetDecider {
  const deciders = written.map(({ test, effect }) => {
    const keeps = keeperOf(effect);
    return (record: LogRecord, nowMs: number) => (test(record) ? keeps(record, nowMs) : 1);
  });
  return {
    keeps(record, nowMs) {
      let share = 1;
      for (const decide of deciders) {
        share = Math.min(share, decide(record, nowMs));
        if (share === 0) return 0;
      }
      return share;
    },
  };
}

function keeperOf(effect: Effect): (record: LogRecord, nowMs: number) => number {
  switch (effect.kind) {
    case 'drop':
      return () => 0;
    case 'share':
      return () => effect.kept;
    case 'below':
      return ({ traceId }) => {
        const digits = digitsOfTrace(traceId);
        return digits !== undefined && digits < effect.threshold ? 0 : 1;
      };
    case 'hashed': {
      const key = effect.rule.policy.log_sampling?.probability?.key;
      const read = key && readerOf(key);
      return (record) => {
        const text = plainText(read?.(record)) ?? '';
        return text !== '' && digitsOfKey(text) < effect.threshold ? 0 : 1;
      };
    }
    case 'limit': {
      const rate = effect.rule.policy.log_sampling?.rate;
      const buckets = rate && new TokenBuckets(rate);
      return (record, nowMs) => {
        if (buckets === undefined) return 1;
        const group = buckets.groupOf(record);
        if (!buckets.grants(group, nowMs)) return 0;
        buckets.take(group);
        return 1;
      };
    }
  }
}

/** What sampling by trace id alone leaves out of a policy. */
export function traceSampling({ policy }: TakingRule): { readonly threshold: string; readonly differences: readonly string[] } | Refusal {
  const probability = policy.log_sampling?.probability;
  if (probability === undefined) return { refused: 'it is no sampling' };
  if (probability.key.record_field !== 'LOG_RECORD_FIELD_TRACE_ID') return { refused: 'this target samples by trace id alone' };
  return { threshold: thresholdOfPolicy(probability), differences: withoutKey(policy) };
}

/** What happens to records without the key, where the policy would do something about them. */
export function withoutKey(policy: Policy): readonly string[] {
  const probability = policy.log_sampling?.probability;
  if (probability === undefined || (probability.no_key === 'keep' && probability.fallback_key === undefined)) return [];
  return ['records without the key are kept, where the policy samples them by something else'];
}
