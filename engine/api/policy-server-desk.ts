import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import type { PolicyServer } from '../contract/policy-server.ts';
import { PolicyServerClient } from '../policy/publish/policy-server-client.ts';
import { KeptJson } from '../runtime/kept-json.ts';
import type { SecretStore } from '../runtime/pull/secret-store.ts';

const Kept = z.object({ url: z.string().optional() });

/** Knows which policy server is published on, and its key. A key belongs to its address: another server never sees it. */
export class PolicyServerDesk {
  readonly #kept: KeptJson<z.output<typeof Kept>>;
  readonly #keys: SecretStore;
  #sent = 0;

  constructor(dataDir: string, keys: SecretStore) {
    this.#keys = keys;
    this.#kept = new KeptJson(path.join(dataDir, 'policy-server.json'), 'The address of the policy server', (value) =>
      Kept.catch({}).parse(value ?? {}),
    );
  }

  async state(): Promise<PolicyServer> {
    const { url } = this.#kept.get();
    const key = url === undefined ? undefined : await this.#keys.get(keyId(url));
    return { url, hasKey: key !== undefined, keyIsKept: this.#keys.kind !== 'session', sent: this.#sent };
  }

  /** @throws AppError BAD_REQUEST, and whatever the server says of address and key: then nothing is kept */
  async put(url: string, key: string | undefined, signal: AbortSignal | undefined): Promise<PolicyServer> {
    const used = key ?? (URL.canParse(url) ? await this.#keys.get(keyId(url)) : undefined);
    if (used === undefined)
      throw new AppError('NOT_SIGNED_IN', `There is no key for ${url}. Nothing was sent. Whoever runs the server makes one.`);
    await new PolicyServerClient({ url, key: used }).services(signal);
    if (key !== undefined) await this.#keys.put(keyId(url), key);
    this.#kept.put({ url });
    return this.state();
  }

  /** Policies were sent: the window says so from then on. */
  countSent(): void {
    this.#sent++;
  }

  /** @throws AppError NOT_SIGNED_IN when no server or key is set up */
  async client(): Promise<PolicyServerClient> {
    const { url } = this.#kept.get();
    const key = url === undefined ? undefined : await this.#keys.get(keyId(url));
    if (url === undefined || key === undefined)
      throw new AppError('NOT_SIGNED_IN', 'No policy server is set up, or its key is gone. Nothing was sent. Enter address and key.');
    return new PolicyServerClient({ url, key });
  }
}

function keyId(url: string): string {
  return `policy-server ${new URL(url).origin}`;
}
