export interface Completion {
  /** Shown, and what it finds. */
  readonly label: string;
  readonly hint: string;
  /** The whole input after taking it. */
  readonly text: string;
}

/** What is being written at the end of the input: a field's name, or a value of one. */
export type Writing =
  | { readonly kind: 'field'; readonly start: string; readonly before: string }
  | { readonly kind: 'value'; readonly field: string; readonly start: string; readonly before: string };

/** @returns undefined where nothing can be completed (in quotes, in a regular expression). */
export function writingOf(text: string): Writing | undefined {
  const match = (text.match(/"/g)?.length ?? 0) % 2 === 1 ? null : /^(.*\s)?(-?)([\w.@-]*)(:)?([^\s"/]*)$/.exec(text);
  if (match === null) return undefined;
  const [, head = '', minus = '', name = '', colon, value = ''] = match;
  if (colon === undefined) return value === '' ? { kind: 'field', start: name, before: head + minus } : undefined;
  if (name === '') return undefined;
  const comma = value.lastIndexOf(',');
  return { kind: 'value', field: name, start: value.slice(comma + 1), before: `${head}${minus}${name}:${value.slice(0, comma + 1)}` };
}

const MOST = 8;

/** Fields by frequency, those that begin with what is written first. */
export function fieldCompletions(
  writing: Writing,
  fields: readonly { readonly name: string; readonly records: number }[],
  countText: (count: number) => string,
): Completion[] {
  if (writing.kind !== 'field' || writing.start === '') return [];
  const start = writing.start.toLowerCase();
  const rank = (name: string) => (name.toLowerCase().startsWith(start) ? 0 : name.toLowerCase().includes(start) ? 1 : 2);
  return fields
    .filter(({ name }) => rank(name) < 2)
    .sort((a, b) => rank(a.name) - rank(b.name) || b.records - a.records)
    .slice(0, MOST)
    .map(({ name, records }) => ({ label: `${name}:`, hint: `${countText(records)} records`, text: `${writing.before}${name}:` }));
}

/** Values as they come, most frequent first; quoted where the language needs it. */
export function valueCompletions(
  writing: Writing,
  values: readonly { readonly value: string; readonly count: number }[],
  countText: (count: number) => string,
): Completion[] {
  if (writing.kind !== 'value') return [];
  return values
    .slice(0, MOST)
    .map(({ value, count }) => ({ label: value, hint: `${countText(count)} records`, text: `${writing.before}${quoted(value)}` }));
}

function quoted(value: string): string {
  return /^[^\s",()]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
