import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { firstTables } from './0001-first-tables.ts';
import { migrate } from './migrate.ts';

test('a file of the first layout gets a strict table for filters, one for each block there is', () => {
  const database = new Database(':memory:');
  migrate(database, true, [firstTables]);
  migrate(database, false);
  expect(database.prepare("SELECT strict FROM pragma_table_list WHERE name = 'block_filter'").pluck().get()).toBe(1);
  expect(() => database.exec("INSERT INTO block_filter VALUES (7, x'00')")).toThrow(/FOREIGN KEY/);
});
