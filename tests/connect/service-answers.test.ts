import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOKI_PASSWORD, makeEntries, PlayedLoki, type StoredEntry } from '../servers/loki-server.ts';
import { makeRows } from '../servers/posthog-rows.ts';
import { PlayedPosthog, POSTHOG_KEY } from '../servers/posthog-server.ts';
import { expectHelpful, untilRead } from '../support/expectations.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { storedLines } from '../support/stored-lines.ts';
import { playedWorld } from './played-world.ts';
import { FROM_US } from './services.ts';

const FILTER = { fromUs: FROM_US, untilUs: FROM_US + 600_000_000 };

let engine: TestEngine;
const closing: { close(): Promise<void> }[] = [];
beforeEach(() => {
  engine = openEngine(1, { services: playedWorld() });
});
afterEach(async () => {
  await engine.close();
  for (const one of closing.splice(0)) await one.close();
});

async function posthogConnection(scopes?: readonly string[]): Promise<string> {
  const posthog = await PlayedPosthog.start({ rows: makeRows(600, FROM_US, 1_000_000), ...(scopes ? { scopes } : {}) });
  closing.push(posthog);
  return (await engine.client.saveConnection({ connector: 'posthog', settings: posthog.settings, key: POSTHOG_KEY, keep: false })).id;
}

async function lokiConnection(entries: readonly StoredEntry[]): Promise<string> {
  const loki = await PlayedLoki.start({ entries });
  closing.push(loki);
  return (await engine.client.saveConnection({ connector: 'loki', settings: loki.settings, key: LOKI_PASSWORD, keep: false })).id;
}

async function pulled(connectionId: string, filter: Parameters<typeof engine.client.startPull>[0]['filter']) {
  const { id, path } = await engine.client.createInvestigation({});
  await engine.client.startPull({ investigationId: id, connectionId, filter });
  const { sources } = await untilRead(engine.client, id);
  return { source: sources[0], lines: () => storedLines(path).map((line) => JSON.parse(line)) };
}

test('PostHog tells how much there is, by time and by service, and what patterns it mined', async () => {
  const connectionId = await posthogConnection();
  const { client } = engine;
  const estimate = await client.estimatePull({ connectionId, filter: { ...FILTER, services: ['web'], minLevel: 'WARN' } });
  expect(estimate).toMatchObject({ records: 100, bytes: 20_000, isApproximate: false, countsBytes: false, bucketUs: 60_000_000 });
  expect(estimate.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(estimate.services.map(({ name, count }) => [name, count])).toEqual([
    ['checkout', 100],
    ['ledger', 100],
    ['web', 100],
  ]);
  const { patterns } = await client.listServicePatterns({ connectionId, filter: FILTER });
  expect(patterns.find(({ pattern }) => pattern.startsWith('payment'))).toMatchObject({ count: 150, level: 'error', isEstimate: false });
});

test.each([
  [{ minLevel: 'WARN' as const }, 300],
  [{ text: 'TIMEOUT' }, 150],
  [{ attributes: [{ key: 'order.id', value: '9007199254740994', of: 'record' as const }] }, 1],
  [{ attributes: [{ key: 'k8s.namespace.name', value: 'shop', of: 'resource' as const }], services: ['ledger'] }, 200],
])('PostHog is asked for %j', async (part, count) => {
  const { source } = await pulled(await posthogConnection(), { ...FILTER, ...part });
  expect([source.state, source.records]).toEqual(['done', count]);
});

test('a text with signs that mean something to the service means itself', async () => {
  const posthog = await PlayedPosthog.start({
    rows: makeRows(3, FROM_US, 1_000_000).map((row, index) => ({ ...row, body: ['100% done', '1000 done', '100 % done'][index] })),
  });
  closing.push(posthog);
  const { id } = await engine.client.saveConnection({ connector: 'posthog', settings: posthog.settings, key: POSTHOG_KEY, keep: false });
  const { lines } = await pulled(id, { ...FILTER, text: '100%' });
  expect(lines().map(({ body }) => body)).toEqual(['100% done']);
});

test('a key without the scope for rules is enough for reading, and the test says what is missing', async () => {
  const { checks } = await engine.client.checkConnection({ connectionId: await posthogConnection(['logs:read']) });
  expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const refused = await engine.client.checkConnection({ connectionId: await posthogConnection([]) });
  expect(refused.checks.at(-1)).toMatchObject({
    state: 'failed',
    code: 'KEY_REFUSED',
    text: expect.stringContaining('Add the scope logs:read'),
  });
});

test('a service with nothing in the range says so, and is no failure', async () => {
  const { source } = await pulled(await posthogConnection(), { fromUs: 0, untilUs: 1_000_000 });
  expect([source.state, source.problem?.code, source.records]).toEqual(['done', 'EMPTY_SOURCE', 0]);
  expectHelpful(source.problem?.message, 'service');
});

test('Loki tells labels and their values, how much there is, and its patterns', async () => {
  const connectionId = await lokiConnection(makeEntries(600, BigInt(FROM_US) * 1_000n, 1_000_000_000n));
  const { client } = engine;
  expect(await client.listServiceLabels({ connectionId, filter: FILTER })).toEqual({ labels: ['app', 'namespace', 'service_name'] });
  expect(await client.listServiceLabels({ connectionId, filter: FILTER, name: 'app' })).toEqual({ labels: ['checkout', 'ledger', 'web'] });
  const estimate = await client.estimatePull({ connectionId, filter: { ...FILTER, expression: '{app="web"}' } });
  expect(estimate).toMatchObject({ records: 200, isApproximate: true, countsBytes: true, bucketUs: 10_000_000 });
  expect(estimate.services.map(({ name }) => name)).toEqual(['web']);
  const { patterns } = await client.listServicePatterns({ connectionId, filter: { ...FILTER, expression: '{app="web"}' } });
  expect(patterns).toMatchObject([{ level: 'error', count: 200, isEstimate: true }]);
});

const AT_ONCE = BigInt(FROM_US) * 1_000n + 7n;

test('more entries at one nanosecond than an answer holds are read stream by stream', async () => {
  const entries = makeEntries(14_000, 0n, 0n).map((entry) => ({ ...entry, ns: AT_ONCE }));
  const before = makeEntries(10, BigInt(FROM_US) * 1_000n, 0n, 14_000);
  const { source, lines } = await pulled(
    await lokiConnection([...before.map((entry) => ({ ...entry, ns: AT_ONCE - 1n })), ...entries]),
    FILTER,
  );
  expect([source.state, source.problem, source.records]).toEqual(['done', undefined, 14_010]);
  expect(new Set(lines().map(({ entry }) => entry)).size).toBe(14_010);
});

test('where one stream alone has more, that is said, and what came before is kept', async () => {
  const entries = makeEntries(6_000, 0n, 0n).map((entry) => ({ ...entry, ns: AT_ONCE, labels: { app: 'web', service_name: 'web' } }));
  const { source } = await pulled(await lokiConnection(entries), FILTER);
  expect([source.state, source.problem?.code]).toEqual(['failed', 'SERVICE_FAILED']);
  expectHelpful(source.problem?.message, 'nanosecond');
});

test('a query that Loki cannot read ends with what Loki says', async () => {
  const connectionId = await lokiConnection(makeEntries(10, AT_ONCE, 1n));
  await expect(
    engine.client.estimatePull({ connectionId, filter: { ...FILTER, expression: '{app="web"} | nonsense(' } }),
  ).rejects.toMatchObject({
    code: 'BAD_QUERY',
    message: expect.stringContaining('parse error'),
  });
});

test('a drop rule is shown before it is sent: how much it drops, the exact request, and nothing is sent that was not shown', async () => {
  const posthog = await PlayedPosthog.start({ rows: makeRows(600, FROM_US, 1_000_000) });
  closing.push(posthog);
  const { client } = engine;
  const { id: connectionId } = await client.saveConnection({
    connector: 'posthog',
    settings: posthog.settings,
    key: POSTHOG_KEY,
    keep: false,
  });
  const rule = { name: 'Drop sign-ins', service: 'web', text: 'signed in' };
  const preview = await client.previewServiceRule({ connectionId, filter: FILTER, rule });
  expect([preview.records, preview.matches, preview.existing, posthog.rules]).toEqual([600, 50, [], []]);
  expect(JSON.parse(preview.body)).toMatchObject({ enabled: false, rule_type: 'path_drop', config: { filter_group: { type: 'AND' } } });

  await expect(client.createServiceRule({ connectionId, rule: { ...rule, text: 'info' }, consent: preview.consent })).rejects.toMatchObject(
    { code: 'BAD_REQUEST' },
  );
  expect(posthog.rules).toEqual([]);
  await client.createServiceRule({ connectionId, rule, consent: preview.consent });
  expect(posthog.rules).toMatchObject([JSON.parse(preview.body)]);
  expect((await client.previewServiceRule({ connectionId, filter: FILTER, rule })).existing).toEqual([
    { name: 'Drop sign-ins', isOn: false },
  ]);
});

test('leaves of a rule name their kind only where the rules that are there do', async () => {
  const posthog = await PlayedPosthog.start({ rows: makeRows(10, FROM_US, 1_000_000) });
  closing.push(posthog);
  posthog.rules.push({
    id: 'x',
    name: 'old',
    enabled: true,
    config: { filter_group: { type: 'AND', values: [{ type: 'AND', values: [{ key: 'message', operator: 'icontains', value: 'x' }] }] } },
  });
  const { id: connectionId } = await engine.client.saveConnection({
    connector: 'posthog',
    settings: posthog.settings,
    key: POSTHOG_KEY,
    keep: false,
  });
  const { body } = await engine.client.previewServiceRule({ connectionId, filter: FILTER, rule: { name: 'n', text: 'GET /healthz' } });
  expect(JSON.parse(body).config.filter_group.values[0].values).toEqual([{ key: 'message', operator: 'icontains', value: 'GET /healthz' }]);
});

test('a key that may not write rules is told so, and a service without rules says that it has none', async () => {
  const connectionId = await posthogConnection(['logs:read']);
  const rule = { name: 'n', text: 'GET /healthz' };
  const { consent } = await engine.client.previewServiceRule({ connectionId, filter: FILTER, rule });
  await expect(engine.client.createServiceRule({ connectionId, rule, consent })).rejects.toMatchObject({
    code: 'KEY_REFUSED',
    message: expect.stringContaining('logs:write'),
  });
  const loki = await lokiConnection([]);
  await expect(engine.client.previewServiceRule({ connectionId: loki, filter: FILTER, rule })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});
