import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dataDir } from '../../engine/hosts/shared/data-dir.ts';
import { newUploadFolder } from '../../engine/hosts/shared/upload-folder.ts';

test.each([
  ['linux', {}, '/home/ada/.local/share/logsift'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/logsift'],
  ['darwin', {}, '/home/ada/Library/Application Support/Logsift'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Logsift'],
  ['win32', {}, '/home/ada/AppData/Roaming/Logsift'],
  ['linux', { LOGSIFT_HOME: '/elsewhere', XDG_DATA_HOME: '/data' }, '/elsewhere'],
] as const)('on %s with %o the data lies in %s', (platform, environment, expected) => {
  expect(
    dataDir(environment, platform, '/home/ada')
      .replaceAll('\\', '/')
      .replace(/^[A-Z]:/, ''),
  ).toBe(expected);
});

test('copies that a killed process left behind go, those of a running one stay', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-folders-'));
  const running = path.join(folder, 'uploads', String(process.ppid));
  const dead = path.join(folder, 'uploads', '2147483646');
  for (const one of [running, dead]) mkdirSync(one, { recursive: true });
  expect(newUploadFolder(folder, 12)).toBe(path.join(folder, 'uploads', '12'));
  expect([existsSync(running), existsSync(dead)]).toEqual([true, false]);
  rmSync(folder, { recursive: true, force: true });
});
