import { formatCondition } from '#base/filter/format.ts';
import type { QueryToken } from '#base/filter/tokens.ts';

/** How a token reads in the bar. */
export interface TokenWords {
  readonly field?: string;
  readonly operator?: string;
  readonly value: string;
  readonly negated: boolean;
}

const OPERATORS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', ':': ':' };

export function tokenWords(token: QueryToken): TokenWords {
  if (token.kind === 'expression') return { value: token.text, negated: false };
  const text = formatCondition(token.condition);
  const match = /^([\w.@-]+)(>=|<=|>|<|:)(.+)$/s.exec(text);
  if (match === null || token.condition.kind === 'text' || token.condition.kind === 'regex')
    return { value: text, negated: token.isNegated };
  const [, field = '', operator = ':', value = ''] = match;
  return {
    field,
    operator: OPERATORS[operator] ?? operator,
    value: (field === 'level' ? value.toUpperCase() : value).replace(/,/g, ', '),
    negated: token.isNegated,
  };
}
