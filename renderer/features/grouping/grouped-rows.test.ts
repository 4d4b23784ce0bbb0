import { expect, test } from 'vitest';
import type { Pattern } from '#contract/explore.ts';
import type { PatternGroup } from '#contract/patterns.ts';
import { groupedRows, rowsWithForms } from './grouped-rows.ts';

function pattern(id: string, count: number): Pattern {
  return {
    ...{ id, count, parts: [], template: id, level: 'INFO', levels: {}, services: [], variables: 0, bytes: 0, spark: [] },
    trend: { kind: 'steady' },
  };
}

function group(id: string, ...patternIds: string[]): PatternGroup {
  return { id, label: id, patternIds, count: 99, bytes: 0, level: 'INFO', levels: {}, services: [] };
}

const ROWS = [pattern('a', 5), pattern('b', 4), pattern('c', 3), pattern('d', 2)];

test('a group stands where its first pattern stood and counts the patterns of the table', () => {
  const items = groupedRows(ROWS, [group('g', 'd', 'b', 'gone'), group('h', 'c', 'gone')], new Set());
  expect(items.map((item) => (item.kind === 'group' ? `${item.key} ${item.patterns} ${item.count}` : item.key))).toEqual([
    ...['a', 'g 2 6', 'b', 'd', 'c'],
  ]);
});

test('a closed group keeps its head alone', () => {
  expect(groupedRows(ROWS, [group('g', 'a', 'c')], new Set(['g'])).map(({ key }) => key)).toEqual(['g', 'b', 'd']);
});

test('forms lie beneath patterns that have several', () => {
  const form = (fingerprint: string, patternId: string) => ({ fingerprint, form: fingerprint, patternId, count: 1 });
  const items = rowsWithForms(ROWS.slice(0, 2), [form('x', 'a'), form('y', 'a'), form('z', 'b')]);
  expect(items.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['pattern a', 'form a x', 'form a y', 'pattern b']);
});
