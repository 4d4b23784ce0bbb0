import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { createKey } from '../../engine/policy-server/keys.ts';
import { buildPolicyServer, type PolicyServerOptions } from '../../engine/policy-server/policy-server.ts';
import { openSigner } from '../../engine/policy-server/signing.ts';
import type { PolicyStorage } from '../../engine/policy-server/storage/policy-storage.ts';
import { openStorage } from '../../engine/policy-server/storage/sqlite/open-storage.ts';

export interface TestServer {
  readonly app: FastifyInstance;
  readonly storage: PolicyStorage;
  readonly folder: string;
  /** Secrets: of one tenant that may read or write, and of another one that may write. */
  readonly keys: { readonly read: string; readonly write: string; readonly other: string };
  /** The clock. */
  nowMs: number;
  call(method: Method, url: string, options?: { key?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
  /** Begins to listen. @returns the address */
  listen(): Promise<string>;
}

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT' | 'OPTIONS';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects.
  readonly body: any;
}

export async function startTestServer(options: Partial<PolicyServerOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-server-'));
  const storage = openStorage(path.join(folder, 'server.db'));
  const key = (tenant: string, scope: 'read' | 'write'): string =>
    createKey(storage.keys, { tenant, name: `${tenant} ${scope}`, scope }, 0).secret;
  const keys = { read: key('shop', 'read'), write: key('shop', 'write'), other: key('bank', 'write') };
  const server = { nowMs: Date.parse('2026-11-25T12:00:00Z') };
  const app = await buildPolicyServer({
    storage,
    signer: openSigner(path.join(folder, 'signing-key.pem')),
    version: '1.2.3',
    log: undefined,
    now: () => server.nowMs,
    requestsPerMinute: 0,
    ...options,
  });
  await app.ready();
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return Object.assign(server, {
    app,
    storage,
    folder,
    keys,
    async call(
      method: Method,
      url: string,
      { key: secret = keys.write, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
    ) {
      const answer = await app.inject({
        method,
        url,
        headers: {
          ...(secret && { authorization: `Bearer ${secret}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        payload: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const isJson = String(answer.headers['content-type']).includes('json') && answer.payload !== '';
      return { status: answer.statusCode, headers: answer.headers, body: isJson ? JSON.parse(answer.payload) : answer.payload };
    },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
  });
}

/** A policy that drops or samples what has an attribute; without an end of its own. */
export function dropPolicy(id: string, more: object = {}): Record<string, unknown> {
  return {
    id,
    log_filter: { matches: [{ target: { log_attribute: ['noise'] }, predicate: { equals: id } }], action: 'ACTION_DROP' },
    ...more,
  };
}

export function samplePolicy(id: string, percentage: number, more: object = {}): Record<string, unknown> {
  return {
    id,
    log_sampling: { matches: [{ target: { log_attribute: ['noise'] }, predicate: { equals: id } }], probability: { percentage } },
    ...more,
  };
}
