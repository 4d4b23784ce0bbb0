import { z } from 'zod';
import { Policy } from '../policy/model/policy.ts';
import { Count, InvestigationId, RecordId } from './common.ts';
import { call } from './definition.ts';

const Policies = z.array(Policy).max(5_000);

const Fidelity = z.object({
  policyId: z.string(),
  /** The same records, others of about the same amount, or not said at all, which keeps them. */
  fidelity: z.enum(['exact', 'close', 'out']),
  reasons: z.array(z.string()),
});

export const ExportTargetSummary = z.object({
  id: z.string(),
  title: z.string(),
  about: z.string(),
  exact: Count,
  close: Count,
  out: Count,
});

export const ExportedPolicies = z.object({
  files: z.array(z.object({ name: z.string(), text: z.string(), language: z.enum(['yaml', 'json', 'conf', 'alloy', 'lua']) })),
  policies: z.array(Fidelity),
  /** What must be true for "exact" to hold. */
  assumes: z.array(z.string()),
});

export const policyExportApi = {
  /** Every target, with how well it says those of the policies that are on. */
  listExportTargets: call(z.object({ policies: Policies }), z.object({ targets: z.array(ExportTargetSummary) })),
  exportPolicies: call(
    z.object({ policies: Policies, target: z.string().max(64), name: z.string().max(256), version: z.int().min(0) }),
    ExportedPolicies,
  ),
  /** The loaded records about which the target would decide differently. */
  findExportDifferences: call(
    z.object({ investigationId: InvestigationId, policies: Policies, target: z.string().max(64) }),
    z.object({
      /** Kept here, and dropped or drawn lots for there. */
      taken: Count,
      /** Dropped here, kept there. */
      left: Count,
      /** Up to 200. */
      records: z.array(RecordId),
      partial: z.boolean(),
    }),
  ),
};

export type ExportTargetSummary = z.output<typeof ExportTargetSummary>;
export type ExportedPolicies = z.output<typeof ExportedPolicies>;
