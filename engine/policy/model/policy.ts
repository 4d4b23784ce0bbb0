import { z } from 'zod';
import { exactlyOne } from './exactly-one.ts';
import { LogFilter, LogSampling, LogTransform } from './intents.ts';
import type { Matcher } from './matcher.ts';

/** Names the draft and the one extension, so that a later migration is explicit. */
export const POLICY_FORMAT = 'otel-policy-draft/2026-09+logsampling/1';

export const PolicyState = z.enum(['draft', 'shadow', 'active', 'disabled', 'expired']);

const Time = z.iso.datetime({ offset: true });

/** For those who write and publish policies; never part of an export to a target. */
export const PolicyControl = z.strictObject({
  state: PolicyState.default('draft'),
  /** From then on the policy is off, which keeps records. */
  expires_at: Time.optional(),
  owner: z.string().max(256).optional(),
  /** What the policy was made from. */
  evidence: z
    .strictObject({
      /** ISO 8601 interval `from/until`. */
      window: z.string().max(128),
      lines: z.int().min(0),
      bytes: z.int().min(0),
      template: z.string().max(65_536),
      sample_lines: z.int().min(0).default(0),
    })
    .optional(),
  rollout: z.strictObject({ stage: z.enum(['shadow', 'canary', 'full']), percent_of_instances: z.number().min(0).max(100) }).optional(),
  /** Safety rules that somebody set aside for this policy, and why. */
  overrides: z
    .array(z.strictObject({ rule: z.int().min(1).max(18), reason: z.string().min(1).max(1_024), by: z.string().max(256).optional() }))
    .optional(),
});

/** The draft's intents that are not about logs are kept as they are and decide nothing here. */
const OtherSignal = z.record(z.string(), z.json());

const INTENTS = ['log_filter', 'log_transform', 'log_sampling', 'metric_filter', 'trace_sampling'] as const;

export const Policy = exactlyOne(
  z.strictObject({
    id: z.string().min(1).max(256),
    name: z.string().max(1_024).default(''),
    description: z.string().max(65_536).default(''),
    /** False is as good as absent. */
    enabled: z.boolean().default(true),
    /** Not interpreted. */
    labels: z.record(z.string(), z.string()).default({}),
    log_filter: LogFilter.optional(),
    log_transform: LogTransform.optional(),
    log_sampling: LogSampling.optional(),
    metric_filter: OtherSignal.optional(),
    trace_sampling: OtherSignal.optional(),
    control: PolicyControl.optional(),
  }),
  INTENTS,
  'Policy',
);

/** The whole set of a service: it replaces the one before. */
export const PolicySet = z.strictObject({
  format: z.literal(POLICY_FORMAT),
  /** Scope on the server; every policy also matches it explicitly. */
  service: z.string().min(1).max(256),
  /** One more with every published change. */
  version: z.int().min(0),
  policies: z.array(Policy).max(100_000).superRefine(uniqueIds),
});

function uniqueIds(policies: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const firstAt = new Map<string, number>();
  for (const [index, { id }] of policies.entries()) {
    const first = firstAt.get(id);
    if (first === undefined) firstAt.set(id, index);
    else context.addIssue({ code: 'custom', path: [index, 'id'], message: `"${id}" is the id of policies[${first}] already` });
  }
}

export type PolicyState = z.output<typeof PolicyState>;
export type PolicyControl = z.output<typeof PolicyControl>;
export type Policy = z.output<typeof Policy>;
export type PolicySet = z.output<typeof PolicySet>;

/** What a policy does to the records it matches; `other`: a signal that is not logs. */
export type PolicyAction = 'keep' | 'drop' | 'probability' | 'rate' | 'dedupe' | 'transform' | 'other';

export function actionOf({ log_filter: filter, log_sampling: sampling, log_transform: transform }: Policy): PolicyAction {
  if (filter !== undefined) return filter.action === 'ACTION_KEEP' ? 'keep' : 'drop';
  if (sampling !== undefined) return sampling.probability !== undefined ? 'probability' : sampling.rate !== undefined ? 'rate' : 'dedupe';
  return transform === undefined ? 'other' : 'transform';
}

/** Empty for signals that are not logs. */
export function matchersOf({ log_filter, log_sampling, log_transform }: Policy): readonly Matcher[] {
  return (log_filter ?? log_sampling ?? log_transform)?.matches ?? [];
}
