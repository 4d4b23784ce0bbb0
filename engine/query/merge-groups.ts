import { LEVELS, type Level, levelIndex } from '../base/level.ts';
import type { TreeGroup } from '../mine/pattern-tree.ts';
import { templateFingerprint } from '../mine/template.ts';
import type { BareRow } from './merge-patterns.ts';
import type { FormShare } from './ops/forms.ts';

/** Several patterns under one name, and what their records of a filter have (contract: PatternGroup). */
export interface GroupRow {
  readonly id: string;
  readonly label: string;
  readonly parts: TreeGroup['parts'];
  /** Those with records, most records first. */
  readonly patternIds: string[];
  readonly count: number;
  readonly bytes: number;
  readonly level: Level;
  readonly levels: Partial<Record<Level, number>>;
  /** Most frequent first, by patterns. */
  readonly services: string[];
}

/** @param rows most records first. @returns groups of two or more patterns that have records, most records first */
export function groupRows(groups: readonly TreeGroup[], rows: readonly BareRow[]): GroupRow[] {
  const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
  const members = new Map<TreeGroup, BareRow[]>();
  for (const row of rows) {
    const group = groupOf.get(row.id);
    if (group === undefined) continue;
    const known = members.get(group);
    if (known === undefined) members.set(group, [row]);
    else known.push(row);
  }
  return [...members]
    .filter(([, patterns]) => patterns.length > 1)
    .map(([group, patterns]) => groupRow(group, patterns))
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

function groupRow({ id, label, parts }: TreeGroup, patterns: readonly BareRow[]): GroupRow {
  const levels: Partial<Record<Level, number>> = {};
  const services = new Map<string, number>();
  for (const row of patterns) {
    for (const level of LEVELS) {
      const count = row.levels[level];
      if (count !== undefined) levels[level] = (levels[level] ?? 0) + count;
    }
    for (const service of row.services) services.set(service, (services.get(service) ?? 0) + 1);
  }
  const named = LEVELS.filter((level) => levels[level] !== undefined);
  const most = named.toSorted((a, b) => (levels[b] ?? 0) - (levels[a] ?? 0) || levelIndex(b) - levelIndex(a))[0] ?? 'UNSET';
  return {
    id,
    label,
    parts,
    patternIds: patterns.map((row) => row.id),
    count: patterns.reduce((sum, row) => sum + row.count, 0),
    bytes: patterns.reduce((sum, row) => sum + row.bytes, 0),
    level: most,
    levels,
    services: [...services].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([service]) => service),
  };
}

/** A form with its fingerprint (contract: PatternForm). */
export interface FormRow {
  readonly fingerprint: string;
  readonly form: string;
  readonly patternId: string;
  readonly count: number;
}

/** @returns most records first */
export function mergeForms(shares: readonly { readonly forms: readonly FormShare[] }[]): FormRow[] {
  const merged = new Map<string, FormShare>();
  for (const share of shares) {
    for (const each of share.forms) {
      const key = `${each.pattern} ${each.form}`;
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { ...each });
      else known.records += each.records;
    }
  }
  return [...merged.values()]
    .map(({ form, pattern, records }) => ({ fingerprint: templateFingerprint(form), form, patternId: pattern, count: records }))
    .sort((a, b) => b.count - a.count || (a.form < b.form ? -1 : 1));
}
