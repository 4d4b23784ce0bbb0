import type { Handlers } from '../contract/definition.ts';
import type { policyExportApi } from '../contract/policy-export.ts';
import { policiesInForce } from '../policy/evaluate/in-force.ts';
import { POLICY_FORMAT, type Policy, type PolicySet } from '../policy/model/policy.ts';
import { EXPORT_TARGETS, exportTarget } from '../policy/targets/all-targets.ts';
import type { ExploreTarget } from './explore.ts';

/** An open investigation as far as exports need it. */
export interface ExportHost {
  /** @throws AppError NOT_FOUND when no such investigation is open. */
  get(investigationId: string): Pick<ExploreTarget, 'pool' | 'isReading'>;
}

const NAMED_RECORDS = 200;

/** @param nowMs the clock, for policies that end */
export function policyExportHandlers(host: ExportHost, nowMs: () => number = Date.now): Handlers<typeof policyExportApi> {
  const setOf = (policies: readonly Policy[], service: string, version: number): PolicySet => ({
    format: POLICY_FORMAT,
    service,
    version,
    policies: [...policiesInForce(policies, nowMs()).policies],
  });
  return {
    listExportTargets: async ({ policies }) => {
      const set = setOf(policies, 'any', 0);
      const targets = EXPORT_TARGETS.map(({ id, title, about, write }) => {
        const found = write(set).policies;
        const count = (wanted: string) => found.filter(({ fidelity }) => fidelity === wanted).length;
        return { id, title, about, exact: count('exact'), close: count('close'), out: count('out') };
      });
      return { targets };
    },

    exportPolicies: async ({ policies, target, name, version }) => {
      const { files, policies: said, assumes } = exportTarget(target).write(setOf(policies, name, version));
      return {
        files: files.map((file) => ({ ...file })),
        policies: said.map(({ policyId, fidelity, reasons }) => ({ policyId, fidelity, reasons: [...reasons] })),
        assumes: [...assumes],
      };
    },

    findExportDifferences: async ({ investigationId, policies, target }, { signal }) => {
      const { pool, isReading } = host.get(investigationId);
      const ordered = setOf(policies, 'any', 0).policies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const found = await pool.explorer.exportDifferences(
        {},
        { policies: ordered, target: exportTarget(target).id, limit: NAMED_RECORDS },
        signal,
      );
      return { ...found, records: [...found.records], partial: isReading };
    },
  };
}
