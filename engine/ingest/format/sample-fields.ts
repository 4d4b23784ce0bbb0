import type { SeenField } from './field-roles.ts';

const MAX_FIELDS = 500;
/** Values kept of one field: enough to tell what it holds. */
const MAX_VALUES = 60;
const MAX_DEPTH = 4;
/** Begins only where a word begins and ends early: no long token makes it try every place of it. */
const PAIR = /(?<![\w.\-/@])([\w.\-/@]{1,128})=(?:"((?:[^"\\]|\\.){0,4000})"|(\S*))/g;

/** Which fields the objects of some lines have, and what stands in them. */
export class SampleFields {
  readonly #seen = new Map<string, { count: number; values: string[]; distinct: Set<string> }>();
  /** Lines that had any field. */
  lines = 0;

  addJson(line: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      // Not JSON: the scanner counts it as a line that does not fit.
      return;
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return;
    this.lines++;
    for (const [name, value] of flatten(parsed, '', 0)) this.#add(name, value);
  }

  addLogfmt(line: string): void {
    this.lines++;
    for (const [, key, quoted, bare] of line.matchAll(PAIR)) this.#add(key, quoted ?? bare);
  }

  list(): SeenField[] {
    return [...this.#seen].map(([name, { count, values, distinct }]) => ({ name, count, values, distinct: distinct.size }));
  }

  #add(name: string, value: string): void {
    let field = this.#seen.get(name);
    if (field === undefined) {
      if (this.#seen.size >= MAX_FIELDS) return;
      field = { count: 0, values: [], distinct: new Set() };
      this.#seen.set(name, field);
    }
    field.count++;
    field.distinct.add(value);
    if (field.values.length < MAX_VALUES) field.values.push(value);
  }
}

function* flatten(value: unknown, path: string, depth: number): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) {
    if (path !== '') yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* flatten(inner, path === '' ? key : `${path}.${key}`, depth + 1);
}
