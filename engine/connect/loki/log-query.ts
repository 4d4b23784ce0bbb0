import { AppError } from '../../base/app-error.ts';
import { LEVELS } from '../../base/level.ts';
import type { PullFilter } from '../../base/pull.ts';

/** Every stream that says which service it is of; Loki refuses a selector that may match nothing. */
const EVERYTHING = '{service_name=~".+"}';

/** A LogQL query in its two parts. */
export interface LogQuery {
  /** `{…}` with its braces. */
  readonly selector: string;
  readonly pipeline: string;
}

/** @throws AppError BAD_QUERY when the expression does not begin with a selector */
export function logQuery({ expression, services, minLevel, text, attributes }: PullFilter): LogQuery {
  const { selector, pipeline } = partsOf(expression?.trim() ?? EVERYTHING);
  const added: string[] = [];
  if (text !== undefined) added.push(`|~ ${quoted(`(?i)${escaped(text)}`)}`);
  if (minLevel !== undefined) {
    const levels = LEVELS.slice(LEVELS.indexOf(minLevel)).map((level) => level.toLowerCase());
    added.push(`| detected_level=~${quoted(levels.join('|'))}`);
  }
  for (const { key, value } of attributes) added.push(`| ${key.replace(/[^A-Za-z0-9_]/g, '_')}=${quoted(value)}`);
  return {
    selector: services.length === 0 ? selector : withMatcher(selector, `service_name=~${quoted(services.map(escaped).join('|'))}`),
    pipeline: [pipeline, ...added].filter((part) => part !== '').join(' '),
  };
}

/** A selector for one stream alone. */
export function streamSelector(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(', ')}}`;
}

function partsOf(expression: string): LogQuery {
  const end = selectorEnd(expression);
  if (end === undefined) {
    throw new AppError(
      'BAD_QUERY',
      `The LogQL query "${expression}" does not begin with a selector. Nothing was asked. Begin it with one such as {app="checkout"}.`,
    );
  }
  return { selector: expression.slice(0, end), pipeline: expression.slice(end).trim() };
}

/** Behind the brace that closes the first one; braces in quotes do not count. */
function selectorEnd(expression: string): number | undefined {
  if (!expression.startsWith('{')) return undefined;
  const token = /"(?:[^"\\]|\\.)*"|`[^`]*`|[{}]/g;
  for (let match = token.exec(expression); match !== null; match = token.exec(expression)) {
    if (match[0] === '}') return match.index + 1;
  }
  return undefined;
}

function withMatcher(selector: string, matcher: string): string {
  const inner = selector.slice(1, -1).trim();
  return `{${inner === '' ? matcher : `${inner}, ${matcher}`}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
