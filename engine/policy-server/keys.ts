import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { KeyStore } from './storage/policy-storage.ts';
import type { KeyRow, Scope } from './storage/rows.ts';

export interface NewKey {
  readonly row: KeyRow;
  /** Shown once; only its hash is kept. */
  readonly secret: string;
}

/** Makes a key of one tenant. 256 random bits cannot be guessed, so that a plain hash keeps them as safe as a slow one would. */
export function createKey(keys: KeyStore, { tenant, name, scope }: Pick<KeyRow, 'tenant' | 'name' | 'scope'>, nowMs: number): NewKey {
  const secret = `lsp_${scope}_${randomBytes(32).toString('base64url')}`;
  const row = { id: `key_${randomUUID().slice(0, 13)}`, tenant, name, scope, createdMs: nowMs, revokedMs: undefined };
  keys.add(row, hashOf(secret));
  return { row, secret };
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

/** How long a key that was revoked by another process may still be let in. */
const REMEMBERED_MS = 5_000;
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly key: KeyRow;
  readonly untilMs: number;
}

/** Tells who calls by the key of a request; keys seen lately are known without asking the storage. */
export class Authenticator {
  readonly #keys: KeyStore;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(keys: KeyStore, now: () => number) {
    this.#keys = keys;
    this.#now = now;
  }

  /** @returns undefined for a key that there is not, or no more */
  keyOf(secret: string): KeyRow | undefined {
    const hash = hashOf(secret);
    const name = Buffer.from(hash).toString('base64');
    const nowMs = this.#now();
    const known = this.#remembered.get(name);
    if (known !== undefined && known.untilMs > nowMs) return known.key;
    const key = this.#keys.ofHash(hash);
    if (key === undefined) this.#remembered.delete(name);
    else {
      if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
      this.#remembered.set(name, { key, untilMs: nowMs + REMEMBERED_MS });
    }
    return key;
  }
}

export function allows(key: KeyRow, needed: Scope): boolean {
  return key.scope === 'write' || needed === 'read';
}
