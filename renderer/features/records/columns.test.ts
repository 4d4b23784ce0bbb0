import { expect, test } from 'vitest';
import { builtInColumns, columnsOf, fieldColumn, gridColumns, toggled } from './columns.ts';

test('columns every record has keep their order, fields come as they were chosen, what is unknown is left out', () => {
  const chosen = ['service', fieldColumn('trace id'), 'gap', 'colour', fieldColumn('pod'), 'field:'];
  expect(columnsOf(chosen).map(({ id, field }) => field ?? id)).toEqual(['gap', 'service', 'trace id', 'pod']);
});

test('a field may be called like a column', () => {
  expect(columnsOf(['field:level']).map(({ title, field }) => [title, field])).toEqual([['level', 'level']]);
});

test('choosing twice takes out again', () => {
  expect(toggled(toggled(['gap'], 'line'), 'gap')).toEqual(['line']);
});

test('the message has what the columns leave', () => {
  expect(gridColumns(columnsOf(['level', 'field:pod']))).toBe('3px 25px 92px 44px 104px minmax(0, 1fr)');
  expect(gridColumns([])).toBe('3px 25px 92px minmax(0, 1fr)');
  expect(builtInColumns()).toHaveLength(5);
});
