import { bothOf, type FilterNode } from '../../base/filter/ast.ts';
import { formatQuery } from '../../base/filter/format.ts';
import type { Level } from '../../base/level.ts';
import type { TimeRange } from '../../base/time.ts';
import { FILLERS } from '../embed/by-meaning.ts';
import { readTime } from './read-times.ts';

/** What a log has that questions name. */
export interface KnownNames {
  readonly services: readonly string[];
  readonly fields: readonly string[];
  /** Of all records. */
  readonly range: TimeRange;
  readonly timeZone: string;
}

/** How a part of a question was read. */
export interface ReadPart {
  readonly words: string;
  /** In the query language; empty for a time. */
  readonly query: string;
}

/** What is wanted of the records. */
export type Wanted = 'records' | 'count' | 'first' | 'last' | 'services';

export interface ReadQuestion {
  readonly node: FilterNode;
  readonly range: TimeRange | undefined;
  readonly parts: readonly ReadPart[];
  readonly wanted: Wanted;
  /** Words that say what the records are about; empty: everything was read. */
  readonly rest: string;
  /** The same as it was said, with the small words: could not is not could. */
  readonly about: string;
}

const LEVELS: readonly { readonly pattern: RegExp; readonly level: Level; readonly isLeast: boolean }[] = [
  {
    pattern: /\berrors? (?:and|or|&) warnings?\b|\bwarnings? (?:and|or|&) errors?\b|\bwarnings? (?:or|and) (?:worse|above)\b/i,
    level: 'WARN',
    isLeast: true,
  },
  { pattern: /\b(?:fatal|critical|panic)s?(?: errors?)?\b/i, level: 'FATAL', isLeast: false },
  { pattern: /\berrors?\b(?! rate)/i, level: 'ERROR', isLeast: true },
  { pattern: /\bwarn(?:ing)?s?\b/i, level: 'WARN', isLeast: false },
  { pattern: /\binfo(?: (?:records|messages|lines))\b/i, level: 'INFO', isLeast: false },
  { pattern: /\bdebug(?: (?:records|messages|lines))?\b/i, level: 'DEBUG', isLeast: false },
];

const WANTED: readonly { readonly pattern: RegExp; readonly wanted: Wanted }[] = [
  { pattern: /\bhow (?:many|often|much)\b|\bcount\b|\bnumber of\b/i, wanted: 'count' },
  { pattern: /\bwhen\b.*\b(?:last|stop|stopped|end|ended|over)\b|\blast time\b/i, wanted: 'last' },
  { pattern: /\bwhen\b|\bfirst time\b|\bsince when\b/i, wanted: 'first' },
  { pattern: /\b(?:which|what) services?\b|\bwho\b|\bwhere\b/i, wanted: 'services' },
];

/** Said of every record. */
const OF_RECORDS =
  /^(?:records?|messages?|lines?|logs?|entries|events?|services?|times?|often|first|last|happen(?:ed|ing|s)?|log(?:ged)?|wrote|written|said|say|seen|affected|involved|occur(?:red|s)?|show|list|find|give|see|start(?:ed)?|stop(?:ped)?|end(?:ed)?|count|number|many|much|there|tell|please|during|between|since|until|today|it's|what's)$/i;

/** Reads a question by rules: quoted text, levels, services, fields with values, trace ids, times; what remains is what it is about. */
export function readQuestion(question: string, { services, fields, range: log, timeZone }: KnownNames): ReadQuestion {
  const nodes: FilterNode[] = [];
  const parts: ReadPart[] = [];
  let left = question;
  const take = (words: string, node: FilterNode): void => {
    nodes.push(node);
    parts.push({ words: words.trim(), query: formatQuery(node) });
  };
  const without = (from: number, until: number): void => {
    left = `${left.slice(0, from)} ${left.slice(from, until).replace(/\S/g, ' ')} ${left.slice(until)}`;
  };
  const wanted = WANTED.find(({ pattern }) => pattern.test(question))?.wanted ?? 'records';

  for (const match of question.matchAll(/"([^"\n]+)"|“([^”\n]+)”/g)) {
    take(match[0], { kind: 'text', text: match[1] ?? match[2] });
    left = left.replace(match[0], ' ');
  }
  const time = readTime(left, log, timeZone);
  if (time !== undefined) {
    parts.push({ words: left.slice(time.from, time.until).trim(), query: '' });
    without(time.from, time.until);
  }
  const trace = /\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b/i.exec(left);
  if (trace !== null) {
    take(trace[0], { kind: 'value', field: 'trace', values: [trace[0]] });
    left = left.replace(/\b(?:of |with )?(?:the )?(?:trace(?:[ _-]?id)? )?\b([0-9a-f]{32}|[0-9a-f]{16})\b/i, ' ');
  }
  for (const [words, field, value] of fieldValues(left, fields)) {
    take(words, { kind: 'value', field, values: [value] });
    left = left.replace(words, ' ');
  }
  const named = namedServices(left, services);
  if (named.services.length > 0) {
    take(named.words.join(', '), { kind: 'value', field: 'service', values: named.services });
    for (const word of named.words)
      left = left.replace(new RegExp(`(?:\\b(?:service|in|of|by|from)\\s+)?\\b${escaped(word)}\\b(?:'s)?(?:\\s+service)?`, 'i'), ' ');
  }
  const level = LEVELS.find(({ pattern }) => pattern.test(left));
  if (level !== undefined) {
    const words = level.pattern.exec(left)?.[0] ?? '';
    take(
      words,
      level.isLeast
        ? { kind: 'compare', field: 'level', comparison: '>=', bound: level.level.toLowerCase() }
        : { kind: 'value', field: 'level', values: [level.level.toLowerCase()] },
    );
    left = left.replace(level.pattern, ' ');
  }
  return { node: bothOf(nodes), range: time?.range, parts, wanted, rest: wordsAbout(left), about: left.replace(/\s+/g, ' ').trim() };
}

/** `status 503`, `status=503`, `status is 503`: a known field and what stands behind it, where that looks like a value. */
function fieldValues(text: string, fields: readonly string[]): [words: string, field: string, value: string][] {
  const found: [string, string, string][] = [];
  for (const field of fields) {
    const match = new RegExp(`\\b${escaped(field)}(?:\\s*[:=]\\s*|\\s+(?:is|of|equals)\\s+|\\s+)([\\w./:-]*[\\d/][\\w./:-]*)`, 'i').exec(
      text,
    );
    if (match !== null) found.push([match[0], field, match[1]]);
  }
  return found;
}

/** Services that are named whole, or by a beginning that belongs to one alone: postgres. */
function namedServices(text: string, services: readonly string[]): { readonly services: string[]; readonly words: string[] } {
  const names: string[] = [];
  const words: string[] = [];
  for (const word of new Set(text.match(/[\w.-]+/g) ?? [])) {
    const lower = word.toLowerCase().replace(/[.-]+$/, '');
    const exact = services.filter((service) => service.toLowerCase() === lower);
    const begun = services.filter((service) => lower.length >= 4 && service.toLowerCase().startsWith(lower));
    const meant = exact.length > 0 ? exact : begun.length === 1 ? begun : [];
    if (meant.length === 0) continue;
    names.push(...meant);
    words.push(lower);
  }
  return { services: [...new Set(names)], words };
}

function wordsAbout(text: string): string {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}_./'-]*/gu) ?? [];
  const cleaned = words.map((word) => word.replace(/[.'-]+$/, ''));
  return cleaned.filter((word) => !FILLERS.has(word.toLowerCase()) && !OF_RECORDS.test(word)).join(' ');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
