import { stringify } from 'yaml';
import { Evaluator } from '../evaluate/evaluator.ts';
import { actionOf, type Policy } from '../model/policy.ts';
import { SEVERITY_NUMBER } from '../model/target.ts';
import type { ExportedPolicy, ExportTarget } from './export-target.ts';

/** The draft has no guard of its own, but exemptions win over everything. */
const GUARDS: readonly Policy[] = [
  guard('logsift-keep-errors', 'Never touch errors', { gte: 17 }),
  guard('logsift-keep-unset', 'Never touch records of unknown severity', { lt: 1 }),
];

export const otelPolicy: ExportTarget = {
  id: 'otel-policy',
  title: 'OpenTelemetry policy',
  about: 'The draft of telemetry policies, YAML',
  write(set) {
    const policies = set.policies.filter(({ enabled }) => enabled);
    const said = policies.filter((policy) => policy.log_filter !== undefined || policy.log_transform !== undefined);
    const takes = said.some((policy) => actionOf(policy) === 'drop');
    const written = [...(takes ? GUARDS : []), ...said];
    const head = `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}. The draft of September 2026; order does not matter.\n`;
    return {
      files: [
        {
          name: 'logsift.otel-policy.yaml',
          text: head + stringify({ policies: written.map(draftOf) }, { lineWidth: 0, aliasDuplicateObjects: false }),
          language: 'yaml',
        },
      ],
      policies: policies.filter((policy) => actionOf(policy) !== 'other').map(reportOf),
      assumes: [],
      decider: () => {
        const evaluator = new Evaluator(written, { guard: 'none' });
        return { keeps: (record, nowMs) => (evaluator.decide({ ...record }, nowMs).keep ? 1 : 0) };
      },
    };
  },
};

function guard(id: string, name: string, predicate: { readonly gte: number } | { readonly lt: number }): Policy {
  const matches = [{ target: SEVERITY_NUMBER, predicate, negate: false }];
  return { id, name, description: '', enabled: true, labels: { kind: 'guard' }, log_filter: { matches, action: 'ACTION_KEEP' } };
}

/** Labels are a list there. */
function draftOf({ control: _control, labels, ...policy }: Policy): object {
  return { ...policy, labels: Object.entries(labels).map(([key, value]) => ({ key, value: { string_value: value } })) };
}

function reportOf(policy: Policy): ExportedPolicy {
  if (policy.log_sampling === undefined) return { policyId: policy.id, fidelity: 'exact', reasons: [] };
  return { policyId: policy.id, fidelity: 'out', reasons: ['the draft leaves sampling, limits and dedupes of logs for later'] };
}
