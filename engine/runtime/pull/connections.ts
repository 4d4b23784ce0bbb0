import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { ServiceAddress } from '../../base/pull.ts';
import type { Connection, ConnectionDeps } from '../../connect/connector.ts';
import { connectorOf } from '../../connect/connectors.ts';
import type { SecretStore } from './secret-store.ts';

export interface KnownConnection extends ServiceAddress {
  /** The same for the same service in every run. */
  readonly id: string;
  readonly name: string;
  readonly place: string;
}

/** The log services of one user: their addresses in a file, their keys where keys are kept. */
export class Connections {
  readonly #file: string;
  readonly #secrets: SecretStore;
  /** Keys that are not to be kept. */
  readonly #sessionKeys = new Map<string, string>();
  readonly #known = new Map<string, KnownConnection>();
  /** Those in the file; the others are known until the process ends. */
  readonly #kept: Set<string>;

  constructor(dataDir: string, secrets: SecretStore) {
    this.#file = path.join(dataDir, 'connections.json');
    this.#secrets = secrets;
    const stored = existsSync(this.#file) ? readStored(readFileSync(this.#file, 'utf8')) : [];
    for (const address of stored) this.#know(address);
    this.#kept = new Set(this.#known.keys());
  }

  get secrets(): SecretStore {
    return this.#secrets;
  }

  list(): readonly KnownConnection[] {
    return [...this.#known.values()];
  }

  /** @throws AppError NOT_FOUND */
  find(id: string): KnownConnection {
    const known = this.#known.get(id);
    if (known === undefined) throw new AppError('NOT_FOUND', 'There is no such connection any more. It was forgotten. Connect again.');
    return known;
  }

  /**
   * @param key undefined: leave what is there  @param keep whether address and key are there the next time
   * @throws AppError BAD_REQUEST, NOT_FOUND for an address that cannot be right, KEY_MISSING when keys are locked
   */
  async put(address: ServiceAddress, key: string | undefined, keep: boolean): Promise<KnownConnection> {
    const known = this.#know(address);
    if (keep) {
      this.#kept.add(known.id);
      this.#store();
    }
    if (key !== undefined) {
      if (keep) await this.#secrets.put(known.id, key);
      else this.#sessionKeys.set(known.id, key);
    }
    return known;
  }

  async forget(id: string): Promise<void> {
    this.#known.delete(id);
    this.#sessionKeys.delete(id);
    if (this.#kept.delete(id)) this.#store();
    await this.#secrets.delete(id);
  }

  async keyOf(id: string): Promise<string | undefined> {
    return this.#sessionKeys.get(id) ?? (await this.#secrets.get(id));
  }

  /** Ready to be asked, and the key for whoever asks elsewhere. @throws AppError BAD_REQUEST, KEY_MISSING when the key lies under a lock */
  async open(
    address: ServiceAddress,
    deps: ConnectionDeps,
  ): Promise<{ readonly connection: Connection; readonly key: string | undefined }> {
    const connector = connectorOf(address.connector);
    const key = await this.keyOf(idOf(address));
    if (key === undefined && !connector.isLocal && this.#secrets.kind === 'locked') {
      throw new AppError('KEY_MISSING', 'The keys of your connections are locked. Nothing was asked. Give the passphrase to unlock them.');
    }
    return { connection: connector.connect(address.settings, key, deps), key };
  }

  #know({ connector, settings }: ServiceAddress): KnownConnection {
    const { name, place } = connectorOf(connector).describe(settings);
    const known = { id: idOf({ connector, settings }), connector, settings, name, place };
    this.#known.set(known.id, known);
    return known;
  }

  #store(): void {
    const kept = this.list().filter(({ id }) => this.#kept.has(id));
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const next = `${this.#file}.next`;
    writeFileSync(
      next,
      `${JSON.stringify(
        kept.map(({ connector, settings }) => ({ connector, settings })),
        undefined,
        2,
      )}\n`,
      { mode: 0o600 },
    );
    renameSync(next, this.#file);
  }
}

/** Settings are compared whatever their order. */
export function idOf({ connector, settings }: ServiceAddress): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([connector, sorted]))
    .digest('hex')
    .slice(0, 16);
}

/** A file somebody broke costs the list, not the start; connections of a connector that is gone are left out. */
function readStored(text: string): ServiceAddress[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((entry: unknown) => {
    const address = addressOf(entry);
    try {
      if (address !== undefined) connectorOf(address.connector).describe(address.settings);
    } catch {
      return [];
    }
    return address === undefined ? [] : [address];
  });
}

function addressOf(value: unknown): ServiceAddress | undefined {
  if (typeof value !== 'object' || value === null || !('connector' in value) || !('settings' in value)) return undefined;
  const { connector, settings } = value;
  if (typeof connector !== 'string' || typeof settings !== 'object' || settings === null) return undefined;
  const texts = Object.entries(settings).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { connector, settings: Object.fromEntries(texts) };
}
