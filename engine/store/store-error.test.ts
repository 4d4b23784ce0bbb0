import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { isAppError } from '../base/app-error.ts';
import { storeError } from './store-error.ts';

test.each([
  ['SQLITE_FULL', 'DISK_FULL', 'Free some space'],
  ['SQLITE_BUSY', 'STORE_BUSY', 'try again'],
  ['SQLITE_BUSY_SNAPSHOT', 'STORE_BUSY', 'try again'],
  ['SQLITE_LOCKED', 'STORE_BUSY', 'try again'],
  ['SQLITE_NOTADB', 'STORE_UNREADABLE', 'not a Logsift investigation'],
  ['SQLITE_CORRUPT_INDEX', 'STORE_UNREADABLE', 'damaged'],
  ['SQLITE_READONLY_DBMOVED', 'STORE_UNREADABLE', 'write-protected'],
  ['SQLITE_CANTOPEN', 'STORE_UNREADABLE', 'Check the path'],
  ['SQLITE_IOERR_READ', 'STORE_UNREADABLE', 'SQLITE_IOERR_READ'],
])('%s becomes %s in words that name the file and the next step', (code, appCode, words) => {
  const cause = new Database.SqliteError('whatever', code);
  const error = storeError(cause, '/some/where/a.logsift', 'open');
  expect(error).toMatchObject({ code: appCode, cause, message: expect.stringContaining('Cannot open "a.logsift": ') });
  expect(isAppError(error) && error.message).toContain(words);
});

test('what is our own fault stays as it is', () => {
  for (const bug of [new Database.SqliteError('no such table', 'SQLITE_ERROR'), new TypeError('x is not a function')]) {
    expect(storeError(bug, 'a', 'read')).toBe(bug);
  }
});
