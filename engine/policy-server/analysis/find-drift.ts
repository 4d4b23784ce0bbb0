import { matchersOf, type Policy } from '../../policy/model/policy.ts';
import type { PolicyEffect } from '../../policy/protocol/messages.ts';
import type { AnomalyRow, Place, PolicyCounts } from '../storage/rows.ts';

/** Twice as much or half as much as predicted is another world than the one in which the policy was made. */
const DRIFT_FACTOR = 2;
/** Before that a rate is chance: an hour, and what is predicted for it at least a hundred records. */
const LEAST_MS = 3_600_000;
const LEAST_RECORDS = 100;
const HOUR_MS = 3_600_000;

/** What clients counted for each policy, beside what its evidence predicts. */
export function effectsOf(policies: readonly Policy[], counts: readonly PolicyCounts[], nowMs: number): readonly PolicyEffect[] {
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  return counts.map(({ policyId: id, hit, miss, errors, drop, sample, dedupe, rate, sinceMs }) => {
    const hours = (nowMs - sinceMs) / HOUR_MS;
    const policy = byId.get(id);
    return {
      id,
      hit,
      miss,
      errors,
      suppressed: { drop, sample, dedupe, rate },
      measured_per_hour: hours > 0 ? (hit + miss) / hours : undefined,
      predicted_per_hour: policy && predictedPerHour(policy),
      since: new Date(sinceMs).toISOString(),
    };
  });
}

/** One for each policy whose matches are more than twice, or less than half, of what was predicted; at most one a day. */
export function findDrift(place: Place, effects: readonly PolicyEffect[], nowMs: number): readonly Omit<AnomalyRow, 'id' | 'runId'>[] {
  return effects.flatMap(({ id, measured_per_hour: measured, predicted_per_hour: predicted, since }) => {
    if (measured === undefined || predicted === undefined || predicted === 0) return [];
    const elapsedMs = nowMs - Date.parse(since);
    if (elapsedMs < LEAST_MS || (predicted * elapsedMs) / HOUR_MS < LEAST_RECORDS) return [];
    const factor = measured > predicted ? measured / predicted : predicted / Math.max(measured, predicted / 1_000);
    if (factor <= DRIFT_FACTOR) return [];
    const direction = measured > predicted ? 'more' : 'less';
    const summary = `policy "${id}" matches ${Math.round(measured).toLocaleString('en-US')} records an hour, ${factor.toFixed(1)} times ${direction} than the ${Math.round(predicted).toLocaleString('en-US')} it was made for`;
    const atMs = Math.floor(nowMs / (24 * HOUR_MS)) * 24 * HOUR_MS;
    return [{ ...place, kind: 'drift' as const, subject: id, atMs, score: factor, summary }];
  });
}

function predictedPerHour(policy: Policy): number | undefined {
  const evidence = policy.control?.evidence;
  if (evidence === undefined || matchersOf(policy).length === 0) return undefined;
  const [from, until] = evidence.window.split('/').map((time) => Date.parse(time));
  const hours = (until - from) / HOUR_MS;
  return hours > 0 ? evidence.lines / hours : undefined;
}
