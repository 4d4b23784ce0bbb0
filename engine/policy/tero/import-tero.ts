import { durationText } from '../model/duration.ts';
import type { Policy } from '../model/policy.ts';
import type { TeroPolicy } from './read-tero.ts';

export interface ImportedTero {
  readonly policies: readonly Policy[];
  /** What is not the same here, by policy. */
  readonly notes: readonly { readonly policyId: string; readonly note: string }[];
}

/**
 * The policies as ours. One that thins out and changes becomes two. Where several match a record, tero lets the most restrictive alone decide and
 * we let each have its say, which the notes name.
 */
export function importTero(given: readonly TeroPolicy[]): ImportedTero {
  const notes: { policyId: string; note: string }[] = [];
  const policies = given.flatMap((policy) => {
    for (const error of policy.errors) notes.push({ policyId: policy.id, note: `left out: ${error}` });
    return policy.errors.length > 0 ? [] : converted(policy, (note) => notes.push({ policyId: policy.id, note }));
  });
  return { policies, notes };
}

function converted(policy: TeroPolicy, note: (text: string) => void): Policy[] {
  const { id, name, description, enabled, labels, keep, sampleKey, transform } = policy;
  const matches = [...policy.matches];
  const head = { name, description, enabled, labels };
  const changes = Object.values(transform).some((operations) => operations.length > 0);
  const changing: Policy[] = changes
    ? [{ ...head, id: keep.kind === 'all' ? id : `${id}-transform`, log_transform: { matches, ...transform } }]
    : [];
  switch (keep.kind) {
    case 'all':
      return changing;
    case 'none':
      return [{ ...head, id, log_filter: { matches, action: 'ACTION_DROP' } }];
    case 'rate':
      if (keep.limit === 0) return [{ ...head, id, log_filter: { matches, action: 'ACTION_DROP' } }];
      note('a rate limit counts each policy by itself here; tero asks only the most restrictive policy');
      return [
        {
          ...head,
          id,
          log_sampling: { matches, rate: { limit: keep.limit, period: durationText(keep.periodMs), burst: keep.limit, group_by: [] } },
        },
        ...changing,
      ];
    case 'percentage':
      if (keep.percentage === 0) return [{ ...head, id, log_filter: { matches, action: 'ACTION_DROP' } }];
      if (sampleKey === undefined) {
        note('a percentage without a sample key keeps everything, as it does in tero');
        return changing;
      }
      return [
        {
          ...head,
          id,
          log_sampling: { matches, probability: { percentage: keep.percentage, key: sampleKey, no_key: 'keep', precision: 4 } },
        },
        ...changing,
      ];
  }
}
