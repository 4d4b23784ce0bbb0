import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS, migrate } from './migrate.ts';

test('a file of an earlier layout gets a strict table for vectors, one for each model and template', () => {
  const database = new Database(':memory:');
  migrate(database, true, MIGRATIONS.slice(0, 6));
  migrate(database, false, MIGRATIONS.slice(0, 7));
  expect(database.prepare("SELECT strict FROM pragma_table_list WHERE name = 'vector'").pluck().get()).toBe(1);
  database.exec("INSERT INTO vector VALUES ('m', 'f', x'01')");
  expect(() => database.exec("INSERT INTO vector VALUES ('m', 'f', x'02')")).toThrow(/UNIQUE/);
});
