import { z } from 'zod';
import { Policy } from '../policy/model/policy.ts';
import { Count, EpochUs, InvestigationId, Level, PatternId, Range, RecordId } from './common.ts';
import { ChangeKind } from './compare.ts';
import { call } from './definition.ts';

/** What logs cost. List prices to begin with; dollars before discounts. */
export const Price = z.object({
  id: z.string().max(64),
  name: z.string().max(200),
  /** Bytes of the vendor's gigabyte. */
  gigabyte: z.number().positive(),
  perGb: z.number().min(0),
  perMillionRecords: z.number().min(0),
  freeGb: z.number().min(0),
  includedDays: z.number().min(0),
  retentionPerGb30Days: z.number().min(0),
  /** Billed bytes by bytes of text. */
  billedSize: z.number().positive(),
  retentionDays: z.number().min(0),
  status: z.enum(['verified', 'secondary', 'estimate', 'own']),
  /** When and where the figures were read. */
  asOf: z.string().max(64),
  source: z.string().max(400),
});

/** The policies of an investigation and what they are reckoned with. */
export const PolicyDraft = z.object({ policies: z.array(Policy).max(5_000), price: Price });

/** What is likely: 95 of 100 times between low and high. Dollars a month. */
const Money = z.object({ low: z.number(), typical: z.number(), high: z.number() });

const Volume = z.object({ records: Count, bytes: Count, keptRecords: Count, keptBytes: Count });

export const SafetyCheck = z.object({
  /** Number of the rule, see docs/policies.md. */
  rule: z.int(),
  state: z.enum(['ok', 'note', 'review', 'block']),
  title: z.string(),
  fact: z.string(),
});

export const PolicyEffect = z.object({
  policyId: z.string(),
  matched: Count,
  matchedBytes: Count,
  /** Of what it matches, what goes. */
  dropped: Count,
  droppedBytes: Count,
  /** Bytes that it takes out of records that stay: masked, or in fields left out. Of like records some of each block are read. */
  removedBytes: z.int(),
  /** Dollars a month for what it matches, before and after. */
  costBefore: z.number(),
  costAfter: z.number(),
  verdict: z.enum(['ok', 'review', 'block']),
  checks: z.array(SafetyCheck),
  /** Most records first, up to 20. */
  patterns: z.array(z.object({ patternId: PatternId, records: Count })),
  /** Some records that go and some that stay. */
  goes: z.array(RecordId),
  stays: z.array(RecordId),
});

export const PolicySimulation = z.object({
  total: Volume,
  byLevel: z.array(Volume.extend({ level: Level })),
  byService: z.array(Volume.extend({ service: z.string() })),
  /** Those that change, most bytes first, up to 200. */
  byPattern: z.array(Volume.extend({ patternId: PatternId })),
  costBefore: Money,
  costAfter: Money,
  /** Times the loaded time fits into a month, and half the width of the interval of the estimate, relative. */
  monthFactor: z.number(),
  uncertainty: z.number(),
  hours: z.number(),
  /** All policies that were given, those that are off as if they were on. */
  policies: z.array(PolicyEffect),
  /** Of the whole set. */
  checks: z.array(SafetyCheck),
  findings: z.array(z.object({ summary: z.string(), atUs: EpochUs, state: z.enum(['kept', 'delayed', 'lost']), delayUs: Count })),
  /** What changed between two windows, where some were given. */
  changes: z.array(z.object({ patternId: PatternId, template: z.string(), kind: ChangeKind, state: z.enum(['kept', 'lost']) })),
  pins: z.object({ total: Count, kept: Count }),
  traces: z.object({ split: Count, withError: Count, blind: Count, isPartial: z.boolean() }),
  volume: z.object({
    fromUs: EpochUs,
    bucketUs: Count,
    /** Bytes per bucket. */
    kept: z.array(z.number()),
    keptWarnings: z.array(z.number()),
    dropped: z.array(z.number()),
  }),
  elapsedMs: z.number(),
  partial: z.boolean(),
});

const Policies = z.array(Policy).max(5_000);

export const policiesApi = {
  /** The policies of the investigation; none yet: an empty list and the first price. */
  getPolicies: call(z.object({ investigationId: InvestigationId }), PolicyDraft.extend({ prices: z.array(Price) })),
  /** Keeps them in the file, and what changed. Errors of policies come back as BAD_POLICY. */
  savePolicies: call(PolicyDraft.extend({ investigationId: InvestigationId }), z.object({})),
  listPolicyChanges: call(
    z.object({ investigationId: InvestigationId, policyId: z.string() }),
    /** Newest first; without a policy it was deleted then. */
    z.object({ changes: z.array(z.object({ atUs: EpochUs, policy: Policy.optional() })) }),
  ),
  /** Policies that save most and lose nothing that was found, weakened until that holds. */
  proposePolicies: call(
    z.object({ investigationId: InvestigationId }),
    z.object({ policies: z.array(Policy), givenUp: z.array(z.string()), partial: z.boolean() }),
  ),
  /** A policy about one pattern to begin with, switched off: the smallest step that saves. @throws AppError NOT_FOUND for one without records */
  draftPolicy: call(z.object({ investigationId: InvestigationId, patternId: PatternId }), z.object({ policy: Policy })),
  /** What policies would have done to every loaded record, or to those of a time. @param windows compared again in what would remain */
  simulatePolicies: call(
    z.object({
      investigationId: InvestigationId,
      policies: Policies,
      price: Price,
      range: Range.optional(),
      windows: z.object({ a: Range, b: Range }).optional(),
    }),
    PolicySimulation,
  ),
  /** Records by name, for samples of what goes and what stays; those that are gone are left out. */
  getPolicyRecords: call(
    z.object({ investigationId: InvestigationId, recordIds: z.array(RecordId).max(100) }),
    z.object({
      records: z.array(
        z.object({ id: RecordId, timeUs: EpochUs.optional(), level: Level, service: z.string().optional(), text: z.string() }),
      ),
    }),
  ),
  /** The same policy at other shares, beside all others that are on. */
  tryShares: call(
    z.object({
      investigationId: InvestigationId,
      policies: Policies,
      price: Price,
      policyId: z.string(),
      percentages: z.array(z.number().positive().max(100)).max(8),
    }),
    z.object({
      shares: z.array(
        z.object({
          percentage: z.number(),
          cost: z.number(),
          findings: Count,
          findingsKept: Count,
          latestUs: Count,
          pins: Count,
          pinsKept: Count,
        }),
      ),
    }),
  ),
};

export type Price = z.output<typeof Price>;
export type PolicyDraft = z.output<typeof PolicyDraft>;
export type SafetyCheck = z.output<typeof SafetyCheck>;
export type PolicyEffect = z.output<typeof PolicyEffect>;
export type PolicySimulation = z.output<typeof PolicySimulation>;
export type { Policy } from '../policy/model/policy.ts';
