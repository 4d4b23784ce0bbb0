import { matchersOf, type Policy } from '../model/policy.ts';

/**
 * The policies of a list that go out into the world: those that are on, have not ended and were not taken out of force. A draft stops being one
 * by that: whether a version is tried or live is the matter of the version.
 */
export function leaving(policies: readonly Policy[], nowMs: number): readonly Policy[] {
  return policies.flatMap((policy) => {
    const { enabled, control } = policy;
    if (!enabled) return [];
    if (control === undefined) return [policy];
    const hasEnded = control.expires_at !== undefined && Date.parse(control.expires_at) <= nowMs;
    if (hasEnded || control.state === 'disabled' || control.state === 'expired') return [];
    return [control.state === 'draft' ? { ...policy, control: { ...control, state: 'active' as const } } : policy];
  });
}

/** What a service gets: policies that name it, and those that name none, which are for all. */
export function policiesOfService(policies: readonly Policy[], service: string): readonly Policy[] {
  return policies.filter((policy) => {
    const named = matchersOf(policy).flatMap(({ target, predicate, negate }) => {
      const isService = target.resource_attribute?.length === 1 && target.resource_attribute[0] === 'service.name';
      return isService && !negate && typeof predicate.equals === 'string' ? [predicate.equals] : [];
    });
    return named.length === 0 || named.includes(service);
  });
}
