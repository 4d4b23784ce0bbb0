import type { Policy, PolicySet } from '../model/policy.ts';

/** `shadow`: for clients that evaluate and count without dropping. */
export type DeliveryMode = 'enforce' | 'shadow';

export interface Receiver {
  readonly nowMs: number;
  readonly mode: DeliveryMode;
  /** Where the instance stands among all, in [0, 100): it gets a canary of `percent` when it is below. Absent: it gets no canary. */
  readonly position: number | undefined;
}

/**
 * What a client gets of a set: the policies that are on for it now, without what only their authors need. A policy without `control`
 * is on. One that is a draft, disabled or past its time is left out, which keeps records.
 */
export function deliveredSet(set: PolicySet, receiver: Receiver): PolicySet {
  const policies = set.policies
    .filter((policy) => policy.enabled && isOn(policy, receiver))
    .map(({ control: _control, ...policy }): Policy => policy);
  return { ...set, policies };
}

function isOn({ control }: Policy, { nowMs, mode, position }: Receiver): boolean {
  if (control === undefined) return true;
  if (control.expires_at !== undefined && Date.parse(control.expires_at) <= nowMs) return false;
  if (mode === 'shadow') return control.state === 'active' || control.state === 'shadow';
  if (control.state !== 'active') return false;
  if (control.rollout === undefined || control.rollout.stage === 'full') return true;
  return control.rollout.stage === 'canary' && position !== undefined && position < control.rollout.percent_of_instances;
}

/** The next time at which the set changes by itself because a policy ends, in milliseconds since the epoch. */
export function nextExpiryMs(set: PolicySet, nowMs: number): number | undefined {
  const times = set.policies.flatMap(({ control }) => (control?.expires_at === undefined ? [] : [Date.parse(control.expires_at)]));
  const later = times.filter((time) => time > nowMs);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** Shares of instances at which deliveries differ, ascending. */
export function canaryShares(set: PolicySet): readonly number[] {
  const shares = set.policies.flatMap(({ control }) =>
    control?.rollout?.stage === 'canary' ? [control.rollout.percent_of_instances] : [],
  );
  return [...new Set(shares)].sort((a, b) => a - b);
}
