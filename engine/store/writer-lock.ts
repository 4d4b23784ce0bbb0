import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';

/** Held while one process writes an investigation. */
export interface WriterLock {
  release(): void;
}

/** Rounds against a holder that deletes the lock file just as we open it. */
const MAX_ROUNDS = 50;

/**
 * A lock that dies with its process: an empty SQLite file beside the investigation, held in an exclusive transaction. The
 * investigation itself cannot be locked so: its readers would be shut out.
 * @throws AppError STORE_BUSY when another writer holds it, SQLite's errors where the folder cannot be written to.
 */
export function lockForWriting(path: string): WriterLock {
  const lockPath = `${path}-lock`;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const held = hold(lockPath);
    if (held === undefined) break;
    // Between our opening and locking, the holder before us may have deleted the file: then we hold nothing that others would see.
    const second = hold(lockPath);
    if (second === undefined) {
      return {
        release(): void {
          // Deleted while still locked: whoever has it open already finds out by the check above. Windows only lets go of closed files.
          rmSyncQuietly(lockPath);
          held.close();
          rmSyncQuietly(lockPath, process.platform === 'win32');
        },
      };
    }
    second.close();
    held.close();
  }
  throw new AppError(
    'STORE_BUSY',
    `Cannot write to "${basename(path)}": another Logsift has it open. Its contents can still be read. Close it there, or work on a copy.`,
  );
}

/** An open, exclusively locked database, or undefined when someone else has it. */
function hold(lockPath: string): Database.Database | undefined {
  const database = new Database(lockPath, { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

/** A lock file that stays behind is no lock: it is found unlocked and used again. */
function rmSyncQuietly(path: string, wanted = true): void {
  if (!wanted) return;
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
  }
}
