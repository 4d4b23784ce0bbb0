import type { Pattern } from '#contract/explore.ts';
import type { GroupLevel, PatternForm, PatternGroup } from '#contract/patterns.ts';

/** From the finest to the coarsest; `patterns` is where the slider stands at first. */
export const DETAILS = ['forms', 'patterns', 'close', 'loose', 'topics'] as const;
export type Detail = (typeof DETAILS)[number];

export function isGroupLevel(detail: Detail): detail is GroupLevel {
  return detail !== 'forms' && detail !== 'patterns';
}

/** A row of the table: a pattern, the head of several, or what lies beneath one. `key` is unique within the table. */
export type Item =
  | { readonly kind: 'pattern'; readonly key: string; readonly pattern: Pattern }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly group: PatternGroup;
      /** Of its patterns in the table. */
      readonly patterns: number;
      readonly count: number;
      readonly isOpen: boolean;
    }
  | { readonly kind: 'form'; readonly key: string; readonly form: PatternForm };

/**
 * Each group stands where the first of its patterns stood, its patterns behind it unless it is closed; patterns without a group, and
 * groups of which the table has one pattern alone, are rows like before.
 */
export function groupedRows(rows: readonly Pattern[], groups: readonly PatternGroup[], closed: ReadonlySet<string>): Item[] {
  const groupOf = new Map(groups.flatMap((group) => group.patternIds.map((id) => [id, group] as const)));
  const members = new Map<PatternGroup, Pattern[]>();
  for (const row of rows) {
    const group = groupOf.get(row.id);
    if (group === undefined) continue;
    const known = members.get(group);
    if (known === undefined) members.set(group, [row]);
    else known.push(row);
  }
  return rows.flatMap((row): Item[] => {
    const group = groupOf.get(row.id);
    const inGroup = group === undefined ? [] : (members.get(group) ?? []);
    if (group === undefined || inGroup.length < 2) return [patternItem(row)];
    if (inGroup[0] !== row) return [];
    const isOpen = !closed.has(group.id);
    const count = inGroup.reduce((sum, pattern) => sum + pattern.count, 0);
    const head: Item = { kind: 'group', key: group.id, group, patterns: inGroup.length, count, isOpen };
    return isOpen ? [head, ...inGroup.map(patternItem)] : [head];
  });
}

/** Each pattern with its forms behind it, where it has several. */
export function rowsWithForms(rows: readonly Pattern[], forms: readonly PatternForm[]): Item[] {
  const byPattern = new Map<string, PatternForm[]>();
  for (const form of forms) {
    const known = byPattern.get(form.patternId);
    if (known === undefined) byPattern.set(form.patternId, [form]);
    else known.push(form);
  }
  return rows.flatMap((row): Item[] => {
    const own = byPattern.get(row.id) ?? [];
    if (own.length < 2) return [patternItem(row)];
    return [patternItem(row), ...own.map((form): Item => ({ kind: 'form', key: `${row.id} ${form.fingerprint}`, form }))];
  });
}

export function patternItem(pattern: Pattern): Item {
  return { kind: 'pattern', key: pattern.id, pattern };
}
