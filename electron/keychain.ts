import { randomUUID } from 'node:crypto';
import type { SafeStorage } from 'electron';
import { AppError } from '../engine/base/app-error.ts';
import type { Sealer } from '../engine/runtime/pull/keychain-secrets.ts';

/** What the engine's process asks of the shell: only the shell may speak to the system's keychain. */
export interface SealRequest {
  readonly sealing: string;
  readonly kind: 'seal' | 'unseal';
  readonly text: string;
}

export interface SealAnswer {
  readonly sealed: string;
  /** Undefined: the keychain did not do it. */
  readonly text: string | undefined;
}

export type Keychain = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

/** On Linux without a keyring Electron would seal with a password that everybody knows: that is no keychain. */
export function hasKeychain(keychain: Keychain, platform: NodeJS.Platform): boolean {
  return keychain.isEncryptionAvailable() && (platform !== 'linux' || keychain.getSelectedStorageBackend?.() !== 'basic_text');
}

export function isSealRequest(message: unknown): message is SealRequest {
  return typeof message === 'object' && message !== null && 'sealing' in message;
}

/** The shell's side. */
export function answerSealing(keychain: Keychain, { sealing, kind, text }: SealRequest): SealAnswer {
  try {
    return {
      sealed: sealing,
      text: kind === 'seal' ? keychain.encryptString(text).toString('base64') : keychain.decryptString(Buffer.from(text, 'base64')),
    };
  } catch {
    // Locked, refused, or sealed by another user: the engine says what that means.
    return { sealed: sealing, text: undefined };
  }
}

/** The engine's side. @param post sends to the shell  @param onAnswer calls the listener with every message of the shell */
export function shellSealer(post: (request: SealRequest) => void, onAnswer: (listener: (message: unknown) => void) => void): Sealer {
  const waiting = new Map<string, (text: string | undefined) => void>();
  onAnswer((message) => {
    if (typeof message !== 'object' || message === null || !('sealed' in message) || typeof message.sealed !== 'string') return;
    const { text } = message as SealAnswer;
    waiting.get(message.sealed)?.(text);
    waiting.delete(message.sealed);
  });
  const ask = (kind: SealRequest['kind'], text: string): Promise<string | undefined> => {
    const sealing = randomUUID();
    return new Promise((resolve) => {
      waiting.set(sealing, resolve);
      post({ sealing, kind, text });
    });
  };
  return {
    async seal(text) {
      const sealed = await ask('seal', text);
      if (sealed !== undefined) return sealed;
      throw new AppError(
        'KEY_MISSING',
        'The system keychain did not take the key. It is not kept. Unlock the keychain, then connect again.',
      );
    },
    unseal: (text) => ask('unseal', text),
  };
}
