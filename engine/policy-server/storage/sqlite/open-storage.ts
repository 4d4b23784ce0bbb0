import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, isAppError } from '../../../base/app-error.ts';
import { migrate } from '../migrations/migrate.ts';
import type { PolicyStorage } from '../policy-storage.ts';
import { agentStore } from './agents.ts';
import { keyStore } from './keys.ts';
import { patternStore } from './patterns.ts';
import { versionStore } from './versions.ts';
import { webhookStore } from './webhooks.ts';

/** What grows by itself, and by which time it grows old. */
const PRUNED = [
  ['pattern_count', 'until_ms'],
  ['agent', 'last_seen_ms'],
  ['analysis_run', 'started_ms'],
  ['anomaly', 'at_ms'],
] as const;

/**
 * Opens or creates the server's file, for its owner alone. What is committed is on the disk: the log is synced with every transaction.
 * @throws AppError STORE_UNREADABLE, STORE_TOO_NEW
 */
export function openStorage(path: string): PolicyStorage {
  const database = open(path);
  return {
    keys: keyStore(database),
    versions: versionStore(database),
    agents: agentStore(database),
    patterns: patternStore(database),
    webhooks: webhookStore(database),
    checkWritable() {
      database.transaction(() => undefined).immediate();
    },
    prune: (beforeMs) =>
      database
        .transaction(() => {
          for (const [table, column] of PRUNED) database.prepare<[number]>(`DELETE FROM ${table} WHERE ${column} < ?`).run(beforeMs);
        })
        .immediate(),
    async backup(target) {
      if (existsSync(target)) {
        throw new AppError(
          'BAD_REQUEST',
          `"${basename(target)}" exists already and is left as it is. Name a file that does not exist yet.`,
        );
      }
      await database.backup(target);
    },
    close() {
      database.close();
    },
  };
}

function open(path: string): Database.Database {
  // Keys and secrets of webhooks lie in it, and in the files SQLite puts beside it.
  const before = process.umask(0o077);
  let database: Database.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new Database(path, { timeout: 5_000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database);
    return database;
  } catch (cause) {
    database?.close();
    if (isAppError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'STORE_UNREADABLE',
      `Cannot open "${path}" as the data of the policy server: ${why}. Check the path and its permissions, or name another with --data.`,
      { cause },
    );
  } finally {
    process.umask(before);
  }
}
