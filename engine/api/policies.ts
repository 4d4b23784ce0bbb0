import type { Windows } from '../analysis/compare/windows.ts';
import { AppError } from '../base/app-error.ts';
import type { Handlers } from '../contract/definition.ts';
import { PolicyDraft, type PolicySimulation, type policiesApi } from '../contract/policies.ts';
import { type Backtest, type Baseline, backtest, baselineOf } from '../policy/backtest/backtest.ts';
import { type Compared, compared } from '../policy/backtest/changes.ts';
import { costOfMonth } from '../policy/cost/monthly-cost.ts';
import { DEFAULT_PRICE, PRICES } from '../policy/cost/presets.ts';
import type { Policy } from '../policy/model/policy.ts';
import { checkPolicy } from '../policy/model/read-policies.ts';
import { isCandidate, isMasked, policyFor, propose } from '../policy/propose/propose.ts';
import { prove, withPercentage } from '../policy/propose/strongest.ts';
import { simulate } from '../policy/simulate/simulate.ts';
import type { StoredPolicyChange } from '../store/stored.ts';
import type { TextKeep } from './expected-store.ts';
import type { ExploreTarget } from './explore.ts';

/** An open investigation as far as its policies need it. */
export interface PolicyTarget extends Pick<ExploreTarget, 'pool' | 'isReading' | 'marks'>, TextKeep {
  getPolicies(): string | undefined;
  putPolicies(data: string, changes: readonly StoredPolicyChange[]): void;
  policyChanges(policyId: string): readonly StoredPolicyChange[];
}

export interface PolicyHost {
  /** @throws AppError NOT_FOUND when no such investigation is open. */
  get(investigationId: string): PolicyTarget;
}

const MANY_PATTERNS = 5_000;

/**
 * @param version of the program
 * @param nowMs the clock, for expiries and dates of changes
 */
export function policiesHandlers(host: PolicyHost, version: string, nowMs: () => number = Date.now): Handlers<typeof policiesApi> {
  const baselines = new Baselines(version);
  const comparisons = new Comparisons();
  return {
    getPolicies: async ({ investigationId }) => ({ ...draftOf(host.get(investigationId)), prices: [...PRICES] }),

    savePolicies: async ({ investigationId, policies, price }) => {
      const target = host.get(investigationId);
      for (const policy of policies) checked(policy);
      const before = new Map(draftOf(target).policies.map((policy) => [policy.id, JSON.stringify(policy)]));
      const after = new Map(policies.map((policy) => [policy.id, JSON.stringify(policy)]));
      const ids = new Set([...before.keys(), ...after.keys()]);
      const atUs = nowMs() * 1_000;
      const changes = [...ids]
        .filter((id) => before.get(id) !== after.get(id))
        .map((policyId) => ({ policyId, atUs, data: after.get(policyId) }));
      target.putPolicies(JSON.stringify({ policies, price }), changes);
      return {};
    },

    listPolicyChanges: async ({ investigationId, policyId }) => {
      const changes = host.get(investigationId).policyChanges(policyId);
      return {
        changes: changes.map(({ atUs, data }) => ({ atUs, policy: data === undefined ? undefined : checkPolicy(JSON.parse(data)).policy })),
      };
    },

    proposePolicies: async ({ investigationId }, { signal }) => {
      const target = host.get(investigationId);
      const { explorer } = target.pool;
      const baseline = await baselines.of(target, undefined, signal);
      const { rows, bytes } = await explorer.patterns({}, 1, { limit: MANY_PATTERNS, keep: 'most' }, signal);
      const pins = target.marks().map(({ blockId, row }) => `${blockId}-${row}`);
      const marked = await explorer.recordsOf(pins, signal);
      const useful = new Set([...marked.map(({ patternId }) => patternId), ...(await leads(baseline))]);
      const ids = rows.filter((row) => isCandidate(row, { useful, bytes }) || isMasked(row)).map(({ id }) => id);
      const matchers = ids.length === 0 ? [] : await explorer.matchers(signal, ids);
      const range = {
        fromUs: baseline.buckets.fromUs,
        untilUs: baseline.buckets.fromUs + baseline.buckets.count * baseline.buckets.widthUs,
      };
      const proposed = propose({ patterns: rows, matchers, useful, bytes, range, nowMs: nowMs() });
      const { policies, givenUp } = await prove(explorer, baseline, proposed, pins, signal);
      return { policies: [...policies], givenUp: [...givenUp], partial: target.isReading };
    },

    draftPolicy: async ({ investigationId, patternId }, { signal }) => {
      const { explorer } = host.get(investigationId).pool;
      const { pattern } = await explorer.pattern({}, patternId, signal);
      const [matcher] = await explorer.matchers(signal, [patternId]);
      const { minUs = 0, maxUs = 0 } = await explorer.overview();
      return {
        policy: { ...policyFor(pattern, matcher, { range: { fromUs: minUs, untilUs: maxUs + 1 }, nowMs: nowMs() }), enabled: false },
      };
    },

    simulatePolicies: async ({ investigationId, policies, price, range, windows }, { signal }) => {
      const target = host.get(investigationId);
      const whole = await baselines.of(target, range, signal);
      const baseline = windows === undefined ? whole : { ...whole, compared: comparisons.of(target, whole, windows) };
      const pins = target.marks().map(({ blockId, row }) => `${blockId}-${row}`);
      const simulation = await simulate(target.pool.explorer, baseline, policies.map(checked), price, pins, signal);
      return simulationOf(simulation, target.isReading);
    },

    getPolicyRecords: async ({ investigationId, recordIds }, { signal }) => {
      const records = await host.get(investigationId).pool.explorer.recordsOf(recordIds, signal);
      return {
        records: records.map(({ id, timeUs, level, service, message }) => ({
          id,
          timeUs,
          level,
          service,
          text: message.map(({ text }) => text).join(''),
        })),
      };
    },

    tryShares: async ({ investigationId, policies, price, policyId, percentages }, { signal }) => {
      const target = host.get(investigationId);
      const baseline = await baselines.of(target, undefined, signal);
      const pins = target.marks().map(({ blockId, row }) => `${blockId}-${row}`);
      const shares = [];
      for (const percentage of percentages) {
        const tried = policies
          .filter(({ id, enabled }) => enabled || id === policyId)
          .map((policy) => (policy.id === policyId ? withPercentage({ ...checked(policy), enabled: true }, percentage) : checked(policy)));
        shares.push(shareOf(await backtest(target.pool.explorer, baseline, tried, pins, signal), percentage, policyId, pins.length, price));
      }
      return { shares };
    },
  };
}

type Price = PolicyDraft['price'];

function shareOf({ policies, findings, pinsLost, buckets }: Backtest, percentage: number, policyId: string, pins: number, price: Price) {
  const effect = policies.find((one) => one.policyId === policyId);
  const factor = (30 * 86_400_000_000) / Math.max(1, buckets.count * buckets.widthUs);
  const kept = {
    records: (effect?.matched ?? 0) - (effect?.dropped ?? 0),
    bytes: (effect?.matchedBytes ?? 0) - (effect?.droppedBytes ?? 0) - (effect?.removedBytes ?? 0),
  };
  return {
    percentage,
    cost: costOfMonth({ records: kept.records * factor, bytes: kept.bytes * factor }, { ...price, freeGb: 0 }),
    findings: findings.length,
    findingsKept: findings.filter(({ state }) => state !== 'lost').length,
    latestUs: Math.max(0, ...findings.map(({ delayUs }) => delayUs)),
    pins,
    pinsKept: pins - pinsLost.length,
  };
}

/** What an investigation looks like without policies, until it changes. */
class Baselines {
  readonly #version: string;
  readonly #held = new WeakMap<object, { readonly key: string; readonly of: object; readonly baseline: Promise<Baseline> }>();

  constructor(version: string) {
    this.#version = version;
  }

  async of(
    target: PolicyTarget,
    range: { fromUs: number; untilUs: number } | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Baseline> {
    const { explorer } = target.pool;
    // Another one as soon as anything was committed, records or templates.
    const of = await explorer.overview();
    const key = JSON.stringify(range ?? null);
    const held = this.#held.get(explorer);
    if (held?.key === key && held.of === of) return held.baseline;
    // Another one may wait for it as well: that this one gives up does not stop it.
    // What is found while more is read, or in a part of the time, is asked for once.
    const isLasting = range === undefined && !target.isReading;
    const baseline = baselineOf(
      explorer,
      range === undefined ? {} : { range },
      isLasting ? { version: this.#version, kept: (name) => target.kept(name), keep: (name, text) => target.keep(name, text) } : undefined,
    );
    this.#held.set(explorer, { key, of, baseline });
    const forget = () => this.#held.delete(explorer);
    baseline.then(({ found }) => found).catch(forget);
    const found = await baseline;
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    return found;
  }
}

/** What changed between two windows, until they or the records are others. */
class Comparisons {
  readonly #held = new WeakMap<Baseline, { readonly key: string; readonly compared: Compared }>();

  of({ pool: { explorer } }: PolicyTarget, baseline: Baseline, windows: Windows): Compared {
    const key = JSON.stringify(windows);
    const held = this.#held.get(baseline);
    if (held?.key === key) return held.compared;
    const made = compared(explorer, windows);
    this.#held.set(baseline, { key, compared: made });
    made.before.catch(() => this.#held.delete(baseline));
    return made;
  }
}

async function leads({ found }: Baseline): Promise<string[]> {
  const { incidents } = await found;
  return incidents.flatMap(({ lead }) => lead.watched.patternId ?? []);
}

function draftOf(target: PolicyTarget): PolicyDraft {
  const text = target.getPolicies();
  if (text === undefined) return { policies: [], price: DEFAULT_PRICE };
  const read = PolicyDraft.safeParse(JSON.parse(text));
  return read.success ? read.data : { policies: [], price: DEFAULT_PRICE };
}

/** @throws AppError BAD_POLICY */
function checked(given: Policy): Policy {
  const { policy, errors } = checkPolicy(given);
  if (policy === undefined)
    throw new AppError('BAD_POLICY', `The policy "${given.id}" cannot be used: ${errors.join('; ')}. Nothing was changed. Correct it.`);
  return policy;
}

function simulationOf(simulation: Omit<PolicySimulation, 'partial'>, partial: boolean): PolicySimulation {
  return { ...simulation, partial };
}
