/** Where keys of log services are kept; never in an investigation, and never in the list of connections. */
export interface SecretStore {
  /** keychain: the system keeps them. file: an encrypted file does. locked: that file is there, and its key is not. session: this process alone. */
  readonly kind: 'keychain' | 'file' | 'locked' | 'session';
  /** Undefined: none is kept, or it cannot be read now. */
  get(id: string): Promise<string | undefined>;
  /** @throws AppError KEY_MISSING when it is locked, DISK_FULL and others of the disk */
  put(id: string, secret: string): Promise<void>;
  delete(id: string): Promise<void>;
  /** Opens what is locked, or begins to keep keys under this passphrase. @throws AppError KEY_MISSING when it is the wrong one */
  unlock(passphrase: string): Promise<void>;
}

/** Keys are gone when the process ends. */
export class SessionSecrets implements SecretStore {
  readonly kind = 'session';
  readonly #secrets = new Map<string, string>();

  async get(id: string): Promise<string | undefined> {
    return this.#secrets.get(id);
  }

  async put(id: string, secret: string): Promise<void> {
    this.#secrets.set(id, secret);
  }

  async delete(id: string): Promise<void> {
    this.#secrets.delete(id);
  }

  async unlock(): Promise<void> {
    // Nothing is locked, and nothing is kept.
  }
}
