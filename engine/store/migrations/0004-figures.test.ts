import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test.each([
  "INSERT INTO block VALUES (7, 1, 0, 1, 1, 0, 1, 1, 0, NULL, NULL, x'00')",
  'DELETE FROM block WHERE id = 1',
  "INSERT INTO assignment VALUES (100, 1, x'00')",
  'DELETE FROM assignment',
])('figures are gone after: %s', (change) => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = OFF');
  migrate(database, true);
  database.exec("INSERT INTO block VALUES (1, 1, 1, 1, 1, 0, 1, 1, 0, NULL, NULL, x'00'); INSERT INTO assignment VALUES (0, 1, x'00')");
  database.exec("INSERT INTO figures VALUES (1, '{}')");
  database.exec(change);
  expect(database.prepare('SELECT count(*) FROM figures').pluck().get()).toBe(0);
});

test('figures stay when something else changes', () => {
  const database = new Database(':memory:');
  migrate(database, true);
  database.exec("INSERT INTO figures VALUES (1, '{}'); INSERT INTO view_state VALUES (1, '{}')");
  expect(database.prepare('SELECT count(*) FROM figures').pluck().get()).toBe(1);
});
