import { bothOf, type Condition, type FilterNode, fieldOf, isCondition } from './ast.ts';
import { formatQuery } from './format.ts';
import { parsePieces, parseQuery, type QueryProblem } from './parse.ts';

/** What the query bar shows as one token: a condition, perhaps negated. */
export interface ConditionToken {
  readonly kind: 'condition';
  readonly condition: Condition;
  readonly isNegated: boolean;
  /** As it is written, negation included. */
  readonly text: string;
  /** Its characters in the query, [from, until). */
  readonly from: number;
  readonly until: number;
}

/** A query that tokens cannot show (`or`, brackets): one token of text for all of it. */
export interface ExpressionToken {
  readonly kind: 'expression';
  readonly text: string;
}

export type QueryToken = ConditionToken | ExpressionToken;
export type TokenisedQuery =
  | { readonly ok: true; readonly tokens: readonly QueryToken[] }
  | { readonly ok: false; readonly problem: QueryProblem };

export function tokensOf(query: string): TokenisedQuery {
  const parsed = parsePieces(query);
  if (!parsed.ok) return parsed;
  const tokens: ConditionToken[] = [];
  const expression = { ok: true, tokens: [{ kind: 'expression', text: query.trim() }] } as const;
  if (parsed.alternatives.length > 1) return expression;
  for (const { node, from, until } of parsed.alternatives[0]) {
    const isNegated = node.kind === 'not';
    const condition = isNegated ? node.part : node;
    if (!isCondition(condition)) return expression;
    tokens.push({ kind: 'condition', condition, isNegated, text: query.slice(from, until), from, until });
  }
  return { ok: true, tokens };
}

/** The query without its token at `index`. A query that cannot be read, or is one expression, becomes empty. */
export function withoutToken(query: string, index: number): string {
  return editTokens(query, (parts) => parts.filter((_, at) => at !== index)) ?? '';
}

/** Negates the token at `index`, or undoes its negation. */
export function withTokenNegated(query: string, index: number): string {
  const negate = (node: FilterNode): FilterNode => (node.kind === 'not' ? node.part : { kind: 'not', part: node });
  return editTokens(query, (parts) => parts.map((part, at) => (at === index ? negate(part) : part))) ?? query;
}

/** Puts what `text` says in place of the token at `index`; the query stays where `text` cannot be read. */
export function withTokenReplaced(query: string, index: number, text: string): string {
  const parsed = parseQuery(text);
  if (!parsed.ok) return query;
  return editTokens(query, (parts) => parts.map((part, at) => (at === index ? parsed.node : part))) ?? query;
}

/** Adds a condition unless it is there already. */
export function withCondition(query: string, condition: FilterNode): string {
  const added = formatQuery(condition);
  const parsed = parseQuery(query);
  if (!parsed.ok) return added;
  const parts = topParts(parsed.node);
  return parts.some((part) => formatQuery(part) === added) ? query : formatQuery(bothOf([...parts, condition]));
}

/** Only this value of the field: conditions on the field go, this one comes. */
export function withOnlyValue(query: string, field: string, value: string): string {
  return withCondition(withoutField(query, field), { kind: 'value', field, values: [value] });
}

/** This value of the field as well: joins the list of `field:a,b`, or begins one. Excluding it ends. */
export function withValueAdded(query: string, field: string, value: string): string {
  const parsed = parseQuery(withoutExclusion(query, field, value));
  if (!parsed.ok) return formatQuery({ kind: 'value', field, values: [value] });
  const parts = topParts(parsed.node);
  const at = parts.findIndex((part) => part.kind === 'value' && sameField(part.field, field));
  const list = parts[at];
  if (list === undefined || list.kind !== 'value') return formatQuery(bothOf([...parts, { kind: 'value', field, values: [value] }]));
  const values = list.values.includes(value) ? list.values : [...list.values, value];
  return formatQuery(bothOf(parts.map((part, index) => (index === at ? { ...list, values } : part))));
}

/** Takes a value out of `field:a,b`; the condition goes with its last value. */
export function withValueRemoved(query: string, field: string, value: string): string {
  return (
    editTokens(query, (parts) =>
      parts.flatMap((part) => {
        if (part.kind !== 'value' || !sameField(part.field, field)) return [part];
        const values = part.values.filter((other) => other !== value);
        return values.length === 0 ? [] : [{ ...part, values }];
      }),
    ) ?? query
  );
}

/** Not this value of the field; it leaves the list of wanted values where it is in one. */
export function withValueExcluded(query: string, field: string, value: string): string {
  return withCondition(withValueRemoved(query, field, value), { kind: 'not', part: { kind: 'value', field, values: [value] } });
}

/** The query without its conditions on a field. */
export function withoutField(query: string, field: string): string {
  return editTokens(query, (parts) => parts.filter((part) => !isOnField(part, field))) ?? query;
}

/** What must all hold, at the top level. */
export function topParts(node: FilterNode): readonly FilterNode[] {
  if (node.kind === 'all') return [];
  return node.kind === 'and' ? node.parts : [node];
}

/** True when all that a part says is about this field. */
export function isOnField(part: FilterNode, field: string): boolean {
  switch (part.kind) {
    case 'all':
      return false;
    case 'and':
    case 'or':
      return part.parts.every((inner) => isOnField(inner, field));
    case 'not':
      return isOnField(part.part, field);
    default:
      return sameField(fieldOf(part), field);
  }
}

function withoutExclusion(query: string, field: string, value: string): string {
  const excludes = (part: FilterNode): boolean =>
    part.kind === 'not' &&
    part.part.kind === 'value' &&
    sameField(part.part.field, field) &&
    part.part.values.length === 1 &&
    part.part.values[0] === value;
  return editTokens(query, (parts) => parts.filter((part) => !excludes(part))) ?? query;
}

function editTokens(query: string, edit: (parts: readonly FilterNode[]) => readonly FilterNode[]): string | undefined {
  const parsed = parseQuery(query);
  return parsed.ok ? formatQuery(bothOf(edit(topParts(parsed.node)))) : undefined;
}

function sameField(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
