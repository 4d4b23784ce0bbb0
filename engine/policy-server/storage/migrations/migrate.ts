import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../../base/app-error.ts';
import { firstTables } from './0001-first-tables.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = Object.freeze([firstTables]);

/** "LogP", in the head of the file: an investigation is not taken for it, nor it for one. */
const APPLICATION_ID = 0x4c6f6750;

/**
 * Brings the layout up to date, each step in a transaction of its own. Several processes may do so at once.
 * @throws AppError STORE_UNREADABLE for another program's file, STORE_TOO_NEW
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  database
    .transaction(() => {
      const tables = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get();
      if (tables?.n === 0) database.pragma(`application_id = ${APPLICATION_ID}`);
      check(database, migrations);
    })
    .immediate();
  for (const migration of migrations) {
    database
      .transaction(() => {
        if (migration.version <= layoutOf(database)) return;
        migration.up(database);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
}

function check(database: Database, migrations: readonly Migration[]): void {
  const name = basename(database.name);
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new AppError(
      'STORE_UNREADABLE',
      `Cannot open "${name}": it is a database, but not one of a Logsift policy server. Nothing was changed. Name another file with --data.`,
    );
  }
  const layout = layoutOf(database);
  if (layout > migrations.length) {
    throw new AppError(
      'STORE_TOO_NEW',
      `Cannot open "${name}": a newer Logsift wrote it (layout ${layout}, this one knows up to ${migrations.length}). The file is unharmed. Update Logsift, then start the server again.`,
    );
  }
}

function layoutOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}
