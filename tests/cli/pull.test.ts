import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FROM_US } from '../connect/services.ts';
import { LOKI_PASSWORD, makeEntries, PlayedLoki } from '../servers/loki-server.ts';
import { makeRows } from '../servers/posthog-rows.ts';
import { PlayedPosthog, POSTHOG_KEY } from '../servers/posthog-server.ts';
import { expectHelpful } from '../support/expectations.ts';
import { freePort } from '../support/free-port.ts';
import { storedLines } from '../support/stored-lines.ts';
import { CLI, logsiftBeside } from './play-cli.ts';

const RECORDS = 30_000;
const RANGE = ['--from', '2026-09-01T10:00:00Z', '--until', '2026-09-01T10:10:00Z'];
const KEY = { POSTHOG_API_KEY: POSTHOG_KEY };

let folder = '';
let saved = '';
let posthog: PlayedPosthog;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-pull-'));
  saved = path.join(folder, 'shop.logsift');
  posthog = await PlayedPosthog.start({ rows: makeRows(RECORDS, FROM_US, 1_000) });
});
afterEach(async () => {
  await posthog.close();
  rmSync(folder, { recursive: true, force: true });
});
const call = (...more: string[]) => ['pull', 'posthog', '--host', posthog.url, '--project', '48211', ...RANGE, '--save', saved, ...more];

test('a service is pulled into an investigation that can be asked afterwards', async () => {
  const { code, stdout, stderr } = await logsiftBeside(call('--service', 'checkout', '--service', 'web', '--level', 'warn', '--json'), KEY);
  expect([code, stderr]).toEqual([0, '']);
  const { totals, sources } = JSON.parse(stdout);
  const wanted = posthog.rows.filter(({ service, level }) => service !== 'ledger' && (level === 'warn' || level === 'error'));
  expect([totals.records, sources[0].path]).toEqual([wanted.length, `${posthog.url}/project/48211/logs`]);
  const found = await logsiftBeside(['search', 'order.id:9007199254740993', '--in', saved, '--json']);
  expect(JSON.parse(found.stdout)).toMatchObject({ time: '2026-09-01T10:00:00.000Z', level: 'ERROR', service: 'checkout' });
});

test.each<[string, () => readonly string[], Record<string, string>, string, string]>([
  ['a wrong key', () => call(), { POSTHOG_API_KEY: 'phx_wrong' }, 'KEY_REFUSED', 'key'],
  [
    'a host that is not there',
    () => ['pull', 'posthog', '--host', 'http://127.0.0.1:9', '--project', '48211', ...RANGE, '--save', saved],
    KEY,
    'SERVICE_UNREACHABLE',
    '127.0.0.1:9',
  ],
  [
    'a project that is not there',
    () => ['pull', 'posthog', '--host', posthog.url, '--project', '7', ...RANGE, '--save', saved],
    KEY,
    'NOT_FOUND',
    'project 7',
  ],
])('%s gets a message that says so and what to do, and leaves no file', async (_what, args, env, errorCode, thing) => {
  const { code, stderr } = await logsiftBeside(args(), env);
  expect(code).toBe(3);
  expectHelpful(stderr.trim().replace(`logsift: `, '').replace(` [${errorCode}]`, ''), thing);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [{}, ['pull', 'posthog', '--host', 'https://us.posthog.com', '--project', '1', '--from', '1h', '--save', 'x.logsift'], 'POSTHOG_API_KEY'],
  [
    { POSTHOG_API_KEY: 'phc_x' },
    ['pull', 'posthog', '--host', 'https://us.posthog.com', '--project', '1', '--from', '1h', '--save', 'x.logsift'],
    'personal API key',
  ],
  [KEY, ['pull', 'posthog', '--host', 'https://us.posthog.com', '--project', 'web', '--from', '1h', '--save', 'x.logsift'], 'number'],
  [
    KEY,
    ['pull', 'posthog', '--host', 'https://ada:secret@us.posthog.com', '--project', '1', '--from', '1h', '--save', 'x.logsift'],
    'address alone',
  ],
  [KEY, ['pull', 'nothing'], 'posthog'],
  [KEY, ['pull', 'posthog', '--host', 'https://us.posthog.com', '--project', '1', '--save', 'x.logsift'], '--from'],
])('a call that cannot be right asks nobody and ends with 2', async (env, args, word) => {
  const { code, stderr } = await logsiftBeside(args, { POSTHOG_API_KEY: '', ...env });
  expect([code, stderr]).toEqual([2, expect.stringContaining(word)]);
  expect(stderr).not.toContain('secret');
});

test('killed in the middle, the same call goes on: nothing is missing and nothing is there twice', { timeout: 60_000 }, async () => {
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  posthog.played.fault = ({ path: asked, count }) => (asked.endsWith('/query/') && count === 9 ? { kind: 'slow', until } : undefined);
  const child = spawn(process.execPath, [CLI, ...call('--json')], { stdio: 'ignore', env: { ...process.env, ...KEY } });
  const size = () => statSync(`${saved}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  await expect.poll(() => posthog.played.requests.filter(({ path: asked }) => asked.endsWith('/query/')).length).toBe(9);
  await expect.poll(size).toBeGreaterThan(200_000);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  letGo();
  const asked = posthog.played.requests.length;

  const { code, stdout, stderr } = await logsiftBeside(call('--json'), KEY);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^Going on with .*shop\.logsift, which holds [\d,]+ records\.\n$/)]);
  expect(JSON.parse(stdout).totals.records).toBe(RECORDS);
  const uuids = storedLines(saved).map((line) => JSON.parse(line).uuid);
  expect([uuids.length, new Set(uuids).size]).toEqual([RECORDS, RECORDS]);
  expect(posthog.played.requests.slice(asked).filter(({ path: one }) => one.endsWith('/query/')).length).toBeLessThan(RECORDS / 2_000);
  expect(readFileSync(saved).includes(POSTHOG_KEY)).toBe(false);
});

test('Loki is pulled with LogQL, user, password and tenant; nanoseconds stay as they are', async () => {
  const loki = await PlayedLoki.start({ entries: makeEntries(500, BigInt(FROM_US) * 1_000n, 1_000_000n), maxEntries: 200 });
  try {
    const { host, user, tenant } = loki.settings;
    const args = ['pull', 'loki', '--host', host, '--user', user, '--tenant', tenant, '--query', '{namespace="shop"} |= "orders"'];
    const { code, stdout, stderr } = await logsiftBeside([...args, ...RANGE, '--save', saved, '--json'], { LOKI_API_KEY: LOKI_PASSWORD });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).totals.records).toBe(loki.entries.filter(({ line }) => line.includes('orders')).length);
    expect(JSON.parse(storedLines(saved)[0]).timestamp).toBe('2026-09-01T10:00:00.001000007Z');
    const refused = await logsiftBeside([...args, ...RANGE, '--save', path.join(folder, 'other.logsift')], { LOKI_API_KEY: 'wrong' });
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('KEY_REFUSED')]);
  } finally {
    await loki.close();
  }
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'a receiver takes what programs send; what it answered to is in the file, whatever ends it: %s',
  async (signal) => {
    const port = await freePort();
    const child = spawn(process.execPath, [CLI, 'pull', 'otlp', '--port', String(port), '--save', saved], { stdio: 'ignore' });
    const logs = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1788256801250000001', body: { stringValue: 'sent 1' } }] }] }],
    };
    const send = () =>
      fetch(`http://127.0.0.1:${port}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(logs),
      }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(send).toBe(200);
    expect(await send()).toBe(200);
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    expect(storedLines(saved).map((line) => JSON.parse(line).body)).toEqual(['sent 1', 'sent 1']);
  },
);

test('a drop rule is shown, and sent only with --yes', async () => {
  const args = ['drop-rule', 'posthog', '--host', posthog.url, '--project', '48211', '--text', 'signed in', ...RANGE];
  const shown = await logsiftBeside(args, KEY);
  expect([shown.code, posthog.rules]).toEqual([0, []]);
  expect(shown.stdout).toMatch(
    /It would have dropped 7,500 of 30,000 records \(25\.0%\)[\s\S]*POST \/api\/projects\/48211\/logs\/sampling_rules\/[\s\S]*Nothing was sent/,
  );
  const sent = await logsiftBeside([...args, '--yes'], KEY);
  expect([sent.code, posthog.rules.length]).toEqual([0, 1]);
  expect(sent.stdout).toContain('switched off');
});
