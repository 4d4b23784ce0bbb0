import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { freePort } from '../../../tests/support/free-port.ts';
import { parseExact } from '../exact-json.ts';
import { recordsOfLogs } from './log-records.ts';
import { decodeLogsRequest } from './protobuf.ts';
import { receiveLogs } from './receiver.ts';

/** The example of the protocol, with a number where text would do, and ids of any case. */
const LOGS = `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}},{"key":"k8s.namespace.name","value":{"stringValue":"shop"}}]},
  "scopeLogs":[{"scope":{"name":"app","version":"2.4.0"},"logRecords":[
    {"timeUnixNano":"1788256801250000001","observedTimeUnixNano":1788256801251000000,"severityNumber":17,"severityText":"WARN","body":{"stringValue":"payment 8841 failed"},
     "attributes":[{"key":"big","value":{"intValue":"9007199254740993"}},{"key":"retry","value":{"boolValue":true}},{"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"psp"}]}}}],
     "traceId":"4BF92F3577B34DA6A3CE929D0E0E4736","spanId":"0000000000000000"},
    {"severityText":"Notice","body":{"kvlistValue":{"values":[{"key":"msg","value":{"stringValue":"order placed"}},{"key":"total","value":{"doubleValue":12.5}}]}}},
    {"timeUnixNano":0,"observedTimeUnixNano":"1788256802000000007","body":{},"attributes":null}
  ]}]}]}`;

test('records of OTLP keep nanoseconds, 64-bit numbers, and what the number of the severity says', () => {
  const records = [...recordsOfLogs(parseExact(LOGS))].map((record) => ({ ...record, fields: Object.fromEntries(record.fields) }));
  expect(records).toMatchObject([
    {
      time: '2026-09-01T10:00:01.250000001Z',
      level: 'error',
      service: 'checkout',
      body: 'payment 8841 failed',
      fields: {
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        span_id: '',
        big: '9007199254740993',
        retry: 'true',
        tags: '["psp"]',
        'k8s.namespace.name': 'shop',
        'otel.scope.name': 'app',
        observed_timestamp: '2026-09-01T10:00:01.251000000Z',
      },
    },
    { time: undefined, level: 'info', body: '{"msg":"order placed","total":12.5}' },
    { time: '2026-09-01T10:00:02.000000007Z', level: undefined, body: '' },
  ]);
});

test.each([['{}'], ['[]'], ['null'], ['{"resourceLogs":[null,{"scopeLogs":[{"logRecords":[7]}]}]}']])(
  'nothing in %s makes it fail',
  (text) => {
    expect([...recordsOfLogs(parseExact(text))].map(({ body }) => body).join('')).toBe('');
  },
);

/** Protobuf by hand: a tag, and a length where one belongs. */
const tag = (field: number, type: number): number[] => varint(BigInt((field << 3) | type));
const sized = (field: number, bytes: readonly number[]): number[] => [...tag(field, 2), ...varint(BigInt(bytes.length)), ...bytes];
const text = (field: number, value: string): number[] => sized(field, [...Buffer.from(value)]);
function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}
function fixed64(field: number, value: bigint): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return [...tag(field, 1), ...bytes];
}
const attribute = (field: number, key: string, value: readonly number[]): number[] => sized(field, [...text(1, key), ...sized(2, value)]);
const REQUEST = Uint8Array.from(
  sized(1, [
    ...sized(1, attribute(1, 'service.name', text(1, 'ledger'))),
    ...sized(2, [
      ...sized(1, text(1, 'app')),
      ...sized(2, [
        ...fixed64(1, 1_788_256_801_250_000_001n),
        ...tag(2, 0),
        ...varint(9n),
        ...sized(5, text(1, 'posted entry 77')),
        ...attribute(6, 'amount', [...tag(3, 0), ...varint(-5n)]),
        ...attribute(6, 'unknown', text(99, 'later versions')),
        ...sized(
          9,
          Array.from({ length: 16 }, (_, index) => index),
        ),
        ...text(77, 'a field of a later version'),
      ]),
    ]),
  ]),
);

test('protobuf gives what its JSON form gives', () => {
  const [record] = [...recordsOfLogs(decodeLogsRequest(REQUEST))];
  expect({ ...record, fields: Object.fromEntries(record.fields) }).toMatchObject({
    time: '2026-09-01T10:00:01.250000001Z',
    level: 'info',
    service: 'ledger',
    body: 'posted entry 77',
    fields: { amount: '-5', unknown: '', trace_id: '000102030405060708090a0b0c0d0e0f', 'otel.scope.name': 'app' },
  });
});

test('bytes that end anywhere in the middle are refused, whatever they are', () => {
  for (let length = 1; length < REQUEST.length; length++) expect(() => decodeLogsRequest(REQUEST.subarray(0, length))).toThrow(RangeError);
});

test('senders of both kinds are heard, packed or not; what is wrong gets the status that tells them what to do', async () => {
  const stop = new AbortController();
  const port = await freePort();
  const pages = receiveLogs(port, stop.signal);
  const first = pages.next();
  const post = (body: BodyInit, type: string, headers: Record<string, string> = {}, path = '/v1/logs') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
  await expect
    .poll(() =>
      post('{}', 'application/json').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  const answer = post(LOGS, 'application/json');
  const { value: page } = await first;
  expect(page?.records).toBe(3);
  page?.onKept?.();
  expect([(await answer).status, await (await answer).text()]).toEqual([200, '{}']);
  const second = pages.next();
  const packed = post(gzipSync(REQUEST), 'application/x-protobuf', { 'content-encoding': 'gzip' });
  const { value: nextPage } = await second;
  expect(Buffer.from(nextPage?.lines ?? []).toString()).toContain('"body":"posted entry 77"');
  nextPage?.onKept?.();
  expect((await packed).status).toBe(200);
  const statuses = await Promise.all([
    post('{', 'application/json'),
    post(REQUEST.slice(0, 9), 'application/x-protobuf'),
    post('x', 'text/plain'),
    post('{}', 'application/json', {}, '/v1/traces'),
    post('{}', 'application/json', { origin: 'https://example.com' }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([400, 400, 415, 404, 403]);
  const third = pages.next();
  const inVain = post(LOGS, 'application/json');
  await third;
  // Given, and not kept when it ends: the sender is to send it again.
  const last = pages.next();
  stop.abort();
  expect([(await inVain).status, (await inVain).headers.get('retry-after')]).toEqual([503, '1']);
  expect(await last).toEqual({ done: true, value: undefined });
  await expect(post('{}', 'application/json')).rejects.toThrow();
});
