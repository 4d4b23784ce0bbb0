import { parseQuery } from '#base/filter/parse.ts';
import { withCondition } from '#base/filter/tokens.ts';
import { writingOf } from './completions.ts';

/**
 * The query to ask while a draft is being typed behind `text`, so that the answer is there before Enter.
 * @param isWhole the draft stands in place of the text instead of behind it
 * @returns undefined: the text alone. 'as before': the draft says nothing yet (half a value finds nothing, an open bracket is no query)
 */
export function askedWhileTyping(text: string, draft: string, isWhole: boolean): string | undefined | 'as before' {
  if (draft.trim() === '') return undefined;
  const parsed = parseQuery(draft);
  if (!parsed.ok || writingOf(draft)?.kind === 'value') return 'as before';
  return isWhole || text === '' ? draft.trim() : withCondition(text, parsed.node);
}
