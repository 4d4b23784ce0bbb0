import { type Condition, type FilterNode, foldCase } from '../../engine/base/filter/ast.ts';
import { parseQuery } from '../../engine/base/filter/parse.ts';
import { compareQuantities, quantityOf } from '../../engine/base/filter/quantity.ts';
import { LEVELS, levelIndex, levelOfWord } from '../../engine/base/level.ts';
import { unescapeJson } from '../../engine/base/masked-message.ts';
import { NO_TIME, type TimeRange } from '../../engine/base/time.ts';
import type { KnownRecord } from './build-investigation.ts';

/** What a query finds, the slow and obvious way: over the text of every record. In order of time, source, position. */
export function naiveFind(
  records: readonly KnownRecord[],
  query: string,
  range?: TimeRange,
  sourceNames: readonly string[] = [],
): KnownRecord[] {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return records
    .filter(
      (record) =>
        (range === undefined || (record.timeUs >= range.fromUs && record.timeUs < range.untilUs)) &&
        holds(parsed.node, record, sourceNames),
    )
    .sort((a, b) => a.timeUs - b.timeUs || a.sourceId - b.sourceId || a.seq - b.seq || a.row - b.row);
}

export function holds(node: FilterNode, record: KnownRecord, sourceNames: readonly string[]): boolean {
  switch (node.kind) {
    case 'all':
      return true;
    case 'and':
      return node.parts.every((part) => holds(part, record, sourceNames));
    case 'or':
      return node.parts.some((part) => holds(part, record, sourceNames));
    case 'not':
      return !holds(node.part, record, sourceNames);
    case 'text':
      return foldCase(record.text.toString('latin1')).includes(foldCase(Buffer.from(node.text).toString('latin1')));
    case 'regex':
      return new RegExp(node.source, node.ignoreCase ? 'i' : '').test(record.text.toString('utf8'));
    default:
      return holdsField(node, record, sourceNames);
  }
}

function holdsField(node: Exclude<Condition, { kind: 'text' | 'regex' }>, record: KnownRecord, sourceNames: readonly string[]): boolean {
  const name = node.field.toLowerCase();
  if (name === 'level') {
    const level = record.kind.level ?? 0;
    if (node.kind === 'value') return node.values.some((value) => levelIndex(levelOfWord(value) ?? 'UNSET') === level);
    if (node.kind === 'exists') return level > 0;
    if (node.kind !== 'compare') return false;
    const bound = levelIndex(levelOfWord(node.bound) ?? 'UNSET');
    return level > 0 && compared(level - bound, node.comparison);
  }
  if (name === 'pattern') return node.kind === 'value' && node.values.some((value) => record.template.id.startsWith(value.toLowerCase()));
  return naiveValues(record, name, sourceNames).some((value) => {
    if (node.kind === 'exists') return true;
    if (node.kind === 'value') return node.values.some((wanted) => foldCase(wanted) === foldCase(value));
    const difference = (bound: string): number | undefined => {
      const [left, right] = [quantityOf(value), quantityOf(bound)];
      return left === undefined || right === undefined ? undefined : compareQuantities(left, right);
    };
    if (node.kind === 'compare') return compared(difference(node.bound) ?? Number.NaN, node.comparison);
    return (difference(node.from) ?? -1) >= 0 && (difference(node.until) ?? 1) <= 0;
  });
}

function compared(difference: number, comparison: string): boolean {
  return comparison === '>'
    ? difference > 0
    : comparison === '>='
      ? difference >= 0
      : comparison === '<'
        ? difference < 0
        : difference <= 0;
}

/** Values of a field: special ones, constants, named slots, then variables of the template by matching its constants in the message. */
export function naiveValues(record: KnownRecord, name: string, sourceNames: readonly string[]): string[] {
  if (name === 'service') return record.service === undefined ? [] : [record.service];
  if (name === 'source') return [sourceNames[record.sourceId - 1], `/logs/${sourceNames[record.sourceId - 1]}`];
  return naiveFields(record)
    .filter((field) => (name === 'trace' ? field.name.toLowerCase().includes('trace') : field.name.toLowerCase() === name))
    .map((field) => field.value);
}

export function naiveFields(record: KnownRecord): { readonly name: string; readonly value: string }[] {
  const { kind, values } = record;
  const fields: { name: string; value: string }[] = [...(kind.fields ?? [])];
  const add = (name: string, value: string): void => {
    if (!fields.some((field) => field.name === name)) fields.push({ name, value });
  };
  const shown = (text: string): string => (kind.escaped ? unescapeJson(text) : text);
  let value = 0;
  for (const piece of kind.line) {
    if (typeof piece === 'string' || piece.kind === 'time') continue;
    const text = values[value++];
    if (piece.name !== undefined) add(piece.name, shown(text));
  }
  const variables = naiveVariables(record);
  for (const part of record.template.parts) if ('slot' in part && part.name !== undefined) add(part.name, variables[part.slot]);
  return fields;
}

/** Values of the template's variables, by aligning its constants with the kind of line (no value of a test holds NUL). */
export function naiveVariables(record: KnownRecord): string[] {
  const { kind, values } = record;
  let slot = 0;
  const marks: string[] = [];
  let message = '';
  kind.line.forEach((piece, index) => {
    const isMessage = index >= (kind.messageAt ?? 0);
    if (typeof piece === 'string') message += isMessage ? (kind.escaped ? piece.replaceAll('\\"', '"') : piece) : '';
    else if (piece.kind !== 'time') {
      const value = values[slot++];
      if (!isMessage) return;
      message += `\0${marks.length}\0`;
      marks.push(kind.escaped ? unescapeJson(value) : value);
    }
  });
  const pattern = record.template.parts
    .map((part) => ('text' in part ? part.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '([^]*?)'))
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(message);
  if (match === null) throw new Error(`${record.template.text} does not describe ${message}`);
  return match.slice(1).map((text) => text.replace(/\0(\d+)\0/g, (_, number: string) => marks[Number(number)]));
}

/** Counts by level name, leaving out what does not occur. */
export function naiveLevels(records: readonly KnownRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) {
    const level = LEVELS[record.kind.level ?? 0];
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
}

export function hasTime(record: KnownRecord): boolean {
  return record.timeUs !== NO_TIME;
}
