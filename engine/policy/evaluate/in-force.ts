import type { Policy } from '../model/policy.ts';

/**
 * The policies of a set that count now: drafts, disabled and expired ones do not, which keeps records. A policy without `control` does.
 * @returns also the ids of those that only watch
 */
export function policiesInForce(
  policies: readonly Policy[],
  nowMs: number,
): { readonly policies: readonly Policy[]; readonly watching: ReadonlySet<string> } {
  const inForce = policies.filter(({ enabled, control }) => {
    if (!enabled || control === undefined) return enabled;
    const expiresMs = control.expires_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(control.expires_at);
    return (control.state === 'active' || control.state === 'shadow') && nowMs < expiresMs;
  });
  const isWatching = ({ control }: Policy) => control?.state === 'shadow' || control?.rollout?.stage === 'shadow';
  return { policies: inForce, watching: new Set(inForce.filter(isWatching).map(({ id }) => id)) };
}
