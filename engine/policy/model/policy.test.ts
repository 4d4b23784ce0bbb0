import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { durationMs, durationText } from './duration.ts';
import { policySetJsonSchema } from './json-schema.ts';
import { actionOf, POLICY_FORMAT, PolicySet } from './policy.ts';
import { checkPolicy, readPolicySet } from './read-policies.ts';
import { withoutControl, writePolicySet } from './write-policies.ts';

const HEAD = `format: ${POLICY_FORMAT}\nservice: checkout-api\nversion: 7\n`;
const EXAMPLE = `${HEAD}policies:
  - id: keep-errors
    name: Never touch errors
    labels: {kind: guard}
    log_filter:
      matches:
        - {target: {record_field: LOG_RECORD_FIELD_SEVERITY_NUMBER}, predicate: {gte: 17}}
      action: ACTION_KEEP
  - id: sample-cache
    description: 1.9 M lines a day, never queried
    log_sampling:
      matches:
        - {target: {resource_attribute: service.name}, predicate: {equals: checkout-api}}
        - {target: {log_attribute: {path: [http, status]}}, predicate: {lt: 500}}
        - {target: {record_field: LOG_RECORD_FIELD_BODY}, predicate: {regex: '\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\z'}}
      probability: {percentage: 10, fallback_key: {log_attribute: ["request_id"]}, no_key: random}
    control:
      state: active
      expires_at: 2027-01-31T00:00:00Z
      evidence: {window: "2026-11-01T00:00Z/2026-11-08T00:00Z", lines: 13300000, bytes: 1915200000, template: "cache refreshed", sample_lines: 20}
      rollout: {stage: canary, percent_of_instances: 10}
`;

test('a set is read from YAML with its defaults, and every way to write a path is the same list', () => {
  const { set, broken } = readPolicySet(EXAMPLE, 'checkout.yaml');
  expect(broken).toEqual([]);
  expect(set.policies.map((policy) => [policy.id, actionOf(policy), policy.enabled])).toEqual([
    ['keep-errors', 'keep', true],
    ['sample-cache', 'probability', true],
  ]);
  const sampling = set.policies[1].log_sampling;
  expect(sampling?.matches.map(({ target }) => target)).toEqual([
    { resource_attribute: ['service.name'] },
    { log_attribute: ['http', 'status'] },
    { record_field: 'LOG_RECORD_FIELD_BODY' },
  ]);
  expect(sampling?.probability).toMatchObject({ key: { record_field: 'LOG_RECORD_FIELD_TRACE_ID' }, no_key: 'random', precision: 4 });
  expect(set.policies[1].control?.expires_at).toBe('2027-01-31T00:00:00Z');
});

test('what is written is read as the same set, in YAML and in JSON', () => {
  const { set } = readPolicySet(EXAMPLE, 'x');
  for (const form of ['yaml', 'json'] as const) expect(readPolicySet(writePolicySet(set, form), 'y').set).toEqual(set);
  expect(JSON.stringify(withoutControl(set))).not.toContain('expires_at');
});

test('proposals are read with the proof that stands beside them, nothing else unknown is', () => {
  const file = { format: POLICY_FORMAT, service: 'all', version: 1, policies: [], simulation: { records: {} } };
  expect(readPolicySet(JSON.stringify(file), 'x').set).toEqual({ format: POLICY_FORMAT, service: 'all', version: 1, policies: [] });
  expect(() => readPolicySet(JSON.stringify({ ...file, simulations: 1 }), 'x')).toThrow('simulations');
});

test('a broken policy says all that is wrong with it and where, and the others are read', () => {
  const { set, broken } = readPolicySet(
    `${HEAD}policies:
  - {id: no-matcher, log_filter: {matches: [], action: ACTION_DROP}}
  - id: two
    log_filter:
      matches:
        - {target: {record_field: LOG_RECORD_FIELD_BODY, scope_field: SCOPE_FIELD_NAME}, predicate: {}}
        - {target: {log_attribute: []}, predicate: {exists: {}}}
      action: ACTION_DROP
  - id: bad-regex
    log_filter: {matches: [{target: {record_field: LOG_RECORD_FIELD_BODY}, predicate: {regex: '(a'}}], action: ACTION_DROP}
  - id: look-ahead
    log_filter: {matches: [{target: {record_field: LOG_RECORD_FIELD_BODY}, predicate: {regex: 'a(?=b)'}}], action: ACTION_DROP}
  - {id: nothing, log_transform: {matches: [{target: {log_attribute: a}, predicate: {exists: {}}}]}}
  - {id: zero, log_sampling: {matches: [{target: {log_attribute: a}, predicate: {exists: {}}}], probability: {percentage: 0}}}
  - {id: good, log_filter: {matches: [{target: {log_attribute: a}, predicate: {exists: {}}}], action: ACTION_DROP}}
  - {id: good, log_filter: {matches: [{target: {log_attribute: b}, predicate: {exists: {}}}], action: ACTION_DROP}}
  - {id: idle}
`,
    'x',
  );
  expect(set.policies.map(({ id }) => id)).toEqual(['good']);
  expect(broken.map(({ id, errors }) => [id, ...errors])).toEqual([
    ['no-matcher', 'log_filter.matches: needs at least one matcher'],
    [
      'two',
      'log_filter.matches[0].target: needs exactly one of resource_attribute, scope_attribute, scope_field, log_attribute, record_field; there are scope_field and record_field',
      'log_filter.matches[0].predicate: needs exactly one of exists, equals, regex, gt, gte, lt, lte, contains; there is none',
      expect.stringMatching(/^log_filter\.matches\[1\]\.target\.log_attribute: /),
    ],
    ['bad-regex', expect.stringMatching(/^log_filter\.matches\[0\]\.predicate\.regex: not an RE2 expression: /)],
    ['look-ahead', expect.stringMatching(/^log_filter\.matches\[0\]\.predicate\.regex: not an RE2 expression: /)],
    ['nothing', 'log_transform: needs at least one operation'],
    ['zero', 'log_sampling.probability.percentage: must be above 0; to keep nothing, use a log_filter with ACTION_DROP'],
    ['good', 'id: "good" is the id of an earlier policy'],
    ['idle', expect.stringContaining('needs exactly one of log_filter')],
  ]);
});

test.each([
  ['not YAML at all: [', /BAD_POLICY|line 1/],
  ['just words', /"format" is missing/],
  ['format: something-else/1', /"format" is "something-else\/1"/],
  [`format: ${POLICY_FORMAT}\nversion: 1\npolicies: []`, /service/],
  [`${HEAD}policies: none`, /"policies" is no list/],
])('%j is no policy set, and the message says why', (text, message) => {
  expect(() => readPolicySet(text, 'a.yaml')).toThrow(
    expect.objectContaining({ code: 'BAD_POLICY', message: expect.stringMatching(message) }),
  );
});

test('ids are unique where a whole set is checked at once', () => {
  const policy = checkPolicy({
    id: 'a',
    log_filter: { matches: [{ target: { log_attribute: 'a' }, predicate: { exists: {} } }], action: 'ACTION_KEEP' },
  }).policy;
  const result = PolicySet.safeParse({ format: POLICY_FORMAT, service: 's', version: 1, policies: [policy, policy] });
  expect(result.error?.issues.map(({ path }) => path)).toEqual([['policies', 1, 'id']]);
});

test('durations are whole numbers with a unit', () => {
  expect(['1s', '500ms', '5m', '1d'].map(durationMs)).toEqual([1_000, 500, 300_000, 86_400_000]);
  expect([1_000, 500, 300_000, 86_400_000].map(durationText)).toEqual(['1s', '500ms', '5m', '1d']);
});

test('the JSON Schema in the resources is the one of the code', () => {
  const stored: unknown = JSON.parse(readFileSync(new URL('../../../resources/policies/policy-set.schema.json', import.meta.url), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(policySetJsonSchema())));
});
