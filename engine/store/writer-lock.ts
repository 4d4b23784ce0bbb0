import { rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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
    const before = identityOf(lockPath) ?? create(lockPath);
    const held = hold(lockPath);
    if (held === undefined) break;
    // Between our look and our lock, the holder before us may have deleted the file: then we hold nothing that others would see.
    if (before !== undefined && before === identityOf(lockPath)) return { release: () => release(held, lockPath) };
    held.close();
  }
  throw new AppError(
    'STORE_BUSY',
    `Cannot write to "${basename(path)}": another Logsift has it open. Its contents can still be read. Close it there, or work on a copy.`,
  );
}

/** Deletes while still locked: whoever has the file open already finds out by its identity. Windows deletes closed files only. */
function release(held: Database.Database, lockPath: string): void {
  if (!held.open) return;
  if (process.platform !== 'win32') remove(lockPath);
  held.close();
  if (process.platform === 'win32') remove(lockPath);
}

/** Tells a file from one that took its place; undefined where there is none. */
function identityOf(lockPath: string): string | undefined {
  const stat = statSync(lockPath, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}-${stat.ino}-${stat.birthtimeNs}`;
}

/** Only ever opens a file that is new: closing one that this process has locked would unlock it (POSIX). */
function create(lockPath: string): string | undefined {
  try {
    writeFileSync(lockPath, '', { flag: 'wx' });
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code !== 'EEXIST') throw notWritable(lockPath, error);
  }
  return identityOf(lockPath);
}

function notWritable(lockPath: string, error: NodeJS.ErrnoException): AppError {
  const folder = basename(dirname(lockPath));
  if (error.code === 'ENOSPC') {
    return new AppError(
      'DISK_FULL',
      `Cannot write in the folder "${folder}": its disk is full. Nothing was changed. Free some space, then try again.`,
      { cause: error },
    );
  }
  return new AppError(
    'STORE_UNREADABLE',
    `Cannot write in the folder "${folder}" (${error.code}): it does not exist or is write-protected. Nothing was changed. Choose another folder, or give yourself the permission.`,
    { cause: error },
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
function remove(lockPath: string): void {
  try {
    rmSync(lockPath, { force: true });
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
