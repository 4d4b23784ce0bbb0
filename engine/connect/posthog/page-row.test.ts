import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { parseExact } from '../exact-json.ts';
import { RecordLines } from '../record-line.ts';
import { LogRow } from './answers.ts';
import { PageRow } from './page-row.ts';
import { PlainRow } from './plain-row.ts';
import { frameOf } from './row-page.ts';
import { recordOfRow } from './row-record.ts';

const ROW = {
  uuid: '01990e5a-7c1b-7d40-9a52-000000000001',
  timestamp: '2026-09-01T10:00:00.000123+00:00',
  observed_timestamp: '2026-09-01 10:00:01.5',
  body: 'paid "twice"\n\tby Zoë',
  severity_text: 'ERROR',
  severity_number: 17,
  level: 'error',
  trace_id: '4BF92F3577B34DA6A3CE929D0E0E4736',
  span_id: '0000000000000000',
  attributes: { 'order.id': '9007199254740993', retry: 'true', level: 'high', none: null, empty: '' },
  resource_attributes: { 'service.name': 'checkout', 'k8s.pod': 'a' },
  resource_fingerprint: '14023981172263904417',
  instrumentation_scope: 'app@2.4.0',
  event_name: '',
  live_logs_checkpoint: null,
};

const parsedLine = (row: string): string => {
  const lines = new RecordLines();
  lines.add(recordOfRow(LogRow.parse(parseExact(row))));
  return Buffer.from(lines.take().lines).toString();
};

const rowAsPage = (row: string) => {
  const bytes = Buffer.from(`{"results":[${row}]}`);
  return { bytes, start: frameOf(bytes).rows?.from ?? -1 };
};

const linesOf = (rows: readonly string[]): string[] => {
  const pageRow = new PageRow();
  return rows.map((row) => {
    const lines = new RecordLines();
    const { bytes, start } = rowAsPage(row);
    const until = frameOf(bytes).rows?.until ?? -1;
    expect(pageRow.read(bytes, start, until)).toBe(until);
    pageRow.addTo(lines);
    return Buffer.from(lines.take().lines).toString();
  });
};

const isPlain = (row: string): boolean => {
  const { bytes, start } = rowAsPage(row);
  return new PlainRow().read(bytes, start) >= 0;
};

test.each<[string, object, boolean]>([
  ['a row as the service writes it', {}, true],
  ['a row that lacks everything it may', { body: null, severity_text: null, level: null, trace_id: null, attributes: null }, true],
  ['a row without resource', { resource_attributes: undefined, service_name: 'web' }, true],
  ['a service without name', { resource_attributes: { 'service.name': '' }, service_name: 'web' }, true],
  ['an unknown level', { severity_text: 'notice' }, true],
  ['fields that are not known', { more: { of: ['this', { and: '}"]' }] } }, true],
  ['attributes that are no texts', { attributes: { n: 1.5, b: true, o: { a: [1] } } }, false],
  ['a name that the record and its resource have', { resource_attributes: { retry: 'false' } }, false],
  ['a name that a line has of its own', { attributes: { uuid: 'x', trace_id: 'y' } }, false],
  ['names that look like numbers', { attributes: { b: '1', 7: '2', 3: '3' } }, false],
  ['control characters', { body: 'a\u0001b' }, false],
  ['a time that is none', { timestamp: 'yesterday "' }, true],
  ['identifiers that are none', { trace_id: 'É', span_id: 'x' }, true],
])('%s gives the line that parsing gives', (_name, change, expected) => {
  const row = JSON.stringify({ ...ROW, ...change });
  expect([linesOf([row]), isPlain(row)]).toEqual([[parsedLine(row)], expected]);
});

test.each([
  ['escapes that need not be', JSON.stringify(ROW).replace('Zo', '\\u005ao').replace('paid', 'p\\/aid')],
  ['white space', JSON.stringify(ROW, undefined, 2)],
  ['a key that comes twice', JSON.stringify(ROW).replace('"event_name"', '"body":"later","event_name"')],
  ['an attribute that comes twice', JSON.stringify(ROW).replace('"retry"', '"order.id":"2","retry"')],
  ['resource before attributes', JSON.stringify(Object.fromEntries(Object.entries(ROW).toReversed()))],
  ['a number of twenty digits', JSON.stringify(ROW).replace('"14023981172263904417"', '14023981172263904417')],
])('%s gives the line that parsing gives', (_name, row) => {
  expect(linesOf([row])).toEqual([parsedLine(row)]);
});

test('rows of changing names and texts give what parsing gives', () => {
  const random = randomOf(11);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  const names = ['a', 'b.c', 'level', 'é', 'q"q', 'uuid', 'service.name', '12', 'trace_id', '__x', 'otel.scope'];
  const texts = ['', 'x', 'ü €', '"', '\\', '{"a":[1,"]"]}', 'a\nb', '\u0000', '0000', 'a'.repeat(90)];
  const attributes = () => Object.fromEntries(Array.from({ length: Math.floor(random() * 4) }, () => [pick(names), pick(texts)]));
  const rows = Array.from({ length: 2_000 }, () =>
    JSON.stringify({ ...ROW, body: pick(texts), event_name: pick(texts), attributes: attributes(), resource_attributes: attributes() }),
  );
  expect(linesOf(rows)).toEqual(rows.map(parsedLine));
});

test.each([
  ['as the service sends it', '"hasMore":true,"nextCursor":"c"'],
  ['with an escape in the cursor', '"hasMore":true,"nextCursor":"c\\""'],
  ['with an object behind it', '"hasMore":true,"nextCursor":"c","more":{"results":[]}'],
  ['with a text that looks like an end', '"hasMore":true,"more":"x],","nextCursor":"c"'],
  ['with nothing known behind it', '"more":[1,[2]]'],
  ['with a list behind it', '"hasMore":true,"nextCursor":"c","more":[1]'],
])('the rows of an answer are found %s', (_name, end) => {
  const list = JSON.stringify([ROW, { ...ROW, body: '],"hasMore":false}' }]);
  const bytes = Buffer.from(`{"query":{"results":[7]},"results":${list},${end}}`);
  const { frame, rows } = frameOf(bytes);
  const { hasMore, nextCursor } = JSON.parse(bytes.toString());
  expect([frame.hasMore, frame.nextCursor]).toEqual([hasMore, nextCursor]);
  expect(bytes.toString('utf8', (rows?.from ?? 0) - 1, (rows?.until ?? 0) + 1)).toBe(list);
});

test('a later list is not taken for rows', () => {
  const bytes = Buffer.from(`{"results":[${JSON.stringify(ROW)}],"more":[{}],"hasMore":true,"nextCursor":"c"}`);
  const { frame, rows = { from: 0, until: 0 } } = frameOf(bytes);
  expect(frame).toEqual({ hasMore: true, nextCursor: 'c' });
  expect(new PageRow().read(bytes, rows.from, rows.until)).toBe(rows.until);
  const none = frameOf(Buffer.from('{"results":[ ],"more":[1],"hasMore":true,"nextCursor":"c"}')).rows;
  expect(none?.from).toBe(none?.until);
});

test.each(['7', '{"uuid":"a"', '{"uuid":"a"} {', '{"uuid":"a",}', '{"uuid":"a"}}'])(
  'what is no row is refused with a sentence: %s',
  (row) => {
    const bytes = Buffer.from(`${row}]`);
    const refusal = (): unknown => new PageRow().read(bytes, 0, bytes.length - 1);
    expect(refusal).toThrow(/^PostHog answered in a shape this Logsift does not know/);
  },
);

test('an answer that is cut anywhere is no answer', () => {
  const whole = Buffer.from(JSON.stringify({ results: [ROW], hasMore: true, nextCursor: 'a"]}' }));
  expect(frameOf(whole).frame).toEqual({ hasMore: true, nextCursor: 'a"]}' });
  for (let cut = 0; cut < whole.length; cut++) expect(() => frameOf(whole.subarray(0, cut))).toThrow(SyntaxError);
});
