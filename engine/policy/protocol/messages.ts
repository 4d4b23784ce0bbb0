import { z } from 'zod';
import { POLICY_FORMAT } from '../model/policy.ts';

// What client and policy server send one another. Names are written as in the policy format itself: snake_case. Times are ISO 8601.

/** Of a service, an instance, a pattern: no control characters, which no log line should carry into a list that people read. */
const Name = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]*$/u, 'holds control characters');
export const ServiceName = Name;
export const InstanceName = Name;

const Time = z.iso.datetime({ offset: true });
const Percent = z.number().gt(0).max(100);
const Reason = z.string().trim().min(1, 'is empty; say why, for those who read the history').max(1_024);
const Author = z.string().trim().min(1).max(256);

/** Only ever forwards, or out: a version that is retired comes back by a rollback, which is a version of its own. */
export const Stage = z.enum(['draft', 'shadow', 'canary', 'active', 'retired']);
export type Stage = z.output<typeof Stage>;

/**
 * A set as in a policy file, and why it is published. `format`, `service` and `version` may stand there as they do in a file; the server
 * counts versions itself.
 */
export const Publication = z.strictObject({
  format: z.literal(POLICY_FORMAT).default(POLICY_FORMAT),
  service: ServiceName.optional(),
  version: z.int().min(0).optional(),
  /** Checked one by one, so that all that is wrong with any of them is said at once. */
  policies: z.array(z.unknown()).max(10_000),
  reason: Reason,
  /** Absent: the name of the key. */
  author: Author.optional(),
  stage: Stage.exclude(['retired']).default('active'),
  /** Of the instances, where the stage is canary. */
  percent_of_instances: Percent.default(10),
  /** The version that was the newest when this one was made; another one since then is a conflict. */
  based_on: z.int().min(0).optional(),
});
export type Publication = z.input<typeof Publication>;

export const StageChange = z.strictObject({
  stage: Stage,
  percent_of_instances: Percent.default(10),
  reason: Reason,
  author: Author.optional(),
});

export const Rollback = z.strictObject({ to_version: z.int().min(1), reason: Reason, author: Author.optional() });

export const Removal = z.strictObject({ reason: Reason.default('all policies removed'), author: Author.optional() });

const StageEvent = z.object({
  stage: Stage,
  percent_of_instances: z.number().optional(),
  author: z.string(),
  reason: z.string(),
  at: Time,
});

export const VersionSummary = z.object({
  service: z.string(),
  version: z.int(),
  stage: Stage,
  percent_of_instances: z.number().optional(),
  policies: z.int(),
  author: z.string(),
  reason: z.string(),
  created_at: Time,
  /** Set where the version was made by a rollback to an older one. */
  rollback_of: z.int().optional(),
  stages: z.array(StageEvent),
});
export type VersionSummary = z.output<typeof VersionSummary>;

export const History = z.object({ service: z.string(), versions: z.array(VersionSummary), next_before: z.int().optional() });
export type History = z.output<typeof History>;

export const Published = VersionSummary.extend({ etag: z.string(), notes: z.array(z.string()), warnings: z.array(z.string()) });
export type Published = z.output<typeof Published>;

/** A policy as it was checked and stored; `Policy` reads it. */
const StoredPolicy = z.record(z.string(), z.unknown());

export const FullVersion = VersionSummary.extend({ format: z.literal(POLICY_FORMAT), content: z.array(StoredPolicy) });
export type FullVersion = z.output<typeof FullVersion>;

export const Comparison = z.object({
  service: z.string(),
  from: z.int(),
  to: z.int(),
  added: z.array(StoredPolicy),
  removed: z.array(StoredPolicy),
  changed: z.array(z.object({ id: z.string(), before: StoredPolicy, after: StoredPolicy, fields: z.array(z.string()) })),
  unchanged: z.int(),
});
export type Comparison = z.output<typeof Comparison>;

export const ServiceSummary = z.object({
  service: z.string(),
  enabled: z.boolean(),
  active_version: z.int().optional(),
  canary_version: z.int().optional(),
  shadow_version: z.int().optional(),
  newest_version: z.int().optional(),
  agents: z.int(),
  /** Of the agents, those that said they have the active version. */
  agents_up_to_date: z.int(),
});
export type ServiceSummary = z.output<typeof ServiceSummary>;

export const Agent = z.object({
  instance: z.string(),
  sdk: z.string(),
  set_version: z.int().optional(),
  mode: z.enum(['enforce', 'shadow']),
  first_seen: Time,
  last_seen: Time,
});
export type Agent = z.output<typeof Agent>;

const Count = z.int().min(0);

/** Deltas since the last report that was acknowledged; a report whose sequence number was seen already changes nothing. */
export const PolicyReport = z.strictObject({
  instance: InstanceName,
  sequence: z.int().min(0),
  set_version: z.int().min(0).optional(),
  sdk: z.string().max(128).default(''),
  mode: z.enum(['enforce', 'shadow']).default('enforce'),
  consumed: Count.default(0),
  errors: Count.default(0),
  bytes_before: Count.default(0),
  bytes_after: Count.default(0),
  policies: z
    .record(
      z.string().min(1).max(256),
      z.strictObject({
        hit: Count.default(0),
        miss: Count.default(0),
        errors: Count.default(0),
        suppressed: z
          .strictObject({ drop: Count.default(0), sample: Count.default(0), dedupe: Count.default(0), rate: Count.default(0) })
          .default({ drop: 0, sample: 0, dedupe: 0, rate: 0 }),
      }),
    )
    .default({}),
});
export type PolicyReport = z.output<typeof PolicyReport>;

/** How often patterns came in one stretch of time, as counted where the logs are. Stretches that begin alike add up over instances. */
export const PatternReport = z.strictObject({
  service: ServiceName,
  instance: z.string().max(256).default(''),
  from: Time,
  until: Time,
  patterns: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(256),
        template: z.string().max(8_192).default(''),
        level: z.string().max(32).default(''),
        count: Count,
        bytes: Count.default(0),
      }),
    )
    .min(1)
    .max(10_000),
});
export type PatternReport = z.output<typeof PatternReport>;

/** Hits and misses as clients reported them, beside what was predicted when the policy was made. */
export const PolicyEffect = z.object({
  id: z.string(),
  hit: Count,
  miss: Count,
  errors: Count,
  suppressed: z.object({ drop: Count, sample: Count, dedupe: Count, rate: Count }),
  /** Matched records an hour. */
  measured_per_hour: z.number().optional(),
  predicted_per_hour: z.number().optional(),
  since: Time,
});
export type PolicyEffect = z.output<typeof PolicyEffect>;
