import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('there is room for one document of policies, and for every change of each', () => {
  const database = new Database(':memory:');
  migrate(database, true);
  database.exec(
    "INSERT INTO policy_draft VALUES (1, '{}'); INSERT INTO policy_change (policy_id, at_us, data) VALUES ('a', 1, NULL), ('a', 2, '{}')",
  );
  expect(() => database.exec("INSERT INTO policy_draft VALUES (2, '{}')")).toThrow(/CHECK/);
  const plan = database.prepare("EXPLAIN QUERY PLAN SELECT at_us, data FROM policy_change WHERE policy_id = 'a' ORDER BY id DESC").all();
  expect(JSON.stringify(plan)).toMatch(/SEARCH policy_change USING INDEX policy_change_of/);
});
