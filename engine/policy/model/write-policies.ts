import { stringify } from 'yaml';
import type { PolicySet } from './policy.ts';

/** The set as a file that `readPolicySet` gives back as it was. Regular expressions stand on one line, however long. */
export function writePolicySet(set: PolicySet, as: 'yaml' | 'json'): string {
  return as === 'json' ? `${JSON.stringify(set, undefined, 2)}\n` : stringify(set, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Without what only those need who write and publish policies. */
export function withoutControl(set: PolicySet): PolicySet {
  return { ...set, policies: set.policies.map(({ control: _control, ...policy }) => policy) };
}
