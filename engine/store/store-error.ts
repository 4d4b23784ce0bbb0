import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, isAppError } from '../base/app-error.ts';

/**
 * What SQLite's failures mean to a person. Anything that is not the file's or the disk's fault comes back unchanged: it is our bug.
 * @param doing completes "Cannot … <file>": open, read, write to.
 */
export function storeError(error: unknown, path: string, doing: 'open' | 'create' | 'read' | 'write to'): unknown {
  if (!(error instanceof Database.SqliteError)) return missingFolder(error, path, doing);
  const name = basename(path);
  const code = error.code;
  const fail = (appCode: 'DISK_FULL' | 'STORE_BUSY' | 'STORE_UNREADABLE', text: string): AppError =>
    new AppError(appCode, `Cannot ${doing} "${name}": ${text}`, { cause: error });

  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return fail('DISK_FULL', 'there is no room left on its disk. Everything written before is kept. Free some space, then continue.');
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return fail('STORE_BUSY', 'another process is using it. Nothing was changed. Close the other one, then try again.');
  }
  if (code === 'SQLITE_NOTADB') {
    return fail('STORE_UNREADABLE', 'it is not a Logsift investigation. Choose a file that Logsift saved, or open the logs themselves.');
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return fail(
      'STORE_UNREADABLE',
      'its contents are damaged. What lies behind the damage is lost. Read the original logs again into a new investigation.',
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return fail(
      'STORE_UNREADABLE',
      'it or its folder is write-protected. It can be read but not changed. Copy it to a folder of your own and open the copy.',
    );
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_AUTH') {
    return fail('STORE_UNREADABLE', 'there is no such file, or its folder does not let us in. Check the path and its permissions.');
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return fail('STORE_UNREADABLE', `the disk reports an error (${code}). Check the disk or the network drive, then try again.`);
  }
  return error;
}

/** As storeError, for a file that could not be made whole when it was closed: names what is safe, where, and how it becomes whole. */
export function notWhole(error: unknown, path: string): unknown {
  const failure = isAppError(error) ? error : storeError(error, path, 'write to');
  if (!isAppError(failure) || failure.code === 'STORE_BUSY') return failure;
  const name = basename(path);
  if (!existsSync(path)) {
    return new AppError(
      'STORE_UNREADABLE',
      `"${name}" could not be finished: it was moved or deleted while it was open. Should there be a "${name}-wal" where it was, it belongs beside the file. Open the file at its new place; if it is gone, read the logs again.`,
      { cause: error },
    );
  }
  const why = failure.code === 'DISK_FULL' ? 'there is no room left on its disk' : 'its disk does not take it';
  const next = failure.code === 'DISK_FULL' ? 'Free some space' : 'Check the disk';
  return new AppError(
    failure.code,
    `"${name}" could not be finished: ${why}. Everything stored is safe in "${name}" and "${name}-wal" together. Keep both in one folder. ${next}, then open the investigation again: closing it finishes the file.`,
    { cause: error },
  );
}

/** Runs one piece of work and translates what SQLite throws. */
export function translating<T>(path: string, doing: 'open' | 'create' | 'read' | 'write to', work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, path, doing);
  }
}

/** better-sqlite3 looks for the folder itself and throws a plain TypeError. */
function missingFolder(error: unknown, path: string, doing: string): unknown {
  if (!(error instanceof TypeError) || !error.message.includes('directory does not exist')) return error;
  return new AppError(
    'STORE_UNREADABLE',
    `Cannot ${doing} "${basename(path)}": its folder does not exist. Create the folder or choose another place.`,
    { cause: error },
  );
}
