import type { FilterNode } from '#base/filter/ast.ts';
import { parseQuery } from '#base/filter/parse.ts';
import { topParts, withCondition } from '#base/filter/tokens.ts';
import { writingOf } from './completions.ts';

/** What is asked in words: a draft that begins with a question mark; undefined where it is a filter. */
export function questionIn(draft: string): string | undefined {
  const asked = /^\s*\?(?<question>.*)$/s.exec(draft)?.groups?.question;
  return asked?.trim();
}

/**
 * The query to ask while a draft is being typed behind `text`, so that the answer is there before Enter.
 * @param isWhole the draft stands in place of the text instead of behind it
 * @returns undefined: the text alone. 'as before': the draft says nothing yet (half a value finds nothing, an open bracket is no query)
 */
export function askedWhileTyping(text: string, draft: string, isWhole: boolean): string | undefined | 'as before' {
  if (draft.trim() === '') return undefined;
  const parsed = parseQuery(draft);
  if (!parsed.ok || writingOf(draft)?.kind === 'value') return 'as before';
  return isWhole ? draft.trim() : joined(text, parsed.node, draft);
}

/** What was entered behind the query; a part that the query has already is not said twice. */
export function joined(text: string, node: FilterNode, entered: string): string {
  return text === '' ? entered.trim() : topParts(node).reduce((query, part) => withCondition(query, part), text);
}
