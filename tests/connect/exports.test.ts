import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectAccounted, readAll, untilRead } from '../support/expectations.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

let engine: TestEngine;
beforeEach(() => {
  engine = openEngine(1);
});
afterEach(() => engine.close());

/** What a file with this content gives: time, level, service, message of every record, and how it was read. */
async function read(name: string, content: string | Uint8Array) {
  const file = path.join(engine.folder, name);
  writeFileSync(file, content);
  const { id, sources } = await readAll(engine.client, [file]);
  expect(sources).toHaveLength(1);
  expectAccounted(sources[0]);
  const { records } = await engine.client.getRecords({ filter: { investigationId: id } });
  const rows = await Promise.all(
    records.map(async ({ id: recordId, timeUs, level, service, message }) => {
      const { fields } = await engine.client.getRecord({ investigationId: id, recordId });
      return {
        timeUs,
        level,
        service,
        message: message.map(({ text }) => text).join(''),
        fields: Object.fromEntries(fields.map(({ name: field, value }) => [field, value])),
      };
    }),
  );
  return { source: sources[0], rows, investigationId: id };
}

const T0 = 1_788_256_801_250_000;
const OTLP =
  '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"ledger"}}]},"scopeLogs":[{"scope":{},"logRecords":[{"timeUnixNano":"1788256801250000001","severityNumber":9,"severityText":"Info","body":{"stringValue":"posted entry 77"},"traceId":"","spanId":""},{"timeUnixNano":"1788256801250001002","severityNumber":17,"body":{"stringValue":"entry 78 refused"}}]}]}]}';

test('OTLP of the collector: every record of every batch, nanoseconds kept, traces left out and counted', async () => {
  const { source, rows } = await read('logs.json', `${OTLP}\n{"resourceSpans":[]}\n${OTLP}\n`);
  expect([source.formatTitle, source.state, source.problem?.code]).toEqual(['OTLP JSON', 'done', 'PARTS_LEFT_OUT']);
  expect(rows.map(({ timeUs, level, service, message }) => [timeUs, level, service, message])).toEqual([
    [T0, 'INFO', 'ledger', 'posted entry 77'],
    [T0, 'INFO', 'ledger', 'posted entry 77'],
    [T0 + 1, 'ERROR', 'ledger', 'entry 78 refused'],
    [T0 + 1, 'ERROR', 'ledger', 'entry 78 refused'],
  ]);
  expect(rows[0].fields['time.ns']).toBe('001');
});

test('OTLP as one value over many lines, and packed', async () => {
  const pretty = JSON.stringify(JSON.parse(OTLP), undefined, 2);
  expect((await read('body.json', pretty)).rows).toHaveLength(2);
  expect((await read('logs.json.gz', gzipSync(`${OTLP}\n${OTLP}\n`))).rows).toHaveLength(4);
});

test('an exporter that writes on: reading again takes what is new, and no line twice', async () => {
  const file = path.join(engine.folder, 'live.json');
  writeFileSync(file, `${OTLP}\n`);
  const { id, sources } = await readAll(engine.client, [file]);
  appendFileSync(file, `${OTLP}\n`);
  await engine.client.rereadSource({ investigationId: id, sourceId: sources[0].id, options: {} });
  expect((await untilRead(engine.client, id)).totals.records).toBe(4);
});

const EVENT = {
  logStreamName: 'checkout/app/3f9c',
  timestamp: 1_788_256_801_250,
  message: 'ERROR payment 8841 failed\n',
  ingestionTime: 1_788_256_802_004,
  eventId: '391742133665',
};

test.each([
  ['as the command line writes it', JSON.stringify({ events: [EVENT], nextToken: 'x' }, undefined, 4)],
  ['on one line', JSON.stringify({ events: [EVENT] })],
])('CloudWatch events %s', async (_how, content) => {
  const { source, rows } = await read('events.json', content);
  expect(source.formatTitle).toBe('CloudWatch events');
  expect(rows).toMatchObject([
    {
      timeUs: T0,
      level: 'ERROR',
      message: 'ERROR payment 8841 failed',
      fields: { log_stream: 'checkout/app/3f9c', event_id: '391742133665' },
    },
  ]);
});

test('CloudWatch subscriptions: a message a line, control messages left out', async () => {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '1',
    logGroup: '/aws/lambda/checkout',
    logStream: 's',
    logEvents: [{ id: '7', timestamp: 1_788_256_801_250, message: 'started' }],
  };
  const { rows } = await read('firehose.json', `${JSON.stringify(data)}\n${JSON.stringify({ ...data, messageType: 'CONTROL_MESSAGE' })}\n`);
  expect(rows).toMatchObject([{ service: 'checkout', message: 'started', fields: { log_group: '/aws/lambda/checkout' } }]);
});

test('Elasticsearch hits: nested or dotted names, nanoseconds', async () => {
  const hit = {
    _index: 'logs-shop',
    _id: 'a1B2c3',
    _source: {
      '@timestamp': '2026-09-01T10:00:01.250000007Z',
      message: 'GET /orders/9 200 in 12ms',
      log: { level: 'info' },
      service: { name: 'checkout' },
      trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' },
    },
    sort: ['2026-09-01T10:00:01.250000007Z', 4_294_967_299],
  };
  const dotted = {
    ...hit,
    _id: 'b',
    _source: { '@timestamp': 1_788_256_801_250, 'log.level': 'WARN', 'service.name': 'web', message: 'slow' },
  };
  const wanted = [
    {
      timeUs: T0,
      level: 'INFO',
      service: 'checkout',
      message: 'GET /orders/9 200 in 12ms',
      fields: { 'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736', _id: 'a1B2c3', 'time.ns': '007' },
    },
    { timeUs: T0, level: 'WARN', service: 'web', message: 'slow', fields: { _id: 'b' } },
  ];
  const { source, rows } = await read(
    'search.json',
    JSON.stringify({ took: 7, timed_out: false, _shards: { total: 3 }, hits: { hits: [hit, dotted] } }, undefined, 2),
  );
  expect(source.formatTitle).toBe('Elasticsearch hits');
  expect(rows).toMatchObject(wanted);
  expect((await read('dump.json', `${JSON.stringify(hit)}\n${JSON.stringify(dotted)}\n`)).rows).toMatchObject(wanted);
});

test('PostHog CSV: quotes, commas and line ends in a field, attributes as fields', async () => {
  const { source, rows } = await read(
    'posthog.csv',
    'uuid,timestamp,severity_text,service_name,body,attributes\r\n' +
      '01990e5a,2026-09-01T10:00:01.250000Z,error,checkout,"payment ""8841"" failed,\nat once","{""order.id"":""9007199254740993""}"\r\n' +
      '01990e5b,2026-09-01 10:00:02,info,web,started,{}\r\nshort,row\r\n',
  );
  expect([source.formatTitle, source.problem?.code]).toEqual(['PostHog CSV', 'PARTS_LEFT_OUT']);
  expect(rows).toMatchObject([
    { timeUs: T0, level: 'ERROR', service: 'checkout', fields: { 'order.id': '9007199254740993', uuid: '01990e5a' } },
    { timeUs: 1_788_256_802_000_000, level: 'INFO', service: 'web', message: 'started' },
  ]);
  expect(rows[0].message).toContain('payment "8841" failed,\nat once');
});

test('kubectl, journald and Docker are formats of lines: their bytes stay what they are', async () => {
  const kubectl = '2026-09-01T10:00:01.250000001Z ERROR payment 8841 failed\n2026-09-01T10:00:02.000000007Z INFO order placed\n';
  expect((await read('kubectl.log', kubectl)).rows).toMatchObject([{ timeUs: T0, level: 'ERROR' }, { level: 'INFO' }]);
  const journal = Array.from({ length: 20 }, (_, index) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: String(T0 + index),
      PRIORITY: index % 2 === 0 ? '3' : '6',
      SYSLOG_IDENTIFIER: 'checkout',
      MESSAGE: `payment ${index} done`,
      _PID: '812',
    }),
  );
  const { rows, source } = await read('journal.json', `${journal.join('\n')}\n`);
  expect(source.formatTitle).toBe('JSON lines');
  expect(rows.slice(0, 2)).toMatchObject([
    { timeUs: T0, level: 'ERROR', service: 'checkout', message: 'payment 0 done' },
    { timeUs: T0 + 1, level: 'INFO' },
  ]);
});

test('a document that is damaged says so; a file read as text stays as it is', async () => {
  const { source } = await read('cut.json', JSON.stringify({ events: [EVENT, EVENT] }, undefined, 2).slice(0, -20));
  expect([source.state, source.problem?.code]).toEqual(['failed', 'UNREADABLE_SOURCE']);
  const file = path.join(engine.folder, 'raw.json');
  writeFileSync(file, `${OTLP}\n`);
  expect((await readAll(engine.client, [file], { format: 'json-lines' })).totals.records).toBe(1);
});
