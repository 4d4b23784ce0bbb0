import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifiedPayload } from '../../engine/policy-server/signing.ts';
import { dropPolicy, startTestServer } from './test-server.ts';

const PATH = '/api/v1/policies/checkout';
const publish = (id: string) => ({ body: { policies: [dropPolicy(id)], reason: id } });

test('who waits is answered at the change, not before', async () => {
  const server = await startTestServer();
  await server.call('POST', PATH, publish('one'));
  const address = await server.listen();
  const headers = { authorization: `Bearer ${server.keys.read}` };
  const etag = (await fetch(address + PATH, { headers })).headers.get('etag') ?? '';
  const waiting = fetch(`${address}${PATH}?wait=50`, { headers: { ...headers, 'if-none-match': etag } });
  let isAnswered = false;
  void waiting.then(() => {
    isAnswered = true;
  });
  // A whole round trip later it still waits.
  await fetch(`${address}/health`);
  expect(isAnswered).toBe(false);
  await server.call('POST', PATH, publish('two'));
  const answer = await waiting;
  expect([answer.status, await answer.json()]).toMatchObject([200, { version: 2 }]);
  // Another service, or another tenant's, wakes nobody; a wait that ends says 304.
  const short = fetch(`${address}${PATH}?wait=1`, { headers: { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' } });
  await server.call('POST', PATH, { key: server.keys.other, ...publish('three') });
  expect((await short).status).toBe(304);
});

test('a stream brings the set now and after each change, and ends with the server', async () => {
  const server = await startTestServer();
  await server.call('POST', PATH, publish('one'));
  const address = await server.listen();
  const stream = await fetch(`${address}${PATH}/events`, { headers: { authorization: `Bearer ${server.keys.read}` } });
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const reader = (stream.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (wanted: string) => {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the stream ended after ${text}`);
      text += value;
    }
  };
  await until('"id":"one"');
  await server.call('POST', PATH, publish('two'));
  await until('"id":"two"');
  expect(text.match(/^event: policies$/gm)).toHaveLength(2);
  const closed = server.app.close();
  while (!(await reader.read()).done);
  await closed;
});

test('a bundle is signed over its exact bytes, by the key that is published', async () => {
  const { call, app } = await startTestServer();
  await call('POST', PATH, publish('one'));
  const { body: envelope } = await call('GET', `${PATH}/bundle`);
  const { body: key } = await call('GET', '/api/v1/signing-key');
  expect(envelope.signatures[0].keyid).toBe(key.keyid);
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `), payload]);
  expect(verify(null, signed, createPublicKey(key.public_key), Buffer.from(envelope.signatures[0].sig, 'base64'))).toBe(true);
  expect(verifiedPayload(envelope, key.public_key)).toEqual(payload);
  const forged = { ...envelope, payload: Buffer.from(payload.toString().replace('"one"', '"two"')).toString('base64') };
  expect(verifiedPayload(forged, key.public_key)).toBeUndefined();
  expect((await app.inject({ url: PATH, headers: { authorization: 'Bearer x' } })).statusCode).toBe(401);
});
