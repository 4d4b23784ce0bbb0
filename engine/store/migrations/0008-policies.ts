import type { Migration } from './migration.ts';

/** The policies made from an investigation as one document, and every change of each. */
export const policies: Migration = {
  version: 8,
  up(database) {
    database.exec(`
      CREATE TABLE policy_draft (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL) STRICT;
      CREATE TABLE policy_change (id INTEGER PRIMARY KEY, policy_id TEXT NOT NULL, at_us INTEGER NOT NULL, data TEXT) STRICT;
      CREATE INDEX policy_change_of ON policy_change (policy_id, id);
    `);
  },
};
