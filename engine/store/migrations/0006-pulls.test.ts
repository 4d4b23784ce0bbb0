import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { figures } from './0004-figures.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

test('a file of the fourth layout knows of no pulls afterwards, and can take one', () => {
  const database = new Database(':memory:');
  migrate(database, true, MIGRATIONS.slice(0, figures.version));
  migrate(database, false);
  expect(database.prepare('SELECT count(*) FROM pull').pluck().get()).toBe(0);
  database.pragma('foreign_keys = OFF');
  database.exec("INSERT INTO pull (source_id, request) VALUES (1, '{}')");
  expect(database.prepare('SELECT source_id, request, cursor FROM pull').all()).toEqual([{ source_id: 1, request: '{}', cursor: null }]);
});
