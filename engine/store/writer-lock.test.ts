import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lockForWriting } from './writer-lock.ts';

function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'a.logsift');
}

test('a lock is held once, also within one process, and leaves nothing behind', () => {
  const path = temporaryPath();
  const lock = lockForWriting(path);
  expect(() => lockForWriting(path)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }));
  lock.release();
  lockForWriting(path).release();
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('a lock file that a crash left behind is no lock', () => {
  const path = temporaryPath();
  writeFileSync(`${path}-lock`, '');
  expect(() => lockForWriting(path).release()).not.toThrow();
});

test('of several processes that take and delete the lock at the same time, never two hold it', async () => {
  const path = temporaryPath();
  const ends = Array.from({ length: 3 }, () => {
    const child = fork(fileURLToPath(new URL('./testing/lock-contender.ts', import.meta.url)), [path, '60'], { execArgv: [] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return new Promise((resolve, reject) => void child.once('error', reject).once('exit', resolve));
  });
  expect(await Promise.all(ends)).toEqual([0, 0, 0]);
});
