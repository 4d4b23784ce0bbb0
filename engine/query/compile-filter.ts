import { type Condition, type FilterNode, fieldOf } from '../base/filter/ast.ts';
import { FieldMatcher, valueTest } from './field-matcher.ts';
import type { PlanNode } from './filter-plan.ts';
import type { LiteralMatcher } from './literal-matcher.ts';
import type { Matcher } from './matcher.ts';
import { type RegexBudget, RegexMatcher } from './regex-matcher.ts';
import type { QueriedSource } from './shard.ts';
import { levelMatcher, patternMatcher, serviceMatcher, sourceMatcher } from './signature-matcher.ts';
import type { SignatureTable } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';
import type { ValueTexts } from './value-text.ts';

export interface CompileContext {
  readonly table: SignatureTable;
  readonly times: TimeTexts;
  readonly values: ValueTexts;
  readonly sources: ReadonlyMap<number, QueriedSource>;
  /** See Shard.serviceOf. */
  readonly serviceOf: (signatureId: number, sourceId: number) => number;
  readonly regexBudget: RegexBudget;
  /** Literals keep what they learned about signatures from one question to the next. */
  readonly literal: (text: string) => LiteralMatcher;
}

export function compileFilter(node: FilterNode, context: CompileContext): PlanNode {
  switch (node.kind) {
    case 'all':
      return node;
    case 'and':
    case 'or':
      return { kind: node.kind, parts: cheapestFirst(node.parts).map((part) => compileFilter(part, context)) };
    case 'not':
      return { kind: 'not', part: compileFilter(node.part, context) };
    default:
      return { kind: 'leaf', matcher: matcherOf(node, context) };
  }
}

function matcherOf(condition: Condition, context: CompileContext): Matcher {
  const { table, times, values, sources } = context;
  if (condition.kind === 'text') return context.literal(condition.text);
  if (condition.kind === 'regex') return new RegexMatcher(condition, table, times, context.regexBudget);
  const field = (fieldOf(condition) ?? '').toLowerCase();
  switch (field) {
    case 'level':
      return levelMatcher(condition, table);
    case 'service':
      return serviceMatcher(condition, valueTest(condition), context);
    case 'pattern':
      return patternMatcher(condition, table);
    case 'source':
      return sourceMatcher(condition, valueTest(condition), sources);
    case 'trace':
      return new FieldMatcher(condition, ({ folded }) => folded.includes('trace'), table, values);
    default:
      return new FieldMatcher(condition, ({ folded }) => folded === field, table, values);
  }
}

/** Within a group order does not matter for the answer; dear parts go last, where earlier ones may make them needless. */
function cheapestFirst(parts: readonly FilterNode[]): FilterNode[] {
  return [...parts].sort((a, b) => cost(a) - cost(b));
}

function cost(node: FilterNode): number {
  switch (node.kind) {
    case 'regex':
      return 4;
    case 'text':
      return 2;
    case 'not':
      return cost(node.part);
    case 'and':
    case 'or':
      return Math.max(...node.parts.map(cost));
    default:
      return 1;
  }
}
