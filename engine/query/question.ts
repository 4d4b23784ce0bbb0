import { RE2JS } from 're2js';
import { AppError } from '../base/app-error.ts';
import type { FilterNode } from '../base/filter/ast.ts';
import { formatCondition } from '../base/filter/format.ts';
import { parseQuery } from '../base/filter/parse.ts';
import type { TimeRange } from '../base/time.ts';
import type { Question } from './shard.ts';

const MIN_REGEX_MS = 2_000;
const REGEX_MS_PER_MILLION = 200;

/** Reads what the user asks. @throws AppError BAD_QUERY; its details say where (`from`, `until`) and what was `expected`. */
export function readQuery(query: string): FilterNode {
  const parsed = parseQuery(query);
  if (!parsed.ok) {
    const { message, from, until, expected } = parsed.problem;
    throw new AppError('BAD_QUERY', message, { details: { from, until, expected } });
  }
  checkRegexes(parsed.node, query);
  return parsed.node;
}

/** @param records in the investigation: regular expressions may take longer in larger ones. */
export function questionOf(node: FilterNode, range: TimeRange | undefined, records: number): Question {
  return {
    node,
    range: range === undefined ? undefined : { fromUs: range.fromUs, untilUs: range.untilUs },
    regexMs: Math.max(MIN_REGEX_MS, (REGEX_MS_PER_MILLION * records) / 1_000_000),
  };
}

export function hasRegex(node: FilterNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.some(hasRegex);
    case 'not':
      return hasRegex(node.part);
    default:
      return node.kind === 'regex';
  }
}

/** Only what RE2 knows is allowed: without backward references and lookarounds most expressions run in linear time. */
function checkRegexes(node: FilterNode, query: string): void {
  if (node.kind === 'and' || node.kind === 'or') for (const part of node.parts) checkRegexes(part, query);
  else if (node.kind === 'not') checkRegexes(node.part, query);
  if (node.kind !== 'regex') return;
  try {
    RE2JS.compile(node.source.replaceAll('\\/', '/'), node.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    const from = Math.max(0, query.indexOf(formatCondition(node)));
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it is not valid';
    throw new AppError(
      'BAD_QUERY',
      `This regular expression cannot be used: ${reason}. Backward references and lookarounds are not supported; everything else that RE2 knows is.`,
      { cause: error, details: { from, until: from + node.source.length + 2, expected: 'a regular expression (RE2 syntax)' } },
    );
  }
}
