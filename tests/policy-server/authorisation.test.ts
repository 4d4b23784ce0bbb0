import { expect, test } from 'vitest';
import { dropPolicy, startTestServer, type TestServer } from './test-server.ts';

/** What each route needs, written down a second time on purpose: a route that is opened by accident fails here. */
const NEEDS: Readonly<Record<string, 'none' | 'read' | 'write'>> = {
  'GET /health': 'none',
  'GET /ready': 'none',
  'GET /version': 'none',
  'GET /metrics': 'none',
  'GET /api/v1/policies/{service}': 'read',
  'POST /api/v1/policies/{service}': 'write',
  'DELETE /api/v1/policies/{service}': 'write',
  'GET /api/v1/policies/{service}/events': 'read',
  'GET /api/v1/policies/{service}/bundle': 'read',
  'GET /api/v1/policies/{service}/history': 'read',
  'GET /api/v1/policies/{service}/compare': 'read',
  'GET /api/v1/policies/{service}/versions/{version}': 'read',
  'POST /api/v1/policies/{service}/versions/{version}/stage': 'write',
  'POST /api/v1/policies/{service}/rollback': 'write',
  'POST /api/v1/policies/{service}/stats': 'read',
  'GET /api/v1/signing-key': 'read',
  'POST /api/v1/patterns/stats': 'read',
  'POST /v1/policy/sync': 'read',
  'GET /api/v1/services': 'read',
  'GET /api/v1/services/{service}': 'read',
  'GET /api/v1/services/{service}/agents': 'read',
  'GET /api/v1/services/{service}/effects': 'read',
  'POST /api/v1/services/{service}/enable': 'write',
  'POST /api/v1/services/{service}/disable': 'write',
  'GET /api/v1/analysis/runs': 'read',
  'GET /api/v1/analysis/anomalies': 'read',
  'POST /api/v1/webhooks': 'write',
  'GET /api/v1/webhooks': 'write',
  'DELETE /api/v1/webhooks/{id}': 'write',
  'GET /api/v1/webhooks/dead-letters': 'write',
  'POST /api/v1/webhooks/dead-letters/{id}/retry': 'write',
  'DELETE /api/v1/webhooks/dead-letters/{id}': 'write',
};

type Paths = Record<string, Record<string, unknown>>;

const routesOf = async (server: TestServer): Promise<string[]> => {
  const { paths } = (await server.call('GET', '/openapi.json')).body as { paths: Paths };
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
};

test('every route lets in whom it is for, and nobody else', async () => {
  const server = await startTestServer();
  const { keys } = server;
  expect((await routesOf(server)).sort()).toEqual(Object.keys(NEEDS).sort());
  const allowed = (need: string, key: string | undefined) =>
    need === 'none' || (need === 'read' && key !== undefined) || key === keys.write || key === keys.other;
  const wrong: string[] = [];
  for (const [route, need] of Object.entries(NEEDS)) {
    const [method, template] = route.split(' ');
    if (template.endsWith('/events')) continue;
    const url = template.replace('{service}', 'checkout').replace('{version}', '1').replace('{id}', 'some');
    for (const [name, key] of Object.entries({
      none: undefined,
      garbage: 'lsp_write_x',
      read: keys.read,
      write: keys.write,
      other: keys.other,
    })) {
      const { status } = await server.call(method as 'GET', url, { key: key ?? '', body: method === 'POST' ? {} : undefined });
      const known = name === 'none' || name === 'garbage' ? undefined : key;
      const expected = allowed(need, known) ? 'in' : known === undefined ? '401' : '403';
      const found = status === 401 || status === 403 ? String(status) : 'in';
      if (found !== expected) wrong.push(`${route} with ${name}: ${status}, expected ${expected}`);
      if (status >= 500) wrong.push(`${route} with ${name}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  for (const key of ['', 'lsp_read_x']) expect((await server.call('GET', '/api/v1/policies/checkout/events', { key })).status).toBe(401);
});

test('one tenant sees and changes nothing of another', async () => {
  const server = await startTestServer();
  const { call, keys } = server;
  await call('POST', '/api/v1/policies/checkout', { body: { policies: [dropPolicy('secret-plan')], reason: 'ours alone' } });
  const hook = await call('POST', '/api/v1/webhooks', { body: { url: 'https://hooks.example/x' } });
  await call('POST', '/api/v1/patterns/stats', {
    body: {
      service: 'checkout',
      from: '2026-11-25T11:00:00Z',
      until: '2026-11-25T11:01:00Z',
      patterns: [{ id: 'secret-pattern', count: 3 }],
    },
  });
  await call('GET', '/api/v1/policies/checkout?instance=secret-pod');

  const asOther = { key: keys.other };
  for (const [route] of Object.entries(NEEDS)) {
    const [method, template] = route.split(' ');
    if (method !== 'GET' || template.endsWith('/events') || NEEDS[route] === 'none') continue;
    const url = template.replace('{service}', 'checkout').replace('{version}', '1').replace('{id}', hook.body.id);
    const { body } = await call('GET', url.endsWith('/compare') ? `${url}?from=0&to=1` : url, asOther);
    expect(JSON.stringify(body), route).not.toMatch(/secret|ours alone|hooks\.example/);
  }
  expect((await call('DELETE', `/api/v1/webhooks/${hook.body.id}`, asOther)).status).toBe(404);
  expect((await call('POST', '/api/v1/policies/checkout/rollback', { ...asOther, body: { to_version: 1, reason: 'x' } })).status).toBe(404);
  expect((await call('POST', '/api/v1/services/checkout/disable', { ...asOther, body: { reason: 'x' } })).status).toBe(404);
  await call('POST', '/api/v1/policies/checkout', { ...asOther, body: { policies: [], reason: 'theirs' } });
  expect((await call('GET', '/api/v1/policies/checkout')).body.policies).toHaveLength(1);
  expect((await call('GET', '/api/v1/webhooks')).body.webhooks).toHaveLength(1);
});

test('a refusal says by its code what is wrong', async () => {
  const { call, keys } = await startTestServer();
  const codeOf = async (key: string) => (await call('POST', '/api/v1/policies/checkout', { key, body: {} })).body.error.code;
  expect([await codeOf(''), await codeOf('lsp_write_x'), await codeOf(keys.read), await codeOf(keys.write)]).toEqual([
    'NOT_SIGNED_IN',
    'NOT_SIGNED_IN',
    'NOT_ALLOWED',
    'BAD_REQUEST',
  ]);
});

test('a revoked key is out, and no key lies in the file in readable form', async () => {
  const server = await startTestServer();
  const { call, keys, storage } = server;
  const row = storage.keys.all().find(({ scope }) => scope === 'read');
  expect((await call('GET', '/api/v1/services', { key: keys.read })).status).toBe(200);
  storage.keys.revoke(row?.id ?? '', server.nowMs);
  server.nowMs += 6_000;
  expect((await call('GET', '/api/v1/services', { key: keys.read })).status).toBe(401);
  expect((await call('GET', '/api/v1/services', { key: '', headers: { 'x-api-key': keys.write } })).status).toBe(200);
  await storage.backup(`${server.folder}/copy.db`);
  const { readFileSync } = await import('node:fs');
  const bytes = readFileSync(`${server.folder}/copy.db`);
  for (const key of Object.values(keys)) expect(bytes.includes(key)).toBe(false);
});

test('guessing keys is slowed down, and so is a key that asks too often, but never who fetches policies', async () => {
  const { call, keys } = await startTestServer({ requestsPerMinute: 5 });
  const guesses = [];
  for (let n = 0; n < 125; n++) guesses.push((await call('GET', '/api/v1/services', { key: 'guess' })).status);
  expect([guesses.at(0), guesses.at(-1)]).toEqual([401, 429]);
  expect((await call('GET', '/api/v1/services', { key: 'guess' })).body.error.code).toBe('TOO_MANY');
  const asked = [];
  for (let n = 0; n < 7; n++) asked.push((await call('GET', '/api/v1/services', { key: keys.read })).status);
  expect(asked).toEqual([200, 200, 200, 200, 200, 429, 429]);
  for (let n = 0; n < 20; n++) expect((await call('GET', '/api/v1/policies/checkout', { key: keys.read })).status).toBe(200);
});
