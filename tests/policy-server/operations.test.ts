import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { logsift } from '../cli/play-cli.ts';
import { startTestServer } from './test-server.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-operate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('health, readiness and version need no key; figures need their token where there is one', async () => {
  const { call } = await startTestServer({ metricsToken: 'only-for-prometheus' });
  for (const url of ['/health', '/ready']) expect((await call('GET', url, { key: '' })).body).toEqual({ status: 'ok' });
  expect((await call('GET', '/version', { key: '' })).body).toEqual({ version: '1.2.3', node: process.version });
  expect((await call('GET', '/metrics', { key: '' })).status).toBe(401);
  const figures = await call('GET', '/metrics', { key: 'only-for-prometheus' });
  expect(figures.body).toMatch(/logsift_http_request_duration_seconds_bucket\{le="0.001",method="GET",route="\/health",status="200"\}/);
});

test('it is not ready when nothing can be stored', async () => {
  const { call, storage } = await startTestServer();
  storage.close();
  const { status, body } = await call('GET', '/ready');
  expect([status, body.status]).toEqual([503, 'unavailable']);
  expect((await call('GET', '/health')).status).toBe(200);
});

test('the description is OpenAPI 3.1 of every route, and there is a page to read it', async () => {
  const { call } = await startTestServer();
  const { body } = await call('GET', '/openapi.json', { key: '' });
  expect(body.openapi).toBe('3.1.0');
  const post = body.paths['/api/v1/policies/{service}'].post;
  expect(Object.keys(post.requestBody.content['application/json'].schema.properties)).toContain('reason');
  expect(Object.keys(post.responses)).toContain('201');
  const page = await call('GET', '/docs', { key: '' });
  expect([page.status, String(page.headers['content-security-policy'])]).toEqual([200, expect.stringContaining("default-src 'self'")]);
});

test('only the pages of origins that were named may call from a browser', async () => {
  const { call } = await startTestServer({ corsOrigins: ['https://shop.example'] });
  const from = (origin: string) => call('GET', '/api/v1/policies/checkout', { headers: { origin } });
  expect((await from('https://shop.example')).headers['access-control-allow-origin']).toBe('https://shop.example');
  expect((await from('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
});

test('requests carry the id they came with, or a new one, and lines of the log tell no secret', async () => {
  const lines: string[] = [];
  const { call, keys } = await startTestServer({ log: { level: 'info', stream: { write: (line) => void lines.push(line) } } });
  expect((await call('GET', '/api/v1/services', { headers: { 'x-request-id': 'from-the-proxy.1' } })).headers['x-request-id']).toBe(
    'from-the-proxy.1',
  );
  expect((await call('GET', '/api/v1/services', { headers: { 'x-request-id': 'a b\u00e9' } })).headers['x-request-id']).toMatch(
    /^[\w-]{36}$/,
  );
  await call('POST', '/api/v1/policies/checkout', { body: { policies: [], reason: 'private words' } });
  const answered = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
  expect(answered.map(({ status }) => status)).toEqual([200, 200, 201]);
  expect(answered[0]).toMatchObject({ reqId: 'from-the-proxy.1', method: 'GET', tenant: 'shop' });
  for (const secret of [...Object.values(keys), 'private words']) expect(lines.join('')).not.toContain(secret);
});

test('keys are made, listed and revoked by command; a backup is a whole server', async () => {
  const folder = temporaryFolder();
  const data = path.join(folder, 'deep', 'server.db');
  const server = (...args: string[]) => logsift(['policy-server', ...args, '--data', data]);
  const made = server('keys', 'create', '--name', 'checkout pods', '--tenant', 'shop', '--json');
  const { id, key } = JSON.parse(made.stdout);
  expect(key).toMatch(/^lsp_read_[\w-]{43}$/);
  if (process.platform !== 'win32') expect(statSync(data).mode & 0o077).toBe(0);
  expect(server('keys', 'list').stdout).toBe(`${id}  shop             read   checkout pods\n`);
  expect(server('keys', 'create').code).toBe(2);
  expect(server('backup', path.join(folder, 'copy.db')).code).toBe(0);
  expect(server('backup', path.join(folder, 'copy.db'))).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') });
  expect(server('keys', 'revoke', id).code).toBe(0);
  expect(server('keys', 'revoke', id)).toMatchObject({ code: 3, stderr: expect.stringContaining('[NOT_FOUND]') });
  const copy = logsift(['policy-server', 'keys', 'list', '--data', path.join(folder, 'copy.db')]);
  expect(copy.stdout).not.toContain('revoked');
  expect(server('keys', 'list').stdout).toContain('(revoked)');
});

test('wrong calls are said to be wrong', () => {
  const folder = temporaryFolder();
  const data = path.join(folder, 'server.db');
  for (const args of [['fly'], ['--port', 'x'], ['--scope', 'admin'], ['--tls-key', 'a.pem'], ['--unknown'], ['keys']])
    expect(logsift(['policy-server', ...args, '--data', data]).code, args.join(' ')).toBe(2);
});

test('with a certificate it speaks TLS', async () => {
  const folder = temporaryFolder();
  const made = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'k.pem',
      '-out',
      'c.pem',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
    { cwd: folder },
  );
  if (made.status !== 0) {
    process.stdout.write('skipped: there is no openssl to make a certificate with\n');
    return;
  }
  const [key, cert] = ['k.pem', 'c.pem'].map((name) => readFileSync(path.join(folder, name)));
  const server = await startTestServer({ tls: { key, cert } });
  const address = await server.listen();
  const { request } = await import('node:https');
  const status = await new Promise((resolve, reject) => {
    const url = address.replace('127.0.0.1', 'localhost');
    request(`${url}/health`, { ca: cert, lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }, (answer) =>
      resolve(answer.statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect([address.startsWith('https:'), status]).toEqual([true, 200]);
});
