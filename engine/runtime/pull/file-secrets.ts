import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { SecretStore } from './secret-store.ts';

/** Some 80 ms and 64 MB for every guess. */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 << 20 };
/** What proves that a passphrase is the right one. */
const PROOF = 'logsift';

interface Sealed {
  readonly iv: string;
  readonly data: string;
  readonly tag: string;
}

interface KeyFile {
  readonly version: 1;
  readonly salt: string;
  readonly proof: Sealed;
  readonly keys: Readonly<Record<string, Sealed>>;
}

/** Keys in one file that only its owner may read, sealed (AES-256-GCM) under a passphrase (scrypt). Without one they live as long as the process. */
export class FileSecrets implements SecretStore {
  readonly #file: string;
  readonly #session = new Map<string, string>();
  #content: KeyFile | undefined;
  #sealKey: Buffer | undefined;

  /** @param passphrase from the environment; a wrong one leaves the keys locked */
  constructor(file: string, passphrase: string | undefined) {
    this.#file = file;
    this.#content = existsSync(file) ? readKeyFile(file) : undefined;
    if (passphrase !== undefined && passphrase !== '') this.#open(passphrase);
  }

  get kind(): SecretStore['kind'] {
    if (this.#sealKey !== undefined) return 'file';
    return this.#content === undefined ? 'session' : 'locked';
  }

  async get(id: string): Promise<string | undefined> {
    const sealed = this.#content?.keys[id];
    if (this.#sealKey === undefined || sealed === undefined) return this.#session.get(id);
    return unseal(sealed, this.#sealKey, id);
  }

  async put(id: string, secret: string): Promise<void> {
    if (this.kind === 'locked') {
      throw new AppError(
        'KEY_MISSING',
        'The keys of your connections are locked, so no new one can be put beside them. Nothing was stored. Give the passphrase to unlock them.',
      );
    }
    if (this.#sealKey === undefined || this.#content === undefined) this.#session.set(id, secret);
    else this.#store({ ...this.#content, keys: { ...this.#content.keys, [id]: seal(secret, this.#sealKey, id) } });
  }

  async delete(id: string): Promise<void> {
    this.#session.delete(id);
    if (this.#content === undefined || !Object.hasOwn(this.#content.keys, id)) return;
    const { [id]: _, ...keys } = this.#content.keys;
    this.#store({ ...this.#content, keys });
  }

  async unlock(passphrase: string): Promise<void> {
    if (!this.#open(passphrase)) {
      throw new AppError('KEY_MISSING', 'This is not the passphrase under which the keys were stored. They stay locked. Try another one.');
    }
    for (const [id, secret] of this.#session) await this.put(id, secret);
    this.#session.clear();
  }

  #open(passphrase: string): boolean {
    const salt = this.#content === undefined ? randomBytes(16) : Buffer.from(this.#content.salt, 'base64');
    const sealKey = scryptSync(passphrase.normalize('NFC'), salt, 32, SCRYPT);
    if (this.#content !== undefined && unseal(this.#content.proof, sealKey, PROOF) !== PROOF) return false;
    this.#sealKey = sealKey;
    this.#content ??= { version: 1, salt: salt.toString('base64'), proof: seal(PROOF, sealKey, PROOF), keys: {} };
    return true;
  }

  #store(content: KeyFile): void {
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const next = `${this.#file}.next`;
    rmSync(next, { force: true });
    writeFileSync(next, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    renameSync(next, this.#file);
    this.#content = content;
  }
}

/** @param name bound to the text, so that one key cannot be put in another's place */
function seal(text: string, sealKey: Buffer, name: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
}

/** Undefined when the key is another one, or somebody changed the text. */
function unseal({ iv, data, tag }: Sealed, sealKey: Buffer, name: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', sealKey, Buffer.from(iv, 'base64')).setAAD(Buffer.from(name));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  try {
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function readKeyFile(file: string): KeyFile {
  try {
    const content: KeyFile = JSON.parse(readFileSync(file, 'utf8'));
    if (content.version === 1 && typeof content.salt === 'string') return content;
  } catch {
    // Said below.
  }
  throw new AppError(
    'KEY_MISSING',
    `The file of stored keys, ${file}, cannot be read. Nothing was changed. Move it away, then give the keys of your connections again.`,
  );
}
