import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { addressGuard } from '../../engine/policy-server/webhooks/address-guard.ts';
import { startWebhookReceiver } from '../servers/webhook-receiver.ts';
import { dropPolicy, startTestServer } from './test-server.ts';

const PUBLISH = { body: { policies: [dropPolicy('a')], reason: 'less <noise> & more', author: 'm.okafor' } };

test('a webhook hears of what it asked for, signed so that it can be checked', async () => {
  const { call } = await startTestServer({ allowPrivateWebhooks: true });
  const receiver = await startWebhookReceiver(204);
  const { body: hook } = await call('POST', '/api/v1/webhooks', { body: { url: receiver.url, events: ['version.published'] } });
  expect(hook.secret).toMatch(/^whsec_/);
  await call('POST', '/api/v1/policies/checkout', PUBLISH);
  await call('POST', '/api/v1/services/checkout/disable', { body: { reason: 'x' } });
  await expect.poll(() => receiver.received.length).toBe(1);
  const [{ headers, body }] = receiver.received;
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const mac = createHmac('sha256', Buffer.from(hook.secret.slice('whsec_'.length), 'base64'))
    .update(signed)
    .digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${mac}`);
  expect(JSON.parse(body)).toEqual({
    type: 'version.published',
    timestamp: '2026-11-25T12:00:00.000Z',
    data: { service: 'checkout', version: 1, stage: 'active', author: 'm.okafor', reason: 'less <noise> & more' },
  });
  expect(JSON.stringify((await call('GET', '/api/v1/webhooks')).body)).not.toContain('whsec_');
});

test('in the format of Slack it is a sentence', async () => {
  const { call } = await startTestServer({ allowPrivateWebhooks: true });
  const receiver = await startWebhookReceiver(200);
  await call('POST', '/api/v1/webhooks', { body: { url: receiver.url, format: 'slack' } });
  await call('POST', '/api/v1/policies/checkout', PUBLISH);
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(JSON.parse(receiver.received[0].body).text).toBe(
    'Policies of checkout: version 1 is active, by m.okafor: less &lt;noise&gt; &amp; more',
  );
});

test('a delivery is tried again, then it is dead, listed, and can be revived or forgotten', async () => {
  const { call } = await startTestServer({ allowPrivateWebhooks: true, webhookWaitsMs: [0, 0] });
  const receiver = await startWebhookReceiver(500, 302, 500, 200);
  await call('POST', '/api/v1/webhooks', { body: { url: receiver.url } });
  await call('POST', '/api/v1/policies/checkout', PUBLISH);
  const dead = async () => (await call('GET', '/api/v1/webhooks/dead-letters')).body.dead_letters;
  await expect.poll(async () => (await dead()).length).toBe(1);
  expect(receiver.received).toHaveLength(3);
  const [letter] = await dead();
  expect(letter).toMatchObject({ event: 'version.published', attempts: 3, problem: 'it answered 500' });
  // The same id in every attempt: whoever heard it already knows.
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect((await call('POST', `/api/v1/webhooks/dead-letters/${letter.id}/retry`)).status).toBe(202);
  await expect.poll(() => receiver.received.length).toBe(4);
  await expect.poll(async () => (await dead()).length).toBe(0);
  expect((await call('DELETE', `/api/v1/webhooks/dead-letters/${letter.id}`)).status).toBe(404);
});

test('webhooks never reach a private address, by number or by name', async () => {
  const { call } = await startTestServer({ webhookWaitsMs: [] });
  const receiver = await startWebhookReceiver(200);
  const port = new URL(receiver.url).port;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433'])
    await call('POST', '/api/v1/webhooks', { body: { url: `http://${host}:${port}/hook` } });
  await call('POST', '/api/v1/policies/checkout', PUBLISH);
  const dead = async () => (await call('GET', '/api/v1/webhooks/dead-letters')).body.dead_letters;
  await expect.poll(async () => (await dead()).length).toBe(6);
  for (const { problem } of await dead()) expect(problem).toContain('private address');
  expect(receiver.received).toEqual([]);
});

test('what is private is private in every notation, and nothing else is', () => {
  const { isAllowed } = addressGuard(false);
  const inside = [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '127.9.9.9',
    '169.254.169.254',
    '100.64.1.1',
    '0.1.2.3',
    '224.0.0.1',
    '255.255.255.255',
  ];
  const inside6 = [
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
  ];
  for (const address of [...inside, ...inside6, 'example.org', '']) expect(isAllowed(address), address).toBe(false);
  for (const address of ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111']) expect(isAllowed(address), address).toBe(true);
  expect(addressGuard(true).isAllowed('10.1.2.3')).toBe(true);
});

test.each(['ftp://x.example/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://user:secret@x.example/', 'nonsense'])(
  '%s is no webhook',
  async (url) => {
    const { call } = await startTestServer();
    expect((await call('POST', '/api/v1/webhooks', { body: { url } })).status).toBe(400);
  },
);
