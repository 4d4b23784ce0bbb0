import { expect, test } from 'vitest';
import type { Pattern } from '#contract/explore.ts';
import { nextColumn, SORT_COLUMNS, sortedBy, sortPatterns } from './sort-patterns.ts';

function pattern(id: string, change: Partial<Pattern>): Pattern {
  return {
    id,
    parts: [],
    template: id,
    level: 'INFO',
    levels: {},
    services: [],
    variables: 0,
    count: 1,
    bytes: 1,
    trend: { kind: 'steady' },
    spark: [],
    ...change,
  };
}

const rows = [
  pattern('steady-small', { count: 5 }),
  pattern('steady-large', { count: 50 }),
  pattern('rare', { trend: { kind: 'rare' }, count: 2 }),
  pattern('rising-3', { trend: { kind: 'rising', factor: 3 } }),
  pattern('rising-9', { trend: { kind: 'rising', factor: 9 } }),
  pattern('new-info', { trend: { kind: 'new' }, firstUs: 1 }),
  pattern('new-error-late', { trend: { kind: 'new' }, level: 'ERROR', firstUs: 9 }),
  pattern('new-error-early', { trend: { kind: 'new' }, level: 'ERROR', firstUs: 3 }),
  pattern('gone', { trend: { kind: 'gone' } }),
];

test('by trend: new by level then first seen, rising by factor, gone, rare, steady by count', () => {
  expect(sortPatterns(rows, 'trend', false).map(({ id }) => id)).toEqual([
    'new-error-early',
    'new-error-late',
    'new-info',
    'rising-9',
    'rising-3',
    'gone',
    'rare',
    'steady-large',
    'steady-small',
  ]);
});

test('by count, and the other way round', () => {
  expect(sortPatterns(rows, 'count', false)[0]?.id).toBe('steady-large');
  expect(sortPatterns(rows, 'count', true).at(-1)?.id).toBe('steady-large');
});

test('a column chosen again turns round, another one begins in its own order', () => {
  const byCount = { column: 'count', isReversed: false } as const;
  expect(sortedBy('count', byCount)).toEqual({ column: 'count', isReversed: true });
  expect(sortedBy('bytes', { ...byCount, isReversed: true })).toEqual({ column: 'bytes', isReversed: false });
});

test('the next column to sort by goes through all of them and begins again', () => {
  expect(SORT_COLUMNS.map(nextColumn)).toEqual(['trend', 'count', 'bytes', 'first', 'last', 'pattern']);
});

test('what was seen last comes first when sorted by it, what has no time comes last', () => {
  const seen = [pattern('never', {}), pattern('early', { lastUs: 1 }), pattern('late', { lastUs: 9 })];
  expect(sortPatterns(seen, 'last', false).map(({ id }) => id)).toEqual(['late', 'early', 'never']);
});
