import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../base/app-error.ts';
import { firstTables } from './0001-first-tables.ts';
import { serviceOfSource } from './0002-service-of-source.ts';
import { blockFilters } from './0003-block-filters.ts';
import { figures } from './0004-figures.ts';
import { digitsInFilters } from './0005-digits-in-filters.ts';
import { pulls } from './0006-pulls.ts';
import { vectors } from './0007-vectors.ts';
import { policies } from './0008-policies.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = Object.freeze([
  firstTables,
  serviceOfSource,
  blockFilters,
  figures,
  digitsInFilters,
  pulls,
  vectors,
  policies,
]);

/** "LogS", in the head of every investigation file; `file` and others tell it by this. */
export const APPLICATION_ID = 0x4c6f6753;

/**
 * Brings the schema up to date, each step in a transaction of its own.
 * @param fresh the file is empty and becomes an investigation.
 * @throws AppError as `checkSchema` does.
 */
export function migrate(database: Database, fresh: boolean, migrations: readonly Migration[] = MIGRATIONS): void {
  if (fresh) database.pragma(`application_id = ${APPLICATION_ID}`);
  let version = checkApplication(database, migrations);
  for (const migration of migrations) {
    if (migration.version <= version) continue;
    version = migration.version;
    database.transaction(() => {
      migration.up(database);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
}

/**
 * For those who only read.
 * @throws AppError STORE_UNREADABLE when the file is another program's, STORE_TOO_NEW, or STORE_UNREADABLE when it must be migrated first.
 */
export function checkSchema(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const version = checkApplication(database, migrations);
  if (version < migrations.length) {
    throw new AppError(
      'STORE_UNREADABLE',
      `Cannot read "${basename(database.name)}" as it is: it was written by an older Logsift (layout ${version}, this one needs ${migrations.length}). Open it once with write access so that it is brought up to date.`,
    );
  }
}

/**
 * Returns the layout's version.
 * @throws AppError STORE_UNREADABLE when the file is another program's, STORE_TOO_NEW.
 */
export function checkApplication(database: Database, migrations: readonly Migration[] = MIGRATIONS): number {
  const name = basename(database.name);
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new AppError(
      'STORE_UNREADABLE',
      `Cannot open "${name}": it is a database of another program, not a Logsift investigation. Choose a file that Logsift saved, or open the logs themselves.`,
    );
  }
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new AppError(
      'STORE_TOO_NEW',
      `Cannot open "${name}": it was written by a newer Logsift (layout ${version}, this one knows up to ${migrations.length}). The file is unharmed. Update Logsift, then open it again.`,
    );
  }
  return version;
}
