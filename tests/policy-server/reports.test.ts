import { expect, test } from 'vitest';
import { startWebhookReceiver } from '../servers/webhook-receiver.ts';
import { samplePolicy, startTestServer, type TestServer } from './test-server.ts';

const START = Date.parse('2026-11-25T00:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();
const MINUTE = 60_000;

function bucket(server: TestServer, n: number, count: number, instance = '') {
  const from = START + n * 5 * MINUTE;
  server.nowMs = from + 5 * MINUTE;
  const patterns = [{ id: 't-1', template: 'payment failed for <id>', level: 'ERROR', count, bytes: count * 80 }];
  return server.call('POST', '/api/v1/patterns/stats', {
    key: server.keys.read,
    body: { service: 'payments', instance, from: iso(from), until: iso(from + 5 * MINUTE), patterns },
  });
}

test('counts of patterns are stored, searched for what is unusual, and what is found is told', async () => {
  const server = await startTestServer({ allowPrivateWebhooks: true });
  const receiver = await startWebhookReceiver(200);
  await server.call('POST', '/api/v1/webhooks', { body: { url: receiver.url, events: ['anomaly.found'] } });
  const runs = async () => (await server.call('GET', '/api/v1/analysis/runs?service=payments')).body.runs;
  // Two days of a calm pattern, straight into the storage; then the buckets that clients send.
  const calm = Array.from({ length: 570 }, (_, n) => ({
    patternId: 't-1',
    template: 'payment failed for <id>',
    level: 'ERROR',
    fromMs: START + n * 5 * MINUTE,
    untilMs: START + (n + 1) * 5 * MINUTE,
    count: 20 + ((n * 7) % 5),
    bytes: 0,
  }));
  server.storage.patterns.add({ tenant: 'shop', service: 'payments' }, '', calm);
  expect((await bucket(server, 570, 22)).status).toBe(202);
  await expect.poll(async () => (await runs())[0]?.finished_at).toBeDefined();
  expect((await server.call('GET', '/api/v1/analysis/anomalies')).body.anomalies).toEqual([]);

  for (let n = 571; n < 576; n++) await bucket(server, n, 900);
  await expect.poll(async () => (await server.call('GET', '/api/v1/analysis/anomalies')).body.anomalies.length).toBeGreaterThan(0);
  const [anomaly] = (await server.call('GET', '/api/v1/analysis/anomalies?service=payments')).body.anomalies.slice(-1);
  expect(anomaly).toMatchObject({
    kind: 'rate',
    subject: 't-1',
    summary: expect.stringMatching(/^"payment failed for <id>" went from [\d.]+ to 180 a minute$/),
  });
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  expect(JSON.parse(receiver.received[0].body).data.summary).toBe(anomaly.summary);
  expect((await server.call('GET', '/api/v1/analysis/anomalies?service=other')).body.anomalies).toEqual([]);
});

test('the same stretch of one instance counts once, those of several add up', async () => {
  const server = await startTestServer();
  for (const instance of ['a', 'a', 'b']) await bucket(server, 0, 10, instance);
  expect(server.storage.patterns.series({ tenant: 'shop', service: 'payments' }, 't-1', 10)).toMatchObject([{ count: 20, bytes: 1600 }]);
  const body = { service: 'x', from: iso(START), until: iso(START), patterns: [{ id: 'a', count: 1 }] };
  expect((await server.call('POST', '/api/v1/patterns/stats', { body })).status).toBe(400);
});

test('reports of policies count once, and are shown beside what was predicted', async () => {
  const server = await startTestServer();
  const { call, keys } = server;
  const evidence = { window: '2026-11-01T00:00:00Z/2026-11-08T00:00:00Z', lines: 168_000, bytes: 1, template: 'x' };
  const policy = samplePolicy('a', 10, { control: { state: 'active', evidence } });
  await call('POST', '/api/v1/policies/checkout', { body: { policies: [policy], reason: 'x' } });
  const report = (sequence: number, hit: number) =>
    call('POST', '/api/v1/policies/checkout/stats', {
      key: keys.read,
      body: {
        instance: 'pod-1',
        sequence,
        set_version: 1,
        sdk: 'js/1',
        consumed: hit,
        policies: { a: { hit, suppressed: { sample: hit } } },
      },
    });
  expect((await report(1, 100)).body).toEqual({ accepted: true });
  expect((await report(1, 100)).body).toEqual({ accepted: false });
  server.nowMs += 2 * 3_600_000;
  await report(2, 1_900);
  const effects = (await call('GET', '/api/v1/services/checkout/effects')).body.policies;
  expect(effects).toMatchObject([
    { id: 'a', hit: 2_000, suppressed: { sample: 2_000 }, measured_per_hour: 1_000, predicted_per_hour: 1_000 },
  ]);
  expect((await call('GET', '/api/v1/analysis/anomalies')).body.anomalies).toEqual([]);
  const figures = (await call('GET', '/metrics')).body;
  expect(figures).toContain('policy_evaluated_items_total{tenant="shop",service="checkout",policy_id="a",outcome="hit"} 2000');
  expect(figures).toContain('policy_suppressed_items_total{tenant="shop",service="checkout",policy_id="a",reason="sample"} 2000');
  expect(figures).toContain('policy_set_version{tenant="shop",service="checkout"} 1');

  // Three times as much as it was made for is another world.
  await report(3, 4_500);
  const [drift] = (await call('GET', '/api/v1/analysis/anomalies')).body.anomalies;
  expect(drift).toMatchObject({ kind: 'drift', subject: 'a', summary: expect.stringContaining('3.3 times more than the 1,000') });
});

test('agents are those that asked lately, with the version they have', async () => {
  const server = await startTestServer();
  const { call, keys } = server;
  await call('POST', '/api/v1/policies/checkout', { body: { policies: [samplePolicy('a', 10)], reason: 'x' } });
  const ask = (instance: string, headers = {}) =>
    call('GET', `/api/v1/policies/checkout?instance=${instance}&sdk=js/1`, { key: keys.read, headers });
  const { headers } = await ask('pod-1');
  await ask('pod-1', { 'if-none-match': String(headers.etag) });
  await ask('pod-2');
  const agents = (await call('GET', '/api/v1/services/checkout/agents')).body.agents;
  expect(agents.map((a: { instance: string; set_version?: number }) => [a.instance, a.set_version])).toEqual([
    ['pod-1', 1],
    ['pod-2', undefined],
  ]);
  expect((await call('GET', '/api/v1/services')).body.services).toMatchObject([{ service: 'checkout', agents: 2, agents_up_to_date: 1 }]);
  server.nowMs += 3_600_000;
  expect((await call('GET', '/api/v1/services/checkout')).body.agents).toBe(0);
});
