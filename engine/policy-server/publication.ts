import { z } from 'zod';
import { thresholdOf } from '../policy/evaluate/sampling/threshold.ts';
import { actionOf, type Policy, PolicySet } from '../policy/model/policy.ts';
import { checkPolicy, problemsOf } from '../policy/model/read-policies.ts';
import { staticChecks } from '../policy/safety/static-checks.ts';
import { RefusedPolicies } from './answers.ts';

const DAY_MS = 86_400_000;
/** A rule of noise is made for the noise of its time. */
const DEFAULT_LIFE_DAYS = 30;
const MOST_WARNINGS = 100;

export interface CheckedPolicies {
  readonly policies: readonly Policy[];
  /** What the server set by itself. */
  readonly notes: readonly string[];
  /** Safety rules that a policy breaks by what it says; whoever reviews the version should know. */
  readonly warnings: readonly string[];
}

/**
 * What may be published of the policies that were sent: all of them, or nothing.
 * @throws RefusedPolicies with all that is wrong, each with its place
 */
export function checkedPolicies(given: readonly unknown[], nowMs: number): CheckedPolicies {
  const policies: Policy[] = [];
  const problems: string[] = [];
  for (const [index, one] of given.entries()) {
    const { policy, errors } = checkPolicy(one);
    problems.push(...errors.map((error) => `policies[${index}].${error}`));
    if (policy !== undefined) policies.push(policy);
  }
  if (problems.length === 0) problems.push(...problemsOf(idsAreUnique(policies)));
  if (problems.length > 0) throw new RefusedPolicies(problems);
  const notes: string[] = [];
  const published = policies.map((policy) => withThreshold(withExpiry(policy, nowMs, notes)));
  return { policies: published, notes, warnings: published.flatMap(brokenRules).slice(0, MOST_WARNINGS) };
}

/** Rules that were set aside with a reason are no news. */
function brokenRules(policy: Policy): readonly string[] {
  const setAside = new Set(policy.control?.overrides?.map(({ rule }) => rule));
  return staticChecks(policy)
    .filter(({ rule, state }) => state === 'block' && !setAside.has(rule))
    .map(({ rule, title, fact }) => `"${policy.id}" breaks safety rule ${rule} (${title}): ${fact}`);
}

function idsAreUnique(policies: readonly Policy[]): z.ZodError {
  const result = z.object({ policies: PolicySet.shape.policies }).safeParse({ policies });
  return result.error ?? new z.ZodError([]);
}

/** What drops for good ends by itself, and then keeps: if somebody still wants it, somebody still looks at it. */
function withExpiry(policy: Policy, nowMs: number, notes: string[]): Policy {
  if (actionOf(policy) !== 'drop' || policy.control?.expires_at !== undefined) return policy;
  const expires_at = new Date(nowMs + DEFAULT_LIFE_DAYS * DAY_MS).toISOString();
  notes.push(`"${policy.id}" drops and names no end: it ends on ${expires_at.slice(0, 10)}, after ${DEFAULT_LIFE_DAYS} days`);
  return { ...policy, control: { ...(policy.control ?? { state: 'active' }), expires_at } };
}

/** Clients take the threshold as it is written and never compute it: the same lines stay everywhere. */
function withThreshold(policy: Policy): Policy {
  const probability = policy.log_sampling?.probability;
  if (policy.log_sampling === undefined || probability === undefined) return policy;
  const th = thresholdOf(probability.percentage / 100, probability.precision);
  return { ...policy, log_sampling: { ...policy.log_sampling, probability: { ...probability, th } } };
}
