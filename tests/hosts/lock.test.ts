import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LOCK = fileURLToPath(new URL('../../scripts/lock.mjs', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a process that adds to a number in a file, slowly and without any care, while it holds the lock. */
function addOne(): Promise<number | null> {
  const code = `
    const { holdingLock } = await import(process.argv[1]);
    const fs = await import('node:fs');
    const { setTimeout } = await import('node:timers/promises');
    const [, , lock, file] = process.argv;
    await holdingLock(lock, async () => {
      const before = Number(fs.readFileSync(file, 'utf8'));
      await setTimeout(20);
      fs.writeFileSync(file, String(before + 1));
    });`;
  const args = ['--input-type=module', '-e', code, LOCK, path.join(folder, 'lock'), path.join(folder, 'number')];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', resolve));
}

test('processes that want the same lock go one after the other', async () => {
  writeFileSync(path.join(folder, 'number'), '0');
  expect(await Promise.all(Array.from({ length: 5 }, addOne))).toEqual([0, 0, 0, 0, 0]);
  expect([readFileSync(path.join(folder, 'number'), 'utf8'), existsSync(path.join(folder, 'lock'))]).toEqual(['5', false]);
});

test('the lock of a process that is gone is taken over, by one at a time', async () => {
  writeFileSync(path.join(folder, 'number'), '0');
  writeFileSync(path.join(folder, 'lock'), '2147483646');
  await Promise.all(Array.from({ length: 5 }, addOne));
  expect([readFileSync(path.join(folder, 'number'), 'utf8'), existsSync(path.join(folder, 'lock'))]).toEqual(['5', false]);
});
