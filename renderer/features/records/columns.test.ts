import { expect, test } from 'vitest';
import { builtInColumns, columnsOf, fieldColumn, gridColumns, toggled, withServiceRoom } from './columns.ts';

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
  expect(gridColumns([], true)).toBe('3px 25px 108px minmax(0, 1fr)');
  expect(gridColumns([])).toBe('3px 25px 92px minmax(0, 1fr)');
  expect(builtInColumns()).toHaveLength(5);
});

test('the service has the room its longest name needs, within bounds', () => {
  const widths = (characters: number) => withServiceRoom(columnsOf(['level', 'service']), characters).map(({ widthPx }) => widthPx);
  expect([widths(4), widths(12), widths(90)]).toEqual([
    [44, 72],
    [44, 89],
    [44, 129],
  ]);
});
