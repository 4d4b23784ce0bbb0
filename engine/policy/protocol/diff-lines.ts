import { stringify } from 'yaml';
import type { Policy } from '../model/policy.ts';
import type { SetComparison } from './compare-sets.ts';

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'title';
  readonly text: string;
}

/** What one set changes of another, as lines of YAML, policy by policy; a title line names each. */
export function diffLines({ added, removed, changed }: SetComparison): readonly DiffLine[] {
  const empty: readonly string[] = [];
  return [
    ...changed.flatMap(({ before, after }) => ofPolicy(after, linesOf(before), linesOf(after))),
    ...added.flatMap((policy) => ofPolicy(policy, empty, linesOf(policy))),
    ...removed.flatMap((policy) => ofPolicy(policy, linesOf(policy), empty)),
  ];
}

function ofPolicy({ id, name }: Policy, before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  return [{ kind: 'title', text: name === '' ? id : name }, ...lineDiff(before, after)];
}

/** Without what is empty or as usual: what a person wrote. */
function linesOf({ enabled, description, labels, ...policy }: Policy): readonly string[] {
  const shown = {
    ...policy,
    ...(description !== '' && { description }),
    ...(!enabled && { enabled }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
  const text = stringify(
    JSON.parse(JSON.stringify(shown, (key, value: unknown) => (key === 'negate' && value === false ? undefined : value))),
    { lineWidth: 0 },
  );
  return text.trimEnd().split('\n');
}

/** The longest common lines stay. Policies have tens of lines, so the square of it is nothing. */
function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      common[a][b] = before[a] === after[b] ? common[a + 1][b + 1] + 1 : Math.max(common[a + 1][b], common[a][b + 1]);
    }
  }
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    if (a < before.length && b < after.length && before[a] === after[b]) {
      lines.push({ kind: 'same', text: after[b] });
      a++;
      b++;
    } else if (a < before.length && (b === after.length || common[a + 1][b] >= common[a][b + 1]))
      lines.push({ kind: 'removed', text: before[a++] });
    else lines.push({ kind: 'added', text: after[b++] });
  }
  return lines;
}
