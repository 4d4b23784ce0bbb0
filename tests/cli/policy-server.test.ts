import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startTestServer } from '../policy-server/test-server.ts';
import { CLI, logsift, type Outcome } from './play-cli.ts';

const CACHE = '\\\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\\\z';

function policyFile(percentage = 10): { readonly file: string; readonly folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-publish-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'policies.yaml');
  writeFileSync(
    file,
    `format: otel-policy-draft/2026-09+logsampling/1
service: checkout-api
version: 0
policies:
  - id: drop-health
    log_filter: {matches: [{target: {log_attribute: path}, predicate: {equals: /healthz}}], action: ACTION_DROP}
  - id: sample-cache
    log_sampling:
      matches: [{target: {record_field: LOG_RECORD_FIELD_BODY}, predicate: {regex: "${CACHE}"}}]
      probability: {percentage: ${percentage}}
`,
  );
  return { file, folder };
}

/** Without blocking: the server it talks to lives in this process. */
function logsiftAsync(args: readonly string[], key: string): Promise<Outcome> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, LOGSIFT_POLICY_KEY: key } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

test('policies are published with what changes, listed, and rolled back', async () => {
  const { keys, listen, call } = await startTestServer();
  const address = await listen();
  const on = ['--server', address, '--service', 'checkout-api'];
  const { file } = policyFile();
  const first = await logsiftAsync(
    ['policy', 'publish', ...on, '--policies', file, '--reason', 'first set', '--author', 'm.okafor'],
    keys.write,
  );
  expect([first.code, first.stdout]).toEqual([
    0,
    'Nothing is published yet: 2 added, 0 removed, 0 changed, 0 unchanged\n  + drop-health  \n  + sample-cache  \nPublished as version 1, active.\n',
  ]);
  expect(first.stderr).toContain('"drop-health" drops and names no end');

  const harder = policyFile(1).file;
  const dry = await logsiftAsync(['policy', 'publish', ...on, '--policies', harder, '--dry-run'], keys.write);
  expect(dry.stdout).toContain('  ~ sample-cache  log_sampling.probability.percentage');
  const canary = ['--reason', 'harder', '--stage', 'canary', '--percent', '25', '--json'];
  const second = await logsiftAsync(['policy', 'publish', ...on, '--policies', harder, ...canary], keys.write);
  expect(JSON.parse(second.stdout)).toMatchObject({ version: 2, stage: 'canary', percent_of_instances: 25 });

  const back = await logsiftAsync(['policy', 'rollback', ...on, '--to', '1', '--reason', 'too hard'], keys.write);
  expect(back.stdout).toBe('Version 1 is back, as version 3, active.\n');
  const history = await logsiftAsync(['policy', 'history', ...on], keys.read);
  expect(history.stdout.split('\n').map((line) => line.replace(/\d{4}-\S+Z/, 'TIME'))).toEqual([
    'v3  active       TIME  shop write: too hard, back to 1',
    'v2  retired      TIME  shop write: harder',
    'v1  retired      TIME  m.okafor: first set',
    '',
  ]);
  expect((await call('GET', '/api/v1/policies/checkout-api')).body.version).toBe(3);
});

test('what keeps a publication from happening is said, and nothing happens', async () => {
  const { keys, listen, call } = await startTestServer();
  const address = await listen();
  const { file } = policyFile();
  const publish = (server: string, key: string, service = 'checkout-api') =>
    logsiftAsync(['policy', 'publish', '--server', server, '--service', service, '--policies', file, '--reason', 'x'], key);
  expect(await publish(address, keys.read)).toMatchObject({ code: 3, stderr: expect.stringContaining('[NOT_ALLOWED]') });
  expect(await publish(address, 'lsp_write_wrong')).toMatchObject({ code: 3, stderr: expect.stringContaining('[NOT_SIGNED_IN]') });
  expect(await publish('http://127.0.0.1:9', keys.write)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('[SERVER_UNREACHABLE]'),
  });
  expect(await publish('nonsense', keys.write)).toMatchObject({ code: 2 });
  expect(await publish(address, keys.write, 'other')).toMatchObject({ code: 2 });
  const stranger = createServer((_request, response) => response.end('<html>hello</html>'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void stranger.close(() => resolve())));
  const elsewhere = await publish(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`, keys.write);
  expect(elsewhere.stderr).toContain('not as a policy server does');
  writeFileSync(file, readFileSync(file, 'utf8').replace('equals: /healthz', 'regex: "("'));
  expect(await publish(address, keys.write)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"drop-health": log_filter.matches[0]'),
  });
  expect((await call('GET', '/api/v1/services')).body.services).toEqual([]);
});

test('policies are exported for another program, with what it cannot do and where it differs', () => {
  const { file, folder } = policyFile();
  const record = (body: string, traceId: string) => ({
    severityNumber: 9,
    severityText: 'Informational',
    body: { stringValue: body },
    traceId,
    timeUnixNano: '1',
  });
  const line = 'cache refreshed for shard 7 in 12ms';
  const logRecords = [
    record(line, '00000000000000000000000000000001'),
    record(line, 'ffffffffffffffffffffffffffffffff'),
    record('other', ''),
  ];
  const input = path.join(folder, 'in.json');
  writeFileSync(input, JSON.stringify({ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope: {}, logRecords }] }] }));
  const vector = logsift(['policy', 'export', '--policies', file, '--target', 'vector', '--input', input, '--json']);
  const exported = JSON.parse(vector.stdout);
  expect([vector.code, Object.keys(parse(exported.files[0].text).transforms)]).toEqual([0, ['logsift_filter']]);
  expect(exported.differences).toEqual({
    records: 3,
    count: 1,
    taken: 0,
    left: 1,
    found: [{ record: 1, keeps: false, targetKeeps: 1, body: line }],
  });

  const rsyslog = logsift(['policy', 'export', '--policies', file, '--target', 'rsyslog', '--output', path.join(folder, 'out')]);
  expect([rsyslog.code, rsyslog.stdout]).toEqual([0, `${path.join(folder, 'out', 'logsift.rsyslog.conf')}\n`]);
  const draft = logsift(['policy', 'export', '--policies', file, '--target', 'otel-policy']);
  expect([draft.code, draft.stderr]).toEqual([
    1,
    expect.stringContaining('"sample-cache": left out, everything is kept: the draft leaves sampling'),
  ]);
  expect(logsift(['policy', 'export', '--policies', file, '--target', 'nobody'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('syslog-ng'),
  });
});
