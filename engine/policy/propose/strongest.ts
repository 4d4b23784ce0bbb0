import type { Explorer } from '../../query/explorer.ts';
import { type Backtest, type Baseline, backtest } from '../backtest/backtest.ts';
import type { Policy } from '../model/policy.ts';

/** Shares that are tried, the strongest first; beyond the last a policy is given up. */
const LADDER = [1, 2, 5, 10, 25, 50] as const;

export interface Proven {
  readonly policies: readonly Policy[];
  readonly backtest: Backtest;
  /** Policies that were given up because of what they would have hidden. */
  readonly givenUp: readonly string[];
}

/** Rounds of weakening; each weakens everything that may be to blame. */
const MOST_ROUNDS = 8;

/**
 * Weakens policies until nothing found is lost or found later and no pin goes: samples keep more and more, what cannot keep more is given up.
 * To blame is what touches the pattern, service or level of a finding; where nothing does, everything.
 */
export async function prove(
  explorer: Explorer,
  baseline: Baseline,
  given: readonly Policy[],
  pins: readonly string[],
  signal?: AbortSignal,
): Promise<Proven> {
  let policies = given;
  const givenUp: string[] = [];
  for (let round = 0; ; round++) {
    const result = await backtest(explorer, baseline, policies, pins, signal);
    const bad = result.findings.filter(({ state }) => state === 'lost' || (state === 'delayed' && round < MOST_ROUNDS - 2));
    if ((bad.length === 0 && result.pinsLost.length === 0) || round === MOST_ROUNDS) return { policies, backtest: result, givenUp };
    const names = new Set(
      bad.flatMap(({ incident }) => incident.deviations.map(({ watched }) => watched.patternId ?? watched.service ?? watched.level ?? '')),
    );
    const isToBlame = (policy: Policy): boolean => {
      const effect = result.policies.find(({ policyId }) => policyId === policy.id);
      if (effect === undefined || effect.dropped === 0) return false;
      if (result.pinsLost.some((pin) => effect.goes.includes(pin))) return true;
      return (
        effect.patterns.some(({ patternId }) => names.has(patternId)) ||
        policy.log_sampling?.matches.some(({ predicate }) => typeof predicate.equals === 'string' && names.has(predicate.equals)) === true
      );
    };
    const blamed = policies.filter(isToBlame);
    const weakened = new Set((blamed.length > 0 ? blamed : policies).map(({ id }) => id));
    policies = policies.flatMap((policy) => {
      if (!weakened.has(policy.id) || policy.log_filter?.action === 'ACTION_KEEP') return [policy];
      const weaker = weakerThan(policy);
      if (weaker === undefined) givenUp.push(policy.id);
      return weaker === undefined ? [] : [weaker];
    });
  }
}

function weakerThan(policy: Policy): Policy | undefined {
  const sampling = policy.log_sampling;
  const probability = sampling?.probability;
  if (sampling === undefined || probability === undefined) return undefined;
  const percentage = LADDER.find((step) => step > probability.percentage);
  return percentage === undefined ? undefined : withPercentage(policy, percentage);
}

export function withPercentage(policy: Policy, percentage: number): Policy {
  const sampling = policy.log_sampling;
  if (sampling?.probability === undefined) return policy;
  const { th: _rounded, ...probability } = sampling.probability;
  return {
    ...policy,
    name: policy.name.replace(/^Keep [\d.]+%/, `Keep ${percentage}%`),
    log_sampling: { ...sampling, probability: { ...probability, percentage } },
  };
}
