import { expect, test } from 'vitest';
import { tokensOf } from '#base/filter/tokens.ts';
import { tokenWords } from './token-words.ts';

function words(query: string) {
  const tokenised = tokensOf(query);
  return tokenised.ok ? tokenised.tokens.map(tokenWords) : [];
}

test('conditions read as field, sign and value; negation is said', () => {
  expect(words('service:a,b -route:/healthz level>=warn "pool exhausted"')).toEqual([
    { field: 'service', operator: ':', value: 'a, b', negated: false },
    { field: 'route', operator: ':', value: '/healthz', negated: true },
    { field: 'level', operator: '≥', value: 'WARN', negated: false },
    { value: '"pool exhausted"', negated: false },
  ]);
});

test('a query that tokens cannot show is one token', () => {
  expect(words('a or b')).toEqual([{ value: 'a or b', negated: false }]);
});
