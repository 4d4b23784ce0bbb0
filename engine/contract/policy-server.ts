import { z } from 'zod';
import { Policy } from '../policy/model/policy.ts';
import { Stage } from '../policy/protocol/messages.ts';
import { Count, EpochUs } from './common.ts';
import { call } from './definition.ts';

/** Where policies are published. The key itself never comes back. */
export const PolicyServer = z.object({
  /** Absent: none is set up. */
  url: z.string().optional(),
  hasKey: z.boolean(),
  /** Until the end of the process, or for longer. */
  keyIsKept: z.boolean(),
  /** How often policies were sent there since the program began. */
  sent: Count,
});

export const PublishedVersion = z.object({
  version: z.int(),
  stage: Stage,
  percentOfInstances: z.number().optional(),
  policies: Count,
  author: z.string(),
  reason: z.string(),
  createdUs: EpochUs,
  rollbackOf: z.int().optional(),
  /** When it was what clients got; without an end it still is. */
  liveFromUs: EpochUs.optional(),
  liveUntilUs: EpochUs.optional(),
});

export const PolicyComparison = z.object({
  from: z.int(),
  added: Count,
  removed: Count,
  changed: Count,
  unchanged: Count,
  /** YAML, policy by policy. */
  lines: z.array(z.object({ kind: z.enum(['same', 'added', 'removed', 'title']), text: z.string() })),
});

const Service = z.string().min(1).max(256);
const Policies = z.array(Policy).max(5_000);

/** Every call but the first asks the server; none of them sends a log record. */
export const policyServerApi = {
  getPolicyServer: call(z.object({}), PolicyServer),
  /** Asks the server before it is kept. Without a key the one known for that address stays. */
  putPolicyServer: call(z.object({ url: z.string().max(2_048), key: z.string().min(1).max(512).optional() }), PolicyServer),
  getPublished: call(
    z.object({ service: Service }),
    z.object({
      /** Newest first, up to 50; none for a service that is not known there. */
      versions: z.array(PublishedVersion),
      activeVersion: z.int().optional(),
      agents: Count,
      agentsUpToDate: Count,
    }),
  ),
  /** What the policies change of a published version; 0: of nothing. */
  comparePublished: call(z.object({ service: Service, policies: Policies, version: z.int().min(0) }), PolicyComparison),
  /** What one published version changed of the one before. */
  comparePublishedVersions: call(z.object({ service: Service, from: z.int().min(0), to: z.int().min(1) }), PolicyComparison),
  publishPolicies: call(
    z.object({
      service: Service,
      policies: Policies,
      reason: z.string().trim().min(1).max(1_024),
      stage: Stage.exclude(['retired']),
      percentOfInstances: z.number().gt(0).max(100).optional(),
      /** The newest version when the change was looked at; another one since then is a CONFLICT. */
      basedOn: z.int().min(0),
    }),
    z.object({ version: z.int(), notes: z.array(z.string()) }),
  ),
  rollBackPolicies: call(
    z.object({ service: Service, version: z.int().min(1), reason: z.string().trim().min(1).max(1_024) }),
    z.object({ version: z.int() }),
  ),
};

export type PolicyServer = z.output<typeof PolicyServer>;
export type PublishedVersion = z.output<typeof PublishedVersion>;
export type PolicyComparison = z.output<typeof PolicyComparison>;
