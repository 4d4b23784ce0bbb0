import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logsift } from './play-cli.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const read = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));

const record = (body: string, severityNumber: number) => ({
  timeUnixNano: '1793520000123456789',
  severityNumber,
  body: { stringValue: body },
  attributes: [],
});
const INPUT = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] },
      scopeLogs: [
        {
          scope: {},
          logRecords: [record('cache refreshed for shard 1', 9), record('order placed', 9), record('cache refreshed for shard 2', 17)],
        },
      ],
    },
  ],
};
const POLICIES = `format: otel-policy-draft/2026-09+logsampling/1
service: cart
version: 1
policies:
  - id: drop-cache
    log_filter:
      matches: [{target: {record_field: LOG_RECORD_FIELD_BODY}, predicate: {regex: '\\Acache refreshed for shard [0-9]+\\z'}}]
      action: ACTION_DROP
  - id: broken
    log_filter: {matches: [], action: ACTION_DROP}
`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-policy-'));
  writeFileSync(at('in.json'), JSON.stringify(INPUT));
  writeFileSync(at('policies.yaml'), POLICIES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('records go through policies of a YAML file: errors stay, times keep all their digits, a broken policy is named and stops nothing', () => {
  const { code, stdout, stderr } = logsift([
    'policy',
    'eval',
    '--policies',
    at('policies.yaml'),
    '--input',
    at('in.json'),
    '--output',
    at('out.json'),
    '--stats',
    at('stats.json'),
    '--signal',
    'log',
  ]);
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toBe('logsift: policy "broken" is left out: log_filter.matches: needs at least one matcher\n');
  const { attributes: _order, ...order } = record('order placed', 9);
  const { attributes: _error, ...error } = record('cache refreshed for shard 2', 17);
  expect(read('out.json')).toEqual({
    resourceLogs: [{ resource: INPUT.resourceLogs[0].resource, scopeLogs: [{ logRecords: [order, error] }] }],
  });
  expect(read('stats.json')).toEqual({
    policies: [
      { policy_id: 'broken', hits: 0, errors: ['log_filter.matches: needs at least one matcher'] },
      { policy_id: 'drop-cache', hits: 1, misses: 1 },
    ],
  });
});

test.each([
  [['policy', 'eval', '--policies', 'p', '--input', 'i'], /needs --policies FILE, --input FILE and --output FILE/],
  [['policy', 'eval', '--policies', 'p', '--input', 'i', '--output', 'o', '--signal', 'metric'], /--signal takes log/],
])('a wrong call %j ends with 2', (args, message) => {
  const { code, stderr } = logsift(args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('what is no policy set and what is no OTLP is said by name', () => {
  writeFileSync(at('none.yaml'), 'format: other');
  const noPolicies = logsift(['policy', 'eval', '--policies', at('none.yaml'), '--input', at('in.json'), '--output', at('x.json')]);
  expect([noPolicies.code, noPolicies.stderr]).toEqual([
    2,
    expect.stringMatching(/"none.yaml" cannot be read as policies.*\[BAD_POLICY\]/),
  ]);
  writeFileSync(at('lines.json'), '[1]');
  const noLogs = logsift(['policy', 'eval', '--policies', at('policies.yaml'), '--input', at('lines.json'), '--output', at('x.json')]);
  expect([noLogs.code, noLogs.stderr]).toEqual([2, expect.stringMatching(/"lines.json" holds no OTLP logs/)]);
});

test('the schema of policy files is printed', () => {
  const { code, stdout } = logsift(['policy', 'schema']);
  expect([code, JSON.parse(stdout).title]).toEqual([0, 'Logsift policy set']);
});
