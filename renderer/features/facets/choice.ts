import { parseQuery } from '#base/filter/parse.ts';
import { topParts, withOnlyValue, withoutField, withValueAdded, withValueExcluded, withValueRemoved } from '#base/filter/tokens.ts';

/** Whether the query asks for a value, asks it away, or leaves it open. */
export type Choice = 'only' | 'out' | 'open';

export function choiceOf(query: string, field: string, value: string): Choice {
  const parsed = parseQuery(query);
  if (!parsed.ok) return 'open';
  for (const part of topParts(parsed.node)) {
    const inner = part.kind === 'not' ? part.part : part;
    if (
      inner.kind !== 'value' ||
      inner.field.toLowerCase() !== field.toLowerCase() ||
      !inner.values.some((one) => one.toLowerCase() === value.toLowerCase())
    )
      continue;
    return part.kind === 'not' ? 'out' : 'only';
  }
  return 'open';
}

/** A plain click: only this value, or everything again when it already was the only one. */
export function afterClick(
  query: string,
  field: string,
  value: string,
  keys: { readonly add: boolean; readonly exclude: boolean },
): string {
  const choice = choiceOf(query, field, value);
  if (keys.exclude) return choice === 'out' ? withoutField(query, field) : withValueExcluded(query, field, value);
  if (keys.add) return choice === 'only' ? withValueRemoved(query, field, value) : withValueAdded(query, field, value);
  const only = withOnlyValue(query, field, value);
  return only === query || choice === 'out' ? withoutField(query, field) : only;
}
