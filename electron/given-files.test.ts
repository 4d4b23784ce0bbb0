import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesOfArguments, type NamedPath } from './given-files.ts';
import { GivenQueue } from './given-queue.ts';
import { savePastedText } from './pasted-text.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-given-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('files among the arguments are found, options and missing files are not', () => {
  writeFileSync(path.join(folder, 'a.log'), 'one\n');
  const expected = [{ path: path.join(folder, 'a.log'), name: 'a.log', sizeBytes: 4 }];
  expect(filesOfArguments(['electron', '.', '--inspect', 'a.log', 'missing.log', ''], false, folder)).toEqual(expected);
  expect(filesOfArguments(['logsift', 'a.log'], true, folder)).toEqual(expected);
});

test('files wait until the page takes them, and wait again while it loads', () => {
  const file = (name: string): NamedPath => ({ path: `/${name}`, name, sizeBytes: 0 });
  const taken: string[][] = [];
  const send = (files: readonly NamedPath[]) => void taken.push(files.map(({ name }) => name));
  const queue = new GivenQueue();
  queue.give([file('a')]);
  queue.give([]);
  queue.give([file('b')]);
  queue.takenBy(send);
  queue.give([file('c')]);
  queue.hold();
  queue.give([file('d')]);
  queue.takenBy(send);
  expect(taken).toEqual([['a', 'b'], ['c'], ['d']]);
});

test('pasted text is written where only this user reads it, under a harmless name', async () => {
  const saved = await savePastedText(folder, '../../etc/pasted text.log', 'a line\n');
  expect([saved.name, saved.sizeBytes, path.relative(folder, saved.path).split(path.sep).length]).toEqual(['pasted text.log', 7, 2]);
  if (process.platform !== 'win32') expect(statSync(saved.path).mode & 0o777).toBe(0o600);
  await expect(savePastedText(folder, 'a', { not: 'text' })).rejects.toThrow('no pasted text');
});
