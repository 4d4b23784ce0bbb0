import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import { type LoopbackHost, startLoopbackHost } from '../../engine/hosts/loopback/loopback-host.ts';
import { openSocket, socketTransport } from '../../renderer/transport/socket-transport.ts';
import { testApi, testHandlers } from '../conformance/test-api.ts';

let folder = '';
let host: LoopbackHost;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-loopback-'));
  mkdirSync(path.join(folder, 'window', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'window', 'index.html'), '<!doctype html><title>Logsift</title>');
  writeFileSync(path.join(folder, 'window', 'assets', 'a.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.txt'), 'not for the window');
  host = await startLoopbackHost({
    onClient: (transport) => serve(testApi, testHandlers().handlers, transport),
    windowFolder: path.join(folder, 'window'),
    uploadFolder: path.join(folder, 'uploads'),
    port: 0,
    maxUploadBytes: 1_000,
  });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request with any header and any path, which fetch would tidy up. */
function ask(
  target: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path: target, method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Resolves with how a WebSocket fared: 'open', or the status it was refused with. */
function knock(protocols: string[], headers: Record<string, string> = {}, target = '/rpc'): Promise<string | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${target}`, protocols, { headers });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

test('the address names 127.0.0.1, a port and a token of 256 bits in the fragment', () => {
  expect(host.url).toBe(`http://127.0.0.1:${host.port}/#token=${host.token}`);
  expect(Buffer.from(host.token, 'base64url')).toHaveLength(32);
});

test('no other address of this computer answers', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, address }) => family === 'IPv4' && address !== '127.0.0.1');
  for (const { address } of others) {
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect({ host: address, port: host.port });
      socket.on('connect', () => resolve('open'));
      socket.on('error', () => resolve('refused'));
    });
    expect([address, outcome]).toEqual([address, 'refused']);
  }
});

test('the page is served without a token and with strict headers', async () => {
  const { status, headers, text } = await ask('/');
  expect([status, text]).toEqual([200, '<!doctype html><title>Logsift</title>']);
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(String(headers['content-security-policy'])).not.toContain('unsafe');
  expect([headers['x-content-type-options'], headers['x-frame-options'], headers['cache-control']]).toEqual([
    'nosniff',
    'DENY',
    'no-store',
  ]);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect((await ask('/assets/a.js')).headers['content-type']).toMatch(/javascript/);
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/%00',
  '/%',
  '//',
  '//[',
  '/assets',
  '/missing.js',
])('the path %s leads nowhere', async (target) => {
  const { status, text } = await ask(target);
  expect([status, text.includes('not for the window')]).toEqual([404, false]);
});

test.each(['example.com', 'logsift.example:80', '127.0.0.1', '127.0.0.1:1'])('the Host %s is refused', async (name) => {
  expect((await ask('/', { headers: { host: name } })).status).toBe(421);
});

test.each(['https://example.com', 'null', 'http://127.0.0.1:1', 'file://'])('the Origin %s is refused everywhere', async (origin) => {
  const authorization = `Bearer ${host.token}`;
  expect((await ask('/', { headers: { origin } })).status).toBe(403);
  expect((await ask('/upload?name=a', { method: 'PUT', headers: { origin, authorization }, body: 'x' })).status).toBe(403);
  expect(await knock(['logsift', host.token], { origin })).toBe(403);
});

test('nothing but GET is answered, and no preflight is granted', async () => {
  for (const method of ['POST', 'DELETE', 'OPTIONS', 'PUT']) expect([method, (await ask('/', { method })).status]).toEqual([method, 405]);
});

test('a socket needs the token', async () => {
  expect(await knock(['logsift'])).toBe(401);
  expect(await knock(['logsift', 'A'.repeat(host.token.length)])).toBe(401);
  expect(await knock([host.token])).toBe(401);
  expect(await knock([], { authorization: `Bearer ${host.token}x` })).toBe(401);
  expect(await knock(['logsift', host.token], { host: 'example.com' })).toBe(421);
  expect(await knock(['logsift', host.token], {}, '/other')).toBe(404);
  expect(await knock(['logsift', host.token], { origin: `http://127.0.0.1:${host.port}` })).toBe('open');
  expect(await knock(['logsift'], { authorization: `Bearer ${host.token}` })).toBe('open');
});

test('an upload needs the token in a header; a cookie or a query will not do', async () => {
  const credentials: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { cookie: `token=${host.token}` }];
  for (const headers of credentials) {
    expect((await ask(`/upload?name=a&token=${host.token}`, { method: 'PUT', headers, body: 'x' })).status).toBe(401);
  }
});

test('an uploaded file lies in the upload folder, for this user only, and cannot be read back', async () => {
  const headers = { authorization: `Bearer ${host.token}` };
  const { status, text } = await ask(`/upload?name=${encodeURIComponent('../../etc/we ird\u0000.log')}`, {
    method: 'PUT',
    headers,
    body: 'one line\n',
  });
  expect(status).toBe(200);
  const { path: file } = JSON.parse(text) as { path: string };
  expect(path.relative(path.join(folder, 'uploads'), file)).toMatch(/^[0-9a-f]{16}[/\\]we ird_\.log$/);
  expect(readFileSync(file, 'utf8')).toBe('one line\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await ask('/upload?name=a', { headers })).status).toBe(405);
});

test.each(['..', '.', '', '/'])('an upload named "%s" gets a name of ours', async (name) => {
  const { text } = await ask(`/upload?name=${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${host.token}` },
    body: 'x',
  });
  expect(path.basename((JSON.parse(text) as { path: string }).path)).toBe('dropped');
});

test('an upload larger than allowed is refused, announced or not, and leaves nothing', async () => {
  const authorization = `Bearer ${host.token}`;
  const body = 'x'.repeat(2_000);
  expect((await ask('/upload?name=big', { method: 'PUT', headers: { authorization, 'content-length': '2000' }, body })).status).toBe(413);
  const unannounced = await ask('/upload?name=big', { method: 'PUT', headers: { authorization, 'transfer-encoding': 'chunked' }, body });
  expect([unannounced.status, unannounced.text.includes('logsift serve FILE')]).toEqual([413, true]);
});

test('frames that are no requests, or far too large, harm nobody else', async () => {
  for (const frame of ['no json', 'null', '[]', '7', Buffer.alloc(5 << 20)]) {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, ['logsift', host.token]);
    await new Promise((resolve) => socket.on('open', resolve));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.send(frame);
    await closed;
  }
  const socket = await openSocket(new globalThis.WebSocket(`ws://127.0.0.1:${host.port}/rpc`, ['logsift', host.token]));
  expect(await createClient(testApi, socketTransport(socket)).double({ number: 4 })).toEqual({ number: 8 });
  socket.close();
});

test('closing the host ends its clients and takes the uploads along', async () => {
  const uploadFolder = path.join(folder, 'short-lived');
  const second = await startLoopbackHost({
    onClient: (transport) => serve(testApi, testHandlers().handlers, transport),
    windowFolder: folder,
    uploadFolder,
    port: 0,
  });
  const socket = await openSocket(new globalThis.WebSocket(`ws://127.0.0.1:${second.port}/rpc`, ['logsift', second.token]));
  const waiting = createClient(testApi, socketTransport(socket)).wait({});
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  await second.close();
  await outcome;
  expect(statSync(uploadFolder, { throwIfNoEntry: false })).toBeUndefined();
});

test('a port in use is said in a sentence', async () => {
  const again = startLoopbackHost({ onClient: () => undefined, windowFolder: folder, uploadFolder: folder, port: host.port });
  await expect(again).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining(`Port ${host.port} cannot be used: another program uses it.`),
  });
});
