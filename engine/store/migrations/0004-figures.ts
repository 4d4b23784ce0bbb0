import type { Migration } from './migration.ts';

/**
 * Totals as they were when the file was closed, so that opening it need not add them up. Whoever changes what they count removes them in the
 * same transaction: they are right or absent.
 */
export const figures: Migration = {
  version: 4,
  up(database) {
    database.exec(`
      CREATE TABLE figures (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL) STRICT;
      CREATE TRIGGER figures_block_came AFTER INSERT ON block BEGIN DELETE FROM figures; END;
      CREATE TRIGGER figures_block_went AFTER DELETE ON block BEGIN DELETE FROM figures; END;
      CREATE TRIGGER figures_assignment_came AFTER INSERT ON assignment BEGIN DELETE FROM figures; END;
      CREATE TRIGGER figures_assignment_went AFTER DELETE ON assignment BEGIN DELETE FROM figures; END;
    `);
  },
};
