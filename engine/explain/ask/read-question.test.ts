import { expect, test } from 'vitest';
import { formatQuery } from '../../base/filter/format.ts';
import { isoOfUs } from '../../base/time.ts';
import { readQuestion } from './read-question.ts';

const at = (clock: string): number => Date.parse(`2026-09-14T${clock}Z`) * 1_000;
const KNOWN = {
  services: ['payments', 'checkout', 'postgresql', 'edge-gateway', 'inventory-worker'],
  fields: ['status', 'path', 'pod', 'trace', 'version'],
  range: { fromUs: at('13:40:00'), untilUs: at('15:20:00') },
  timeZone: 'UTC',
};

test.each([
  ['how many errors in payments?', 'service:payments level>=error', undefined, 'count', ''],
  ['errors and warnings of checkout between 14:30 and 14:52', 'service:checkout level>=warn', ['14:30:00', '14:52:00'], 'records', ''],
  ['when did "pool exhausted" first happen', '"pool exhausted"', undefined, 'first', ''],
  ['which services logged fatal errors after 14:31:05', 'level:fatal', ['14:31:05', '15:20:00'], 'services', ''],
  ['show me status 503 in the last 10 minutes', 'status:503', ['15:10:00', '15:20:00'], 'records', ''],
  ['what happened at 14:31', '', ['14:31:00', '14:32:00'], 'records', ''],
  ['was the database unreachable around 2:31 pm', '', ['14:26:00', '14:36:00'], 'records', 'database unreachable'],
  ['trace e06556af4eee89ff48b1b1c309ed72ac', 'trace:e06556af4eee89ff48b1b1c309ed72ac', undefined, 'records', ''],
  ['postgres warnings before 14:00', 'service:postgresql level:warn', ['13:40:00', '14:00:00'], 'records', ''],
  ['version 4.18.0', 'version:4.18.0', undefined, 'records', ''],
  ['why could customers not pay?', '', undefined, 'records', 'customers pay'],
  ['path is /api/cart in the first hour', 'path:/api/cart', ['13:40:00', '14:40:00'], 'records', ''],
])('%s', (question, query, clocks, wanted, rest) => {
  const read = readQuestion(question, KNOWN);
  const range = read.range && [isoOfUs(read.range.fromUs).slice(11, 19), isoOfUs(read.range.untilUs).slice(11, 19)];
  expect([formatQuery(read.node), range, read.wanted, read.rest]).toEqual([query, clocks, wanted, rest]);
});

test('clock times are those of the zone that is shown, on the day of the log', () => {
  const { range } = readQuestion('after 16:31', { ...KNOWN, timeZone: 'Europe/Berlin' });
  expect(range).toEqual({ fromUs: at('14:31:00'), untilUs: at('15:20:00') });
});

test('what was read stands beside the words it was read from', () => {
  expect(readQuestion('errors in payments after 14:31', KNOWN).parts).toEqual([
    { words: 'after 14:31', query: '' },
    { words: 'payments', query: 'service:payments' },
    { words: 'errors', query: 'level>=error' },
  ]);
});
