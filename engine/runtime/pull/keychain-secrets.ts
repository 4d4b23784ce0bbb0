import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SecretStore } from './secret-store.ts';

/** Seals texts with a key that the system keeps. */
export interface Sealer {
  /** @throws AppError KEY_MISSING when the system refuses */
  seal(text: string): Promise<string>;
  /** Undefined: it cannot be read now, or never by this user. */
  unseal(sealed: string): Promise<string | undefined>;
}

/** Keys in one file, each sealed by the system's keychain. */
export class KeychainSecrets implements SecretStore {
  readonly kind = 'keychain';
  readonly #file: string;
  readonly #sealer: Sealer;
  #sealed: Readonly<Record<string, string>>;

  constructor(file: string, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    this.#sealed = existsSync(file) ? readSealed(readFileSync(file, 'utf8')) : {};
  }

  async get(id: string): Promise<string | undefined> {
    const sealed = this.#sealed[id];
    return sealed === undefined ? undefined : await this.#sealer.unseal(sealed);
  }

  async put(id: string, secret: string): Promise<void> {
    const sealed = await this.#sealer.seal(secret);
    this.#store({ ...this.#sealed, [id]: sealed });
  }

  async delete(id: string): Promise<void> {
    if (!Object.hasOwn(this.#sealed, id)) return;
    const { [id]: _, ...others } = this.#sealed;
    this.#store(others);
  }

  async unlock(): Promise<void> {
    // The system asks its user itself.
  }

  #store(sealed: Readonly<Record<string, string>>): void {
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const next = `${this.#file}.next`;
    writeFileSync(next, `${JSON.stringify(sealed)}\n`, { mode: 0o600 });
    renameSync(next, this.#file);
    this.#sealed = sealed;
  }
}

/** What cannot be read is no loss that could be helped: the keys are asked for again. */
function readSealed(text: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    return {};
  }
}
