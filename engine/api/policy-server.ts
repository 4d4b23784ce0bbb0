import { isAppError } from '../base/app-error.ts';
import { US_PER_MS } from '../base/time.ts';
import type { Handlers } from '../contract/definition.ts';
import type { PolicyComparison, PublishedVersion, policyServerApi } from '../contract/policy-server.ts';
import { POLICY_FORMAT, Policy, type PolicySet } from '../policy/model/policy.ts';
import { compareSets } from '../policy/protocol/compare-sets.ts';
import { diffLines } from '../policy/protocol/diff-lines.ts';
import type { VersionSummary } from '../policy/protocol/messages.ts';
import { leaving } from '../policy/publish/leaving.ts';
import type { PolicyServerClient } from '../policy/publish/policy-server-client.ts';
import type { PolicyServerDesk } from './policy-server-desk.ts';

const NOBODY = { versions: [], activeVersion: undefined, agents: 0, agentsUpToDate: 0 };

/** @param nowMs the clock, for policies that end */
export function policyServerHandlers(desk: PolicyServerDesk, nowMs: () => number = Date.now): Handlers<typeof policyServerApi> {
  return {
    getPolicyServer: () => desk.state(),

    putPolicyServer: ({ url, key }, { signal }) => desk.put(url, key, signal),

    getPublished: async ({ service }, { signal }) => {
      const client = await desk.client();
      try {
        const [{ versions }, { services }] = await Promise.all([client.history(service, signal), client.services(signal)]);
        const summary = services.find((one) => one.service === service);
        return {
          versions: versions.map(publishedVersion),
          activeVersion: summary?.active_version,
          agents: summary?.agents ?? 0,
          agentsUpToDate: summary?.agents_up_to_date ?? 0,
        };
      } catch (error) {
        // Known with its first version: until then there is nothing, which is no failure.
        if (isAppError(error, 'NOT_FOUND')) return NOBODY;
        throw error;
      }
    },

    comparePublished: async ({ service, policies, version }, { signal }) => {
      const before = await contentOf(await desk.client(), service, version, signal);
      return comparisonOf(service, version, before, leaving(policies, nowMs()));
    },

    comparePublishedVersions: async ({ service, from, to }, { signal }) => {
      const client = await desk.client();
      const [before, after] = await Promise.all([contentOf(client, service, from, signal), contentOf(client, service, to, signal)]);
      return comparisonOf(service, from, before, after);
    },

    publishPolicies: async ({ service, policies, reason, stage, percentOfInstances, basedOn }, { signal }) => {
      const client = await desk.client();
      desk.countSent();
      const about = { reason, stage, percent_of_instances: percentOfInstances, based_on: basedOn };
      const { version, notes, warnings } = await client.publish(service, leaving(policies, nowMs()), about, signal);
      return { version, notes: [...notes, ...warnings] };
    },

    rollBackPolicies: async ({ service, version, reason }, { signal }) => {
      const client = await desk.client();
      desk.countSent();
      const published = await client.rollback(service, version, { reason }, signal);
      return { version: published.version };
    },
  };
}

async function contentOf(client: PolicyServerClient, service: string, version: number, signal: AbortSignal | undefined): Promise<Policy[]> {
  if (version === 0) return [];
  const { content } = await client.version(service, version, signal);
  return content.map((policy) => Policy.parse(policy));
}

function comparisonOf(service: string, from: number, before: readonly Policy[], after: readonly Policy[]): PolicyComparison {
  const set = (policies: readonly Policy[]): PolicySet => ({
    format: POLICY_FORMAT,
    service,
    version: from,
    policies: policies.map(compared),
  });
  const found = compareSets(set(before), set(after));
  return {
    from,
    added: found.added.length,
    removed: found.removed.length,
    changed: found.changed.length,
    unchanged: found.unchanged,
    lines: [...diffLines(found)],
  };
}

/**
 * Of a policy, what decides about records. The threshold follows from the share, and the server moves the end of what drops with every
 * version: to a reader neither is a change.
 */
function compared({ control, ...policy }: Policy): Policy {
  const state =
    control?.state === undefined || control.state === 'active' ? {} : { control: { state: control.state, rollout: control.rollout } };
  const probability = policy.log_sampling?.probability;
  if (policy.log_sampling === undefined || probability === undefined) return { ...policy, ...state };
  const { th: _th, ...own } = probability;
  return { ...policy, ...state, log_sampling: { ...policy.log_sampling, probability: own } };
}

function publishedVersion({ stages, percent_of_instances, rollback_of, created_at, ...version }: VersionSummary): PublishedVersion {
  const began = stages.find(({ stage }) => stage === 'active');
  const ended = began && stages.find(({ stage, at }) => stage === 'retired' && at >= began.at);
  return {
    version: version.version,
    stage: version.stage,
    percentOfInstances: percent_of_instances,
    policies: version.policies,
    author: version.author,
    reason: version.reason,
    createdUs: usOf(created_at),
    rollbackOf: rollback_of,
    liveFromUs: began && usOf(began.at),
    liveUntilUs: ended && usOf(ended.at),
  };
}

function usOf(iso: string): number {
  return Date.parse(iso) * US_PER_MS;
}
