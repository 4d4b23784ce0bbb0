import type { Policy, PolicySet } from '../model/policy.ts';

export interface ChangedPolicy {
  readonly before: Policy;
  readonly after: Policy;
  /** Places that differ, such as `log_sampling.probability.percentage`. */
  readonly fields: readonly string[];
}

export interface SetComparison {
  readonly added: readonly Policy[];
  readonly removed: readonly Policy[];
  readonly changed: readonly ChangedPolicy[];
  readonly unchanged: number;
}

/** What the second set changes of the first. Policies are the same by their id; their order means nothing. */
export function compareSets(before: PolicySet, after: PolicySet): SetComparison {
  const earlier = new Map(before.policies.map((policy) => [policy.id, policy]));
  const added: Policy[] = [];
  const changed: ChangedPolicy[] = [];
  let unchanged = 0;
  for (const policy of after.policies) {
    const old = earlier.get(policy.id);
    earlier.delete(policy.id);
    if (old === undefined) {
      added.push(policy);
      continue;
    }
    const fields = differences(old, policy);
    if (fields.length === 0) unchanged++;
    else changed.push({ before: old, after: policy, fields });
  }
  return { added, removed: [...earlier.values()], changed, unchanged };
}

/** The innermost places at which two plain values differ; lists are compared as a whole. */
function differences(before: unknown, after: unknown, place = ''): readonly string[] {
  if (!isMap(before) || !isMap(after)) return sameValue(before, after) ? [] : [place];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], place === '' ? name : `${place}.${name}`));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameValue(item, other[index]));
  }
  if (isMap(one) && isMap(other)) return differences(one, other).length === 0;
  return one === other;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
