import { expect, test } from 'vitest';
import { randomOf } from '../support/random.ts';
import { dropPolicy, startTestServer } from './test-server.ts';

const SEED = 20_261_125;

const GOOD: Readonly<Record<string, unknown>> = {
  '/api/v1/policies/checkout': { policies: [dropPolicy('a')], reason: 'x', stage: 'canary', percent_of_instances: 5, based_on: 0 },
  '/api/v1/policies/checkout/rollback': { to_version: 1, reason: 'x' },
  '/api/v1/policies/checkout/versions/1/stage': { stage: 'retired', reason: 'x' },
  '/api/v1/policies/checkout/stats': { instance: 'i', sequence: 1, policies: { a: { hit: 1, suppressed: { drop: 1 } } } },
  '/api/v1/patterns/stats': {
    service: 'checkout',
    from: '2026-11-25T11:00:00Z',
    until: '2026-11-25T11:01:00Z',
    patterns: [{ id: 'p', template: 't', level: 'INFO', count: 1, bytes: 2 }],
  },
  '/v1/policy/sync': {
    client_metadata: {
      resource_attributes: [
        { key: 'service.name', value: { string_value: 'checkout' } },
        { key: 'service.instance.id', value: { stringValue: 'pod-1' } },
      ],
    },
    policy_statuses: [{ id: 'a', match_hits: '3', match_misses: 1, errors: ['x'] }],
  },
  '/api/v1/services/checkout/disable': { reason: 'x' },
  '/api/v1/webhooks': { url: 'https://hooks.example/x', format: 'slack', events: ['anomaly.found'] },
};

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  0.5,
  '',
  'x',
  '\u0000',
  '\ud800',
  '__proto__',
  'a'.repeat(70_000),
  [],
  {},
  [[]],
  { a: {} },
  { constructor: 1 },
  '2026-13-45T99:00:00Z',
];

/** A value like the given one with something odd in one or two places. */
function mutated(value: unknown, random: () => number): unknown {
  const odd = (): unknown => ODD[Math.floor(random() * ODD.length)];
  if (random() < 0.15) return odd();
  if (Array.isArray(value)) {
    if (random() < 0.1) return [...value, odd()];
    return value.map((item) => (random() < 0.6 ? mutated(item, random) : item));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(() => random() > 0.1);
    if (random() < 0.1) entries.push([String(odd()), odd()]);
    return Object.fromEntries(entries.map(([name, item]) => [name, random() < 0.5 ? mutated(item, random) : item]));
  }
  return random() < 0.3 ? odd() : value;
}

test(`bodies that are nearly right, or not at all, are never a failure of the server (seed ${SEED})`, async () => {
  const { call } = await startTestServer();
  const random = randomOf(SEED);
  const failures: string[] = [];
  const seen = new Set<number>();
  for (let round = 0; round < 600; round++) {
    const urls = Object.keys(GOOD);
    // Half of them publish: that is where most can be wrong.
    const url = random() < 0.5 ? urls[0] : urls[Math.floor(random() * urls.length)];
    const text = JSON.stringify(mutated(GOOD[url], random)) ?? '';
    const cut = random() < 0.1 ? text.slice(0, Math.floor(random() * text.length)) : text;
    const { status, body } = await call('POST', url, { body: cut });
    seen.add(status);
    if (status >= 500) failures.push(`${status} for ${url}: ${cut.slice(0, 300)} → ${JSON.stringify(body)}`);
  }
  expect(failures).toEqual([]);
  for (const status of [201, 400, 422]) expect(seen).toContain(status);
});

test.each([
  ['nested deeper than a stack', `{"policies":${'['.repeat(100_000)}${']'.repeat(100_000)},"reason":"x"}`, 400],
  ['larger than allowed', `{"reason":"${'x'.repeat(2 << 20)}"}`, 413],
  ['a prototype', '{"__proto__":{"admin":true},"policies":[],"reason":"x"}', 400],
  ['not UTF-8 text', '\u0000\u0001', 400],
  ['nothing', '', 400],
  ['a number', '12', 400],
])('a body that is %s is refused in a sentence', async (_name, body, status) => {
  const { call } = await startTestServer();
  const answer = await call('POST', '/api/v1/policies/checkout', { body });
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toMatch(/\w+ \w+/);
  expect(answer.body.error.request_id).toMatch(/^[\w-]{36}$/);
});

test.each([
  '/api/v1/policies/%00',
  '/api/v1/policies/%ff',
  `/api/v1/policies/${'x'.repeat(2_000)}`,
  '/api/v1/policies/checkout?wait=-1',
  '/api/v1/policies/checkout?mode=both',
  '/api/v1/policies/checkout?instance=a&instance=b',
  '/api/v1/policies/checkout/compare?from=1',
  '/api/v1/policies/checkout/versions/1e99',
  '/api/v1/policies/checkout/history?limit=1000000',
  '/api/v1/nothing',
  '/../../etc/passwd',
])('the address %s is a mistake of the caller', async (url) => {
  const { call } = await startTestServer();
  const { status } = await call('GET', url);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
});

test('names in other scripts and with slashes are names', async () => {
  const { call } = await startTestServer();
  for (const service of ['магазин', 'team/checkout', 'a b', '支付']) {
    const url = `/api/v1/policies/${encodeURIComponent(service)}`;
    expect((await call('POST', url, { body: { policies: [dropPolicy('a')], reason: 'x' } })).status).toBe(201);
    expect((await call('GET', url)).body.service).toBe(service);
  }
});
