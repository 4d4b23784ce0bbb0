import type { Migration } from './migration.ts';

/** Sources that are pulled from a service: how, and where to go on. The cursor changes in the transaction that stores what it stands for. */
export const pulls: Migration = {
  version: 6,
  up(database) {
    database.exec(`
      CREATE TABLE pull (source_id INTEGER PRIMARY KEY REFERENCES source (id), request TEXT NOT NULL, cursor TEXT) STRICT;
    `);
  },
};
