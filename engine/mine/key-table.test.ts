import { expect, test } from 'vitest';
import { KeyTable } from './key-table.ts';

test('a key gives the number it was met with first, until the table is reset', () => {
  const table = new KeyTable();
  table.reset(10_000);
  for (let i = 0; i < 10_000; i++) expect(table.meet(i * 65_536, -i, i)).toBe(-1);
  for (let i = 0; i < 10_000; i++) expect(table.meet(i * 65_536, -i, 7)).toBe(i);
  table.reset(3);
  expect([table.meet(0, 0, 0), table.meet(0, 1, 5), table.meet(0, 0, 9)]).toEqual([-1, -1, 0]);
});
