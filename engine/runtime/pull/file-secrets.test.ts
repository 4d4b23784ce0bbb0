import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileSecrets } from './file-secrets.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-keys-'));
  file = path.join(folder, 'data', 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a key comes back under its passphrase, from a file that only its owner reads and that does not show it', async () => {
  const secrets = new FileSecrets(file, 'correct horse');
  await secrets.put('one', 'phx_secret');
  expect([secrets.kind, statSync(file).mode & 0o777]).toEqual(['file', 0o600]);
  expect(readFileSync(file, 'utf8')).not.toContain('phx_secret');
  const again = new FileSecrets(file, 'correct horse');
  expect([await again.get('one'), await again.get('two')]).toEqual(['phx_secret', undefined]);
  await again.delete('one');
  expect(await new FileSecrets(file, 'correct horse').get('one')).toBeUndefined();
});

test('without the passphrase, or with another, the keys stay locked until the right one is given', async () => {
  await new FileSecrets(file, 'correct horse').put('one', 'phx_secret');
  for (const passphrase of [undefined, 'wrong']) {
    const secrets = new FileSecrets(file, passphrase);
    expect([secrets.kind, await secrets.get('one')]).toEqual(['locked', undefined]);
    await expect(secrets.put('two', 'x')).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(secrets.unlock('wrong again')).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await secrets.unlock('correct horse');
    expect([secrets.kind, await secrets.get('one')]).toEqual(['file', 'phx_secret']);
  }
});

test('where nobody gives a passphrase, keys live as long as the process; a passphrase given later keeps them', async () => {
  const secrets = new FileSecrets(file, undefined);
  await secrets.put('one', 'phx_secret');
  expect([secrets.kind, await secrets.get('one'), statSync(file, { throwIfNoEntry: false })]).toEqual(['session', 'phx_secret', undefined]);
  await secrets.unlock('correct horse');
  expect(await new FileSecrets(file, 'correct horse').get('one')).toBe('phx_secret');
});

test('one sealed key cannot stand in another one’s place', async () => {
  const secrets = new FileSecrets(file, 'correct horse');
  await secrets.put('one', 'first');
  await secrets.put('two', 'second');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...content, keys: { one: content.keys.two, two: content.keys.one } }));
  const swapped = new FileSecrets(file, 'correct horse');
  expect([await swapped.get('one'), await swapped.get('two')]).toEqual([undefined, undefined]);
});
