import { Evaluator } from '../evaluate/evaluator.ts';
import { thresholdOf, trimmed } from '../evaluate/sampling/threshold.ts';
import { actionOf, type Policy } from '../model/policy.ts';
import { writePolicySet } from '../model/write-policies.ts';
import type { ExportTarget } from './export-target.ts';

/** The policies as SDKs and the policy server deliver them: with thresholds, without what only authors need. */
export const jsonPolicy: ExportTarget = {
  id: 'json',
  title: 'Logsift policies',
  about: 'SDKs and policy server, JSON',
  write(set) {
    const policies = set.policies.filter(({ enabled }) => enabled).map(delivered);
    return {
      files: [{ name: 'logsift.policies.json', text: writePolicySet({ ...set, policies }, 'json'), language: 'json' }],
      policies: policies
        .filter((policy) => actionOf(policy) !== 'other')
        .map(({ id: policyId }) => ({ policyId, fidelity: 'exact' as const, reasons: [] })),
      assumes: [],
      decider: () => {
        const evaluator = new Evaluator(policies);
        return { keeps: (record, nowMs) => evaluator.keptShare(record, nowMs) };
      },
    };
  },
};

function delivered({ control: _control, ...policy }: Policy): Policy {
  const probability = policy.log_sampling?.probability;
  if (policy.log_sampling === undefined || probability === undefined) return policy;
  const th = trimmed(probability.th ?? thresholdOf(probability.percentage / 100, probability.precision));
  return { ...policy, log_sampling: { ...policy.log_sampling, probability: { ...probability, th } } };
}
