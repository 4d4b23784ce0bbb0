import { stringify } from 'yaml';
import { paddedThreshold, thresholdOf } from '../evaluate/sampling/threshold.ts';
import { actionOf, type Policy } from '../model/policy.ts';
import { exportTero } from '../tero/export-tero.ts';
import { readTeroPolicies } from '../tero/read-tero.ts';
import { TeroEvaluator } from '../tero/tero-evaluator.ts';
import type { ExportedPolicy, ExportTarget } from './export-target.ts';
import { withoutKey } from './rule-set.ts';
import { guardedPolicies, thresholdOfPolicy } from './taking-rule.ts';

export const tero: ExportTarget = {
  id: 'tero',
  title: 'Tero',
  about: 'tero.policy.v1, YAML',
  write(set) {
    const enabled = set.policies.filter(({ enabled: isOn }) => isOn);
    const exported = exportTero(guardedPolicies(enabled));
    const omitted = new Map(exported.omitted.map(({ policyId, reason }) => [policyId, reason]));
    const head = `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}.\n`;
    return {
      files: [
        {
          name: 'logsift.tero.yaml',
          text: head + stringify({ policies: exported.policies }, { lineWidth: 0, aliasDuplicateObjects: false }),
          language: 'yaml',
        },
      ],
      policies: enabled.filter((policy) => actionOf(policy) !== 'other').map((policy) => reportOf(policy, omitted.get(policy.id), enabled)),
      assumes: ['the engine compares severity_number, as later ones do: errors and records of unknown severity are kept by that'],
      decider: () => {
        const evaluator = new TeroEvaluator(readTeroPolicies({ policies: exported.policies }, 'logsift.tero.yaml'));
        return { keeps: (record, nowMs) => (evaluator.keeps({ ...record }, nowMs) ? 1 : 0) };
      },
    };
  },
};

function reportOf(policy: Policy, omitted: string | undefined, all: readonly Policy[]): ExportedPolicy {
  if (omitted !== undefined) return { policyId: policy.id, fidelity: 'out', reasons: [omitted] };
  const reasons = [...withoutKey(policy)];
  const probability = policy.log_sampling?.probability;
  if (probability !== undefined && thresholdOfPolicy(probability) !== paddedThreshold(thresholdOf(probability.percentage / 100)))
    reasons.push('it rounds the share another way');
  const action = actionOf(policy);
  if (action === 'rate') reasons.push('its limit counts per second or minute, without bursts or groups of ours');
  if (action === 'transform' && all.some((other) => ['drop', 'probability', 'rate'].includes(actionOf(other))))
    reasons.push('of all policies that match a record, the strictest alone decides whether it stays');
  const others = all.filter((other) => other !== policy && ['probability', 'rate'].includes(actionOf(other)));
  if ((action === 'probability' || action === 'rate') && others.length > 0)
    reasons.push('where several match a record, the strictest alone decides');
  return { policyId: policy.id, fidelity: reasons.length === 0 ? 'exact' : 'close', reasons };
}
