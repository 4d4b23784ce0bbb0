import type { Migration } from './migration.ts';

/** Filters are made from blocks, which may have none (yet): then a search looks at all of the block. They go with their block. */
export const blockFilters: Migration = {
  version: 3,
  up(database) {
    database.exec(`
      CREATE TABLE block_filter (
        block_id INTEGER PRIMARY KEY REFERENCES block (id) ON DELETE CASCADE,
        data BLOB NOT NULL
      ) STRICT;
    `);
  },
};
