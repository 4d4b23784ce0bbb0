import type { Migration } from './migration.ts';

/** What templates mean, as vectors of a model: made once, since some models take a while. A template keeps its fingerprint, so none ever goes stale. */
export const vectors: Migration = {
  version: 7,
  up(database) {
    database.exec(`
      CREATE TABLE vector (
        model TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (model, fingerprint)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
