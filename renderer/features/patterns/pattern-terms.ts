import type { FilterNode } from '#base/filter/ast.ts';
import { formatQuery } from '#base/filter/format.ts';
import { withCondition } from '#base/filter/tokens.ts';

/** The query narrowed to one pattern. */
export function narrowedToPattern(query: string, patternId: string): string {
  return withCondition(query, patternCondition(patternId));
}

export function withoutPattern(query: string, patternId: string): string {
  return withCondition(query, { kind: 'not', part: patternCondition(patternId) });
}

/** `pattern:3f9ac2b1`, to be put into another query or sent to someone. */
export function patternTerm(patternId: string): string {
  return formatQuery(patternCondition(patternId));
}

const patternCondition = (patternId: string): FilterNode => ({ kind: 'value', field: 'pattern', values: [patternId.slice(0, 8)] });
