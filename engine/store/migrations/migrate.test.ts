import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { APPLICATION_ID, checkSchema, MIGRATIONS, migrate } from './migrate.ts';
import type { Migration } from './migration.ts';

const first: Migration = { version: 1, up: (database) => void database.exec('CREATE TABLE a (x INTEGER) STRICT') };
const second: Migration = { version: 2, up: (database) => void database.exec('ALTER TABLE a ADD COLUMN y INTEGER') };
const broken: Migration = { version: 2, up: (database) => void database.exec('CREATE TABLE b (x INTEGER) STRICT; SELECT nonsense') };

const columns = (database: Database.Database) => database.prepare("SELECT name FROM pragma_table_info('a')").pluck().all();

test('migrations are numbered 1, 2, 3 … without gaps', () => {
  expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('an older file takes the steps it lacks, a current one none', () => {
  const database = new Database(':memory:');
  migrate(database, true, [first]);
  migrate(database, false, [first, second]);
  migrate(database, false, [first, second]);
  expect(columns(database)).toEqual(['x', 'y']);
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  expect(database.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
});

test('a step that fails leaves the file as it was before that step', () => {
  const database = new Database(':memory:');
  expect(() => migrate(database, true, [first, broken])).toThrow(/nonsense/);
  expect(database.pragma('user_version', { simple: true })).toBe(1);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['a']);
});

test('a reader refuses a file that must be migrated first, in a sentence', () => {
  const database = new Database(':memory:');
  migrate(database, true, [first]);
  expect(() => checkSchema(database, [first, second])).toThrow(
    expect.objectContaining({ code: 'STORE_UNREADABLE', message: expect.stringContaining('older Logsift (layout 1, this one needs 2)') }),
  );
});
