import { bothOf, type FilterNode } from '#base/filter/ast.ts';
import { formatQuery } from '#base/filter/format.ts';
import { parseQuery } from '#base/filter/parse.ts';
import { topParts, withOnlyValue, withoutField, withValueAdded, withValueExcluded, withValueRemoved } from '#base/filter/tokens.ts';
import { levelIndex, levelOfWord } from '#base/level.ts';

/** Whether the query asks for a value, asks it away, or leaves it open. */
export type Choice = 'only' | 'out' | 'open';

/** What the query says about one field: read once per field, asked once per row. */
export interface FieldChoices {
  /** The query names values it wants; the others are then not asked for. */
  readonly hasOnly: boolean;
  of(value: string): Choice;
}

/** What the query says about a field in the parts that must all hold; what stands inside `or` is left open. */
export function choicesOf(query: string, field: string): FieldChoices {
  const parsed = parseQuery(query);
  const wanted: ((value: string) => boolean)[] = [];
  const unwanted: ((value: string) => boolean)[] = [];
  for (const part of parsed.ok ? topParts(parsed.node) : []) {
    const test = testOf(part.kind === 'not' ? part.part : part, field);
    if (test !== undefined) (part.kind === 'not' ? unwanted : wanted).push(test);
  }
  return {
    hasOnly: wanted.length > 0,
    of: (value) => {
      if (unwanted.some((test) => test(value))) return 'out';
      return wanted.length > 0 && wanted.every((test) => test(value)) ? 'only' : 'open';
    },
  };
}

/** Values that the query names for a field, wanted or not, as they are written there. */
export function namedValues(query: string, field: string): readonly string[] {
  const parsed = parseQuery(query);
  const isLevel = field.toLowerCase() === 'level';
  return (parsed.ok ? topParts(parsed.node) : []).flatMap((part) => {
    const node = part.kind === 'not' ? part.part : part;
    if (node.kind !== 'value' || node.field.toLowerCase() !== field.toLowerCase()) return [];
    return isLevel ? node.values.map((value) => levelOfWord(value) ?? value) : node.values;
  });
}

/** Values alone, and levels by severity: numbers are compared by the engine, which knows their units. */
function testOf(node: FilterNode, field: string): ((value: string) => boolean) | undefined {
  if ((node.kind !== 'value' && node.kind !== 'compare') || node.field.toLowerCase() !== field.toLowerCase()) return undefined;
  const isLevel = field.toLowerCase() === 'level';
  if (node.kind === 'value') {
    const values = new Set(node.values.map((value) => sameWord(value, isLevel)));
    return (value) => values.has(sameWord(value, isLevel));
  }
  if (!isLevel) return undefined;
  const bound = severity(node.bound);
  return (value) => {
    const own = severity(value);
    if (node.comparison === '>') return own > bound;
    if (node.comparison === '>=') return own >= bound;
    return node.comparison === '<' ? own < bound : own <= bound;
  };
}

const sameWord = (value: string, isLevel: boolean): string => (isLevel ? (levelOfWord(value) ?? value) : value).toLowerCase();
const severity = (word: string): number => levelIndex(levelOfWord(word) ?? 'UNSET');

export interface ClickKeys {
  /** Ctrl, or Cmd on macOS. */
  readonly add: boolean;
  /** Alt. */
  readonly exclude: boolean;
}

/**
 * The query after a click on a value. Plain: only this value; again, and the field is open as before; on an excluded value the
 * exclusion ends. With `add` the value joins the wanted ones or leaves them, with `exclude` it is asked away or no longer.
 */
export function afterClick(query: string, field: string, value: string, keys: ClickKeys): string {
  const choice = choicesOf(query, field).of(value);
  if (choice === 'out' && !keys.add) return withoutExclusion(query, field, value);
  if (keys.exclude) return withValueExcluded(query, field, value);
  if (keys.add)
    return choice === 'only' ? withValueRemoved(query, field, value) : withValueAdded(withoutExclusion(query, field, value), field, value);
  return isOnlyWanted(query, field, value) ? withoutField(query, field) : withOnlyValue(query, field, value);
}

function isOnlyWanted(query: string, field: string, value: string): boolean {
  const parsed = parseQuery(query);
  if (!parsed.ok) return false;
  const isLevel = field.toLowerCase() === 'level';
  return topParts(parsed.node).some(
    (part) =>
      part.kind === 'value' &&
      part.field.toLowerCase() === field.toLowerCase() &&
      part.values.length === 1 &&
      sameWord(part.values[0] ?? '', isLevel) === sameWord(value, isLevel),
  );
}

/** Takes one value out of `-field:a,b`; the other exclusions stay. */
function withoutExclusion(query: string, field: string, value: string): string {
  const parsed = parseQuery(query);
  if (!parsed.ok) return query;
  const isLevel = field.toLowerCase() === 'level';
  const parts = topParts(parsed.node).flatMap((part): FilterNode[] => {
    if (part.kind !== 'not' || part.part.kind !== 'value' || part.part.field.toLowerCase() !== field.toLowerCase()) return [part];
    const values = part.part.values.filter((other) => sameWord(other, isLevel) !== sameWord(value, isLevel));
    return values.length === 0 ? [] : [{ kind: 'not', part: { ...part.part, values } }];
  });
  return formatQuery(bothOf(parts));
}
