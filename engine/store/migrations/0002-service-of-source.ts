import type { Migration } from './migration.ts';

/** The service of those records of a source that name none themselves. NULL: they have none. */
export const serviceOfSource: Migration = {
  version: 2,
  up(database) {
    database.exec('ALTER TABLE source ADD COLUMN service TEXT');
  },
};
