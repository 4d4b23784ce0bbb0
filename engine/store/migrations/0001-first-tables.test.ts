import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { firstTables } from './0001-first-tables.ts';
import { migrate } from './migrate.ts';

test('the first layout has strict tables only, and keeps values of the wrong type out', () => {
  const database = new Database(':memory:');
  migrate(database, true, [firstTables]);
  expect(database.pragma('user_version', { simple: true })).toBe(1);
  const tables = database
    .prepare<[], { name: string; strict: number }>(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  expect(tables.map((table) => table.name)).toEqual([
    'assignment',
    'block',
    'block_data',
    'mark',
    'meta',
    'signature_batch',
    'source',
    'template',
    'view_state',
  ]);
  expect(tables.every((table) => table.strict === 1)).toBe(true);
  expect(() => database.exec("INSERT INTO view_state VALUES (1, x'00')")).toThrow(/cannot store BLOB/);
  expect(() => database.exec("INSERT INTO block_data VALUES (1, x'00', x'00')")).toThrow(/FOREIGN KEY/);
});
