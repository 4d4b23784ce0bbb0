import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rowOfSource, SELECT_SOURCES } from '../source-row.ts';
import { SAMPLE_SOURCE } from '../testing/sample-rows.ts';
import { firstTables } from './0001-first-tables.ts';
import { migrate } from './migrate.ts';

test('sources of the first layout have no service afterwards, and keep what they had', () => {
  const database = new Database(':memory:');
  migrate(database, true, [firstTables]);
  const { service: _, ...before } = rowOfSource(SAMPLE_SOURCE);
  const names = Object.keys(before);
  database
    .prepare(`INSERT INTO source (${names.join(', ')}, choice) VALUES (${names.map((name) => `@${name}`).join(', ')}, '{}')`)
    .run(before);
  migrate(database, false);
  expect(database.prepare(SELECT_SOURCES).all()).toEqual([{ ...before, id: 1, service: null }]);
});
