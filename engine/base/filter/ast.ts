/**
 * What a query means. Letters match in either case (ASCII letters only) everywhere: in text, in field names, in values.
 * Groups are kept flat: an `and` holds no `and`, an `or` holds no `or`, and both hold at least two parts.
 * No conditions at all is `all`.
 */
export type FilterNode = AllNode | AndNode | OrNode | NotNode | Condition;

export interface AllNode {
  readonly kind: 'all';
}
export interface AndNode {
  readonly kind: 'and';
  readonly parts: readonly FilterNode[];
}
export interface OrNode {
  readonly kind: 'or';
  readonly parts: readonly FilterNode[];
}
export interface NotNode {
  readonly kind: 'not';
  readonly part: FilterNode;
}

/** One condition on a record. */
export type Condition = TextCondition | RegexCondition | ValueCondition | ExistsCondition | CompareCondition | SpanCondition;

/** The record's own text, all lines, holds this; a bare word and "exact text" mean the same. Never empty, no line feed. */
export interface TextCondition {
  readonly kind: 'text';
  readonly text: string;
}
/** The record's own text matches; `source` is the part between the slashes, with `\/` for a slash. */
export interface RegexCondition {
  readonly kind: 'regex';
  readonly source: string;
  readonly ignoreCase: boolean;
}
/** `field:a,b`: the field has one of the values. */
export interface ValueCondition {
  readonly kind: 'value';
  readonly field: string;
  readonly values: readonly string[];
}
/** `field:*` */
export interface ExistsCondition {
  readonly kind: 'exists';
  readonly field: string;
}
export type Comparison = '>' | '>=' | '<' | '<=';
/** `field>=n`; `bound` is a number, with a unit perhaps (`1.5s`, `20MB`), or a level where the field is `level`. */
export interface CompareCondition {
  readonly kind: 'compare';
  readonly field: string;
  readonly comparison: Comparison;
  readonly bound: string;
}
/** `field:10..20`, both ends included. */
export interface SpanCondition {
  readonly kind: 'span';
  readonly field: string;
  readonly from: string;
  readonly until: string;
}

export const ALL: AllNode = Object.freeze({ kind: 'all' });

/** Fields that every record has or may have, whatever its format. */
export const SPECIAL_FIELDS = ['level', 'service', 'source', 'pattern', 'trace'] as const;

/** Both, in flat form. */
export function bothOf(parts: readonly FilterNode[]): FilterNode {
  const flat = parts.flatMap((part) => (part.kind === 'and' ? part.parts : part.kind === 'all' ? [] : [part]));
  if (flat.length === 0) return ALL;
  return flat.length === 1 ? flat[0] : { kind: 'and', parts: flat };
}

/** Either, in flat form; anything or `all` is `all`. */
export function eitherOf(parts: readonly FilterNode[]): FilterNode {
  if (parts.some((part) => part.kind === 'all')) return ALL;
  const flat = parts.flatMap((part) => (part.kind === 'or' ? part.parts : [part]));
  return flat.length === 1 ? flat[0] : { kind: 'or', parts: flat };
}

export function isCondition(node: FilterNode): node is Condition {
  return node.kind !== 'all' && node.kind !== 'and' && node.kind !== 'or' && node.kind !== 'not';
}

/** Field of a condition; undefined for text and regular expressions. */
export function fieldOf(condition: Condition): string | undefined {
  return condition.kind === 'text' || condition.kind === 'regex' ? undefined : condition.field;
}

/** Lower case for ASCII letters alone: the same fold that bytes get. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
