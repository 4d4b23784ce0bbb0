import type { Explorer } from '../../query/explorer.ts';
import { type Backtest, type Baseline, backtest } from '../backtest/backtest.ts';
import { byId, isToBlame } from '../backtest/blame.ts';
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

/** Of what was given up together, so many are tried again one by one, those with most bytes first, at these shares. */
const TRIED_AGAIN = 12;
const SHARES_AGAIN = [10, 50] as const;

/**
 * The strongest policies that lose nothing found and no pin: weakened together first; then what was given up because something else may have
 * been to blame is tried again by itself.
 */
export async function prove(
  explorer: Explorer,
  baseline: Baseline,
  given: readonly Policy[],
  pins: readonly string[],
  signal?: AbortSignal,
): Promise<Proven> {
  let proven = await weakened(explorer, baseline, given, pins, signal);
  const again = given.filter(({ id, log_sampling }) => log_sampling?.probability !== undefined && proven.givenUp.includes(id));
  for (const policy of again.toSorted((a, b) => bytesOf(b) - bytesOf(a)).slice(0, TRIED_AGAIN)) {
    for (const percentage of SHARES_AGAIN) {
      const policies = [...proven.policies, withPercentage(policy, percentage)];
      const result = await backtest(explorer, baseline, policies, pins, signal);
      if (isHarmful(result)) continue;
      proven = { policies, backtest: result, givenUp: proven.givenUp.filter((id) => id !== policy.id) };
      break;
    }
  }
  return proven;
}

function isHarmful({ findings, pinsLost }: Backtest): boolean {
  return pinsLost.length > 0 || findings.some(({ state }) => state !== 'kept');
}

function bytesOf({ control }: Policy): number {
  return control?.evidence?.bytes ?? 0;
}

/**
 * Weakens policies until nothing found is lost or found later and no pin goes: samples keep more and more, what cannot keep more is given up.
 * To blame is what takes from the pattern, service or level that leads a finding; where nothing does, everything.
 */
async function weakened(
  explorer: Explorer,
  baseline: Baseline,
  given: readonly Policy[],
  pins: readonly string[],
  signal?: AbortSignal,
): Promise<Proven> {
  let policies = given;
  const givenUp: string[] = [];
  const rows = byId(await baseline.rows);
  for (let round = 0; ; round++) {
    const result = await backtest(explorer, baseline, policies, pins, signal);
    const bad = result.findings.filter(({ state }) => state === 'lost' || (state === 'delayed' && round < MOST_ROUNDS - 2));
    if ((bad.length === 0 && result.pinsLost.length === 0) || round === MOST_ROUNDS) return { policies, backtest: result, givenUp };
    const blamed = result.policies.filter(
      (effect) =>
        result.pinsLost.some(({ policyId }) => policyId === effect.policyId) || bad.some((finding) => isToBlame(effect, finding, rows)),
    );
    const weakened = new Set(blamed.length > 0 ? blamed.map(({ policyId }) => policyId) : policies.map(({ id }) => id));
    policies = policies.flatMap((policy) => {
      if (!weakened.has(policy.id) || policy.log_filter?.action === 'ACTION_KEEP' || policy.log_transform !== undefined) return [policy];
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
