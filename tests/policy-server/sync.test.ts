import { expect, test } from 'vitest';
import { dropPolicy, samplePolicy, startTestServer, type TestServer } from './test-server.ts';

const attribute = (key: string, value: string) => ({ key, value: { string_value: value } });

function sync(server: TestServer, more: object = {}) {
  const resource_attributes = [attribute('service.name', 'checkout'), attribute('service.instance.id', 'pod-7')];
  return server.call('POST', '/v1/policy/sync', { key: server.keys.read, body: { client_metadata: { resource_attributes }, ...more } });
}

test('clients of the other format get the set in theirs, and only when it changed', async () => {
  const server = await startTestServer();
  await server.call('POST', '/api/v1/policies/checkout', { body: { policies: [dropPolicy('a'), samplePolicy('b', 10)], reason: 'x' } });
  const first = await sync(server);
  expect(first.body).toMatchObject({ sync_type: 'SYNC_TYPE_FULL', sync_timestamp_unix_nano: `${server.nowMs}000000`, error_message: '' });
  expect(first.body.policies.map((p: { id: string; log: { keep: string } }) => [p.id, p.log.keep])).toEqual([
    ['a', 'none'],
    ['b', '10%'],
  ]);
  const same = await sync(server, { last_successful_hash: first.body.hash });
  expect([same.body.hash, same.body.policies]).toEqual([first.body.hash, undefined]);
  expect((await sync(server, { last_successful_hash: first.body.hash, full_sync: true })).body.policies).toHaveLength(2);
  await server.call('POST', '/api/v1/policies/checkout', { body: { policies: [], reason: 'y' } });
  expect((await sync(server, { last_successful_hash: first.body.hash })).body.policies).toEqual([]);
});

test('what they counted is counted here, and who does not say its name is refused', async () => {
  const server = await startTestServer();
  await server.call('POST', '/api/v1/policies/checkout', { body: { policies: [dropPolicy('a')], reason: 'x' } });
  await sync(server, { policy_statuses: [{ id: 'a', match_hits: '40', match_misses: 2, errors: ['bad'], remove: { hits: 1 } }] });
  expect((await server.call('GET', '/api/v1/services/checkout/effects')).body.policies).toMatchObject([
    { id: 'a', hit: 40, miss: 2, errors: 1 },
  ]);
  expect((await server.call('GET', '/api/v1/services/checkout/agents')).body.agents).toMatchObject([{ instance: 'pod-7', sdk: 'tero' }]);
  const nameless = await server.call('POST', '/v1/policy/sync', { body: { client_metadata: { resource_attributes: [] } } });
  expect([nameless.status, nameless.body.error.message]).toEqual([400, expect.stringContaining('service.name')]);
});

test('the threshold is written by the server, whatever was sent', async () => {
  const server = await startTestServer();
  await server.call('POST', '/api/v1/policies/checkout', { body: { policies: [samplePolicy('b', 10)], reason: 'x' } });
  expect((await server.call('GET', '/api/v1/policies/checkout')).body.policies[0].log_sampling.probability.th).toBe('e666');
});
