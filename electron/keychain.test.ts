import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KeychainSecrets } from '../engine/runtime/pull/keychain-secrets.ts';
import { answerSealing, hasKeychain, isSealRequest, type Keychain, shellSealer } from './keychain.ts';

/** Turns texts around: enough to see what was sealed. */
const keychain: Keychain = {
  isEncryptionAvailable: () => true,
  encryptString: (text: string) => Buffer.from([...text].reverse().join('')),
  decryptString: (sealed: Buffer) => [...sealed.toString()].reverse().join(''),
  getSelectedStorageBackend: () => 'gnome_libsecret',
};
const locked: Keychain = {
  ...keychain,
  encryptString: (): Buffer => {
    throw new Error('locked');
  },
  decryptString: (): string => {
    throw new Error('locked');
  },
};

/** The engine's sealer, answered by the shell as over the port between them. */
function sealerOf(by: Keychain) {
  let tell = (_message: unknown): void => undefined;
  return shellSealer(
    (request) => queueMicrotask(() => isSealRequest(request) && tell(answerSealing(by, request))),
    (listener) => {
      tell = listener;
    },
  );
}

test('a key goes through the shell to the keychain and back; the file beside it shows it to nobody', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-keychain-'));
  try {
    const file = path.join(folder, 'keys.json');
    await new KeychainSecrets(file, sealerOf(keychain)).put('one', 'phx_secret');
    expect(readFileSync(file, 'utf8')).not.toContain('phx_secret');
    const again = new KeychainSecrets(file, sealerOf(keychain));
    expect([again.kind, await again.get('one'), await again.get('two')]).toEqual(['keychain', 'phx_secret', undefined]);
    expect(await new KeychainSecrets(file, sealerOf(locked)).get('one')).toBeUndefined();
    await again.delete('one');
    expect(await new KeychainSecrets(file, sealerOf(keychain)).get('one')).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a keychain that refuses to take a key says so, and nothing is written', async () => {
  const file = path.join(tmpdir(), 'logsift-never-written', 'keys.json');
  await expect(new KeychainSecrets(file, sealerOf(locked)).put('one', 'phx_secret')).rejects.toMatchObject({ code: 'KEY_MISSING' });
});

test.each<[Keychain, NodeJS.Platform, boolean]>([
  [keychain, 'linux', true],
  [{ ...keychain, getSelectedStorageBackend: () => 'basic_text' }, 'linux', false],
  [{ ...keychain, isEncryptionAvailable: () => false }, 'darwin', false],
  [{ ...keychain, getSelectedStorageBackend: undefined }, 'win32', true],
])('only a real keychain counts as one: %#', (by, platform, is) => {
  expect(hasKeychain(by, platform)).toBe(is);
});
