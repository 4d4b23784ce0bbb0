import { describe, expect, test } from 'vitest';
import { bothOf, type Condition, eitherOf, type FilterNode } from './ast.ts';
import { formatQuery } from './format.ts';
import { parseQuery } from './parse.ts';
import { compareQuantities, quantityOf } from './quantity.ts';
import {
  tokensOf,
  withCondition,
  withOnlyValue,
  withoutToken,
  withTokenNegated,
  withTokenReplaced,
  withValueAdded,
  withValueExcluded,
  withValueRemoved,
} from './tokens.ts';

const text = (value: string): Condition => ({ kind: 'text', text: value });
const value = (field: string, ...values: string[]): Condition => ({ kind: 'value', field, values });
const not = (part: FilterNode): FilterNode => ({ kind: 'not', part });

describe('parseQuery', () => {
  const cases: readonly (readonly [string, FilterNode])[] = [
    ['', { kind: 'all' }],
    ['  \t', { kind: 'all' }],
    ['timeout', text('timeout')],
    ['connection refused', bothOf([text('connection'), text('refused')])],
    ['connection not found', bothOf([text('connection'), text('not'), text('found')])],
    ['"connection refused"', text('connection refused')],
    ['"say \\"hi\\" \\\\ \\n"', text('say "hi" \\ \\n')],
    ['service:api', value('service', 'api')],
    ['service:api,"my app",db', value('service', 'api', 'my app', 'db')],
    ['-service:api', not(value('service', 'api'))],
    ['not service:api', not(value('service', 'api'))],
    ['NOT found', not(text('found'))],
    ['-/GET|PUT/i', not({ kind: 'regex', source: 'GET|PUT', ignoreCase: true })],
    ['status>=500', { kind: 'compare', field: 'status', comparison: '>=', bound: '500' }],
    ['took<1.5s', { kind: 'compare', field: 'took', comparison: '<', bound: '1.5s' }],
    ['level>=warn', { kind: 'compare', field: 'level', comparison: '>=', bound: 'warn' }],
    ['status:400..499', { kind: 'span', field: 'status', from: '400', until: '499' }],
    ['user:*', { kind: 'exists', field: 'user' }],
    ['user:"*"', value('user', '*')],
    ['pattern:3f9ac2', value('pattern', '3f9ac2')],
    ['"odd key":1', value('odd key', '1')],
    ['http://host:80/a', text('http://host:80/a')],
    ['std::string', text('std::string')],
    ['12:30:01', text('12:30:01')],
    ['/api/v1/users', text('/api/v1/users')],
    ['/a\\/b[/]c/', { kind: 'regex', source: 'a\\/b[/]c', ignoreCase: false }],
    ['main() foo(bar, x)', bothOf([text('main()'), text('foo(bar,'), text('x)')])],
    ['a or b c', eitherOf([text('a'), bothOf([text('b'), text('c')])])],
    ['a and b', bothOf([text('a'), text('b')])],
    ['(a or b) c', bothOf([eitherOf([text('a'), text('b')]), text('c')])],
    ['-(a or b)', not(eitherOf([text('a'), text('b')]))],
    ['ignore', text('ignore')],
    ['->', text('->')],
    ['a - b', bothOf([text('a'), text('-'), text('b')])],
  ];
  for (const [query, node] of cases) test(`reads ${JSON.stringify(query)}`, () => expect(parseQuery(query)).toEqual({ ok: true, node }));

  const problems: readonly (readonly [string, number, number, string])[] = [
    ['level:', 0, 6, 'a value'],
    ['x level:loud', 2, 12, 'a level'],
    ['took>=fast', 0, 10, 'a number'],
    ['say "hello', 4, 10, 'a closing quote'],
    ['a (b or c', 2, 3, '`)`'],
    ['a ) b', 2, 3, 'a condition'],
    ['a or', 2, 4, 'a condition'],
    ['or a', 0, 2, 'a condition'],
    ['/(a/', 0, 4, 'a regular expression'],
    ['()', 0, 2, 'a condition'],
    ['""', 0, 2, 'some text'],
    ['service:a,', 0, 10, 'a value'],
  ];
  for (const [query, from, until, expected] of problems) {
    test(`underlines what is wrong in ${JSON.stringify(query)}`, () => {
      const parsed = parseQuery(query);
      expect(parsed.ok ? parsed : { from: parsed.problem.from, until: parsed.problem.until, expected: parsed.problem.expected }).toEqual({
        from,
        until,
        expected,
      });
    });
  }

  test('a thousand brackets are a problem, not a crash', () => expect(parseQuery('('.repeat(1_000)).ok).toBe(false));
});

test('what formatQuery writes parseQuery reads back, whatever the query (seed 7)', () => {
  const random = randomOf(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const odd = (): string => Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick([...'ab:-/"\\() ,.*<>=01orOR\'|é'])).join('');
  const words = [
    'or',
    'and',
    'not',
    'NOT',
    '-x',
    'a:b',
    'http://x',
    '/re/',
    '10..20',
    '*',
    'fine',
    'a(b)',
    ')',
    '"',
    'x>5',
    '::',
    'a,b',
    '//x',
  ];
  const word = (): string => (random() < 0.5 ? pick(words) : odd());
  const condition = (): Condition => {
    switch (Math.floor(random() * 6)) {
      case 0:
        return { kind: 'regex', source: pick(['a+', '\\d\\/x', '[/]', '(a|b) c', 'é']), ignoreCase: random() < 0.5 };
      case 1:
        return { kind: 'exists', field: word() };
      case 2:
        return { kind: 'compare', field: word(), comparison: pick(['>', '>=', '<', '<=']), bound: pick(['1', '-2.5', '1.5s', '20 MB']) };
      case 3:
        return { kind: 'span', field: word(), from: pick(['1', '-3', '1ms']), until: pick(['9', '1e3']) };
      case 4:
        return { kind: 'value', field: word(), values: Array.from({ length: 1 + Math.floor(random() * 3) }, word) };
      default:
        return { kind: 'text', text: word() };
    }
  };
  const node = (depth: number): FilterNode => {
    const dice = depth === 0 ? 1 : random();
    if (dice < 0.25) return bothOf([node(depth - 1), node(depth - 1), condition()]);
    if (dice < 0.45) return eitherOf([node(depth - 1), node(depth - 1), condition()]);
    if (dice < 0.6) return { kind: 'not', part: node(depth - 1) };
    return condition();
  };
  for (let round = 0; round < 5_000; round++) {
    const made = node(3);
    const written = formatQuery(made);
    expect([written, parseQuery(written)]).toEqual([written, { ok: true, node: made }]);
  }
});

describe('tokens', () => {
  test('a query of conditions is shown as tokens with their places', () => {
    expect(tokensOf('level>=warn  -service:a "x y"')).toEqual({
      ok: true,
      tokens: [
        {
          kind: 'condition',
          condition: { kind: 'compare', field: 'level', comparison: '>=', bound: 'warn' },
          isNegated: false,
          text: 'level>=warn',
          from: 0,
          until: 11,
        },
        { kind: 'condition', condition: value('service', 'a'), isNegated: true, text: '-service:a', from: 13, until: 23 },
        { kind: 'condition', condition: text('x y'), isNegated: false, text: '"x y"', from: 24, until: 29 },
      ],
    });
  });
  test('a query that tokens cannot show is one token of text', () => {
    expect(tokensOf('a or b')).toEqual({ ok: true, tokens: [{ kind: 'expression', text: 'a or b' }] });
    expect(tokensOf('x (a or b)')).toEqual({ ok: true, tokens: [{ kind: 'expression', text: 'x (a or b)' }] });
  });
  test('tokens are removed, negated, replaced', () => {
    expect(withoutToken('a b c', 1)).toBe('a c');
    expect(withTokenNegated('a -b', 0)).toBe('-a -b');
    expect(withTokenNegated('a -b', 1)).toBe('a b');
    expect(withTokenReplaced('a b', 1, 'level:error')).toBe('a level:error');
    expect(withTokenReplaced('a b', 1, 'level:')).toBe('a b');
  });
  test('facet clicks: only this, this too, not this', () => {
    expect(withOnlyValue('x service:a,b', 'service', 'c')).toBe('x service:c');
    expect(withValueAdded('x service:a', 'service', 'b')).toBe('x service:a,b');
    expect(withValueAdded('x -service:b', 'service', 'b')).toBe('x service:b');
    expect(withValueExcluded('service:a,b', 'service', 'b')).toBe('service:a -service:b');
    expect(withValueRemoved('service:a', 'service', 'a')).toBe('');
    expect(withCondition('a b', text('b'))).toBe('a b');
    expect(withCondition('a or b', text('c'))).toBe('(a or b) c');
  });
});

test('quantities compare by what they measure; a plain bound compares numbers as written', () => {
  const compare = (a: string, b: string): number | undefined => {
    const [left, right] = [quantityOf(a), quantityOf(b)];
    return left === undefined || right === undefined ? undefined : compareQuantities(left, right);
  };
  expect(compare('1500ms', '1.5s')).toBe(0);
  expect(compare('1m2s', '61s')).toBeGreaterThan(0);
  expect(compare('152ms', '150')).toBe(2);
  expect(compare('152', '1s')).toBeUndefined();
  expect(compare('2 KiB', '2kB')).toBe(48);
  expect(compare('abc', '1')).toBeUndefined();
});

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
