import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS, migrate } from './migrate.ts';

test('filters of an earlier layout are gone, the blocks are not', () => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = OFF');
  migrate(database, true, MIGRATIONS.slice(0, 4));
  database.exec("INSERT INTO block VALUES (1, 1, 1, 1, 1, 0, 1, 1, 0, NULL, NULL, x'00'); INSERT INTO block_filter VALUES (1, x'00')");
  migrate(database, false, MIGRATIONS.slice(0, 5));
  expect(database.prepare('SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM block_filter)').raw().get()).toEqual([1, 0]);
});
