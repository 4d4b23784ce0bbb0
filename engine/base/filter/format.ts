import type { Condition, FilterNode } from './ast.ts';
import { parseQuery, spanOf } from './parse.ts';

const PLAIN_NAME = /^[A-Za-z_@$][\w.@$/-]*$/;
/** Values made of these need no quotes. */
const PLAIN_VALUE = /^[^\s"(),\\*:][^\s"(),]*$/;

/** Writes a query that means `node`: parseQuery gives it back. Bare words and unquoted values wherever they can be. */
export function formatQuery(node: FilterNode): string {
  switch (node.kind) {
    case 'all':
      return '';
    case 'and':
      return node.parts.map((part) => (part.kind === 'or' ? `(${formatQuery(part)})` : formatQuery(part))).join(' ');
    case 'or':
      return node.parts.map(formatQuery).join(' or ');
    case 'not':
      return node.part.kind === 'and' || node.part.kind === 'or' || node.part.kind === 'not'
        ? `not (${formatQuery(node.part)})`
        : negated(formatQuery(node.part));
    default:
      return formatCondition(node);
  }
}

function negated(text: string): string {
  return /^[->)]/.test(text) ? `not ${text}` : `-${text}`;
}

export function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'text':
      return isBareWord(condition.text) ? condition.text : quote(condition.text);
    case 'regex':
      return `/${condition.source}/${condition.ignoreCase ? 'i' : ''}`;
    case 'value':
      return `${formatName(condition.field)}:${condition.values.map((value) => formatValue(value)).join(',')}`;
    case 'exists':
      return `${formatName(condition.field)}:*`;
    case 'compare':
      return `${formatName(condition.field)}${condition.comparison}${/[\s",()]/.test(condition.bound) ? quote(condition.bound) : condition.bound}`;
    case 'span':
      return `${formatName(condition.field)}:${condition.from}..${condition.until}`;
  }
}

/** A field's name as it stands in a query. */
export function formatName(field: string): string {
  return PLAIN_NAME.test(field) ? field : quote(field);
}

function formatValue(value: string): string {
  const plain = PLAIN_VALUE.test(value) && spanOf(value) === undefined && !value.startsWith('//');
  return plain ? value : quote(value);
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** True when the word alone is read as this text and neither it nor `-word` as anything else. */
function isBareWord(text: string): boolean {
  if (/[\s"()\\]/.test(text) || /^[-/<>]/.test(text) || /^(or|and|not)$/i.test(text)) return false;
  const parsed = parseQuery(text);
  return parsed.ok && parsed.node.kind === 'text' && parsed.node.text === text;
}
