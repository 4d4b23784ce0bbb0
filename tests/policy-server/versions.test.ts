import { expect, test } from 'vitest';
import { dropPolicy, samplePolicy, startTestServer } from './test-server.ts';

const URL = '/api/v1/policies/checkout';
const ids = (body: { policies: { id: string }[] }) => body.policies.map(({ id }) => id);

test('a published version is what clients get, and 304 until the next one', async () => {
  const { call, keys } = await startTestServer();
  const empty = await call('GET', URL, { key: keys.read });
  expect([empty.status, empty.body]).toEqual([200, expect.objectContaining({ service: 'checkout', version: 0, policies: [] })]);

  const published = await call('POST', URL, { body: { policies: [samplePolicy('a', 10)], reason: 'first set', author: 'm.okafor' } });
  expect([published.status, published.body.version, published.body.stage, published.body.author]).toEqual([201, 1, 'active', 'm.okafor']);

  const first = await call('GET', URL, { key: keys.read });
  expect([ids(first.body), first.headers.etag]).toEqual([['a'], published.body.etag]);
  const tag = String(first.headers.etag);
  for (const asked of [tag, `W/${tag}`, `"x", ${tag}`, '*'])
    expect((await call('GET', URL, { headers: { 'if-none-match': asked } })).status, asked).toBe(304);

  await call('POST', URL, { body: { policies: [samplePolicy('a', 5)], reason: 'harder' } });
  const second = await call('GET', URL, { headers: { 'if-none-match': tag } });
  expect([second.status, second.body.version, second.body.policies[0].log_sampling.probability.percentage]).toEqual([200, 2, 5]);
});

test('one bad policy refuses the whole set, with everything that is wrong and where', async () => {
  const { call } = await startTestServer();
  const bad = {
    id: 'bad',
    log_filter: { matches: [{ target: { record_field: 'LOG_RECORD_FIELD_BODY' }, predicate: { regex: '(' } }], action: 'ACTION_DROP' },
  };
  const answer = await call('POST', URL, {
    body: { policies: [dropPolicy('a'), bad, { id: 'empty' }, dropPolicy('c'), samplePolicy('z', 0)], reason: 'x' },
  });
  expect([answer.status, answer.body.error.code]).toEqual([422, 'BAD_POLICY']);
  expect(answer.body.error.details).toEqual([
    expect.stringMatching(/^policies\[1\]\.log_filter\.matches\[0\]\.predicate\.regex: not an RE2 expression/),
    expect.stringMatching(/^policies\[2\]\./),
    expect.stringMatching(/^policies\[4\]\.log_sampling\.probability\.percentage/),
  ]);
  const twice = await call('POST', URL, { body: { policies: [dropPolicy('a'), dropPolicy('a')], reason: 'x' } });
  expect(twice.body.error.details).toEqual([expect.stringContaining('"a" is the id of')]);
  expect((await call('GET', '/api/v1/services')).body.services).toEqual([]);
});

test('versions are history: author, reason, stages, comparison, and a rollback is a new version', async () => {
  const server = await startTestServer();
  const { call } = server;
  await call('POST', URL, { body: { policies: [samplePolicy('a', 10), dropPolicy('b')], reason: 'first' } });
  server.nowMs += 60_000;
  await call('POST', URL, { body: { policies: [samplePolicy('a', 1), dropPolicy('c')], reason: 'second', based_on: 1 } });
  const compared = (await call('GET', `${URL}/compare?from=1&to=2`)).body;
  expect([compared.added.map((p: { id: string }) => p.id), compared.removed.map((p: { id: string }) => p.id), compared.unchanged]).toEqual([
    ['c'],
    ['b'],
    0,
  ]);
  expect(compared.changed).toMatchObject([{ id: 'a', fields: ['log_sampling.probability.percentage', 'log_sampling.probability.th'] }]);

  const stale = await call('POST', URL, { body: { policies: [], reason: 'third', based_on: 1 } });
  expect([stale.status, stale.body.error.code]).toEqual([409, 'CONFLICT']);

  const back = await call('POST', `${URL}/rollback`, { body: { to_version: 1, reason: 'hid a payment error' } });
  expect([back.status, back.body.version, back.body.rollback_of]).toEqual([201, 3, 1]);
  expect(ids((await call('GET', URL)).body)).toEqual(['a', 'b']);

  const history = (await call('GET', `${URL}/history`)).body;
  expect(history.versions.map((v: { version: number; stage: string; reason: string }) => [v.version, v.stage, v.reason])).toEqual([
    [3, 'active', 'hid a payment error'],
    [2, 'retired', 'second'],
    [1, 'retired', 'first'],
  ]);
  expect(history.versions[2].stages.map((s: { stage: string }) => s.stage)).toEqual(['active', 'retired']);
  const page = (await call('GET', `${URL}/history?limit=1&before=3`)).body;
  expect([page.versions[0].version, page.next_before]).toEqual([2, 2]);
  expect((await call('POST', `${URL}/rollback`, { body: { to_version: 9, reason: 'x' } })).status).toBe(404);
});

test('safety rules that a policy breaks by what it says come back as warnings, unless they were set aside', async () => {
  const { call } = await startTestServer();
  const broad = {
    id: 'broad',
    log_filter: { matches: [{ target: { record_field: 'LOG_RECORD_FIELD_BODY' }, predicate: { regex: 'a' } }], action: 'ACTION_DROP' },
  };
  const overrides = [{ rule: 3, reason: 'looked at' }];
  const known = { ...broad, id: 'known', control: { state: 'active', overrides } };
  const { body } = await call('POST', URL, { body: { policies: [broad, known], reason: 'x' } });
  const rulesOf = (id: string) =>
    body.warnings.filter((text: string) => text.startsWith(`"${id}"`)).map((text: string) => /rule (\d+)/.exec(text)?.[1]);
  expect([rulesOf('broad'), rulesOf('known')]).toEqual([['2', '3'], ['2']]);
});

test('nothing can change or delete a version that is stored', async () => {
  const { call, storage, folder } = await startTestServer();
  await call('POST', URL, { body: { policies: [dropPolicy('a')], reason: 'first' } });
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(`${folder}/server.db`);
  for (const sql of [
    "UPDATE version SET content = '[]'",
    'DELETE FROM version',
    "UPDATE stage_change SET stage = 'draft'",
    'DELETE FROM stage_change',
  ])
    expect(() => database.exec(sql), sql).toThrow(/never/);
  database.close();
  expect(storage.versions.version({ tenant: 'shop', service: 'checkout' }, 1)?.policies).toBe(1);
});

test('a version goes from draft over shadow and canary to active, and each gets it whom it concerns', async () => {
  const { call } = await startTestServer();
  await call('POST', URL, { body: { policies: [dropPolicy('old')], reason: 'old' } });
  await call('POST', URL, { body: { policies: [dropPolicy('new')], reason: 'new', stage: 'draft' } });
  const stage = (version: number, to: string, more = {}) =>
    call('POST', `${URL}/versions/${version}/stage`, { body: { stage: to, reason: to, ...more } });
  const got = async (query = '') => ids((await call('GET', `${URL}${query}`)).body)[0];

  expect([await got(), await got('?mode=shadow')]).toEqual(['old', 'old']);
  expect((await stage(2, 'shadow')).body.stage).toBe('shadow');
  expect([await got(), await got('?mode=shadow')]).toEqual(['old', 'new']);

  await stage(2, 'canary', { percent_of_instances: 30 });
  const shares = await Promise.all(Array.from({ length: 400 }, (_, n) => got(`?instance=pod-${n}`)));
  const canaries = shares.filter((id) => id === 'new').length;
  expect(canaries).toBeGreaterThan(80);
  expect(canaries).toBeLessThan(160);
  await stage(2, 'canary', { percent_of_instances: 60 });
  const wider = await Promise.all(Array.from({ length: 400 }, (_, n) => got(`?instance=pod-${n}`)));
  expect(shares.every((id, n) => id !== 'new' || wider[n] === 'new')).toBe(true);
  expect(await got()).toBe('old');

  await stage(2, 'active');
  expect(await got('?instance=pod-1')).toBe('new');
  const wrong = await stage(1, 'active');
  expect([wrong.status, wrong.body.error.message]).toEqual([409, expect.stringContaining('is retired and cannot become active')]);
});

test('a policy that ends is left out from then on, and one that drops gets an end', async () => {
  const server = await startTestServer();
  const { call } = server;
  const control = { state: 'active', expires_at: '2026-11-25T12:10:00Z' };
  const { body } = await call('POST', URL, { body: { policies: [dropPolicy('short', { control }), dropPolicy('long')], reason: 'x' } });
  expect(body.notes).toEqual(['"long" drops and names no end: it ends on 2026-12-25, after 30 days']);
  const first = await call('GET', URL);
  expect(ids(first.body)).toEqual(['short', 'long']);
  expect(JSON.stringify(first.body)).not.toContain('control');
  server.nowMs = Date.parse('2026-11-25T12:10:00Z');
  const second = await call('GET', URL, { headers: { 'if-none-match': String(first.headers.etag) } });
  expect([second.status, ids(second.body)]).toEqual([200, ['long']]);
  server.nowMs += 31 * 86_400_000;
  expect(ids((await call('GET', URL)).body)).toEqual([]);
});

test('the emergency brake and a deletion both leave an empty set, and both can be taken back', async () => {
  const { call } = await startTestServer();
  await call('POST', URL, { body: { policies: [dropPolicy('a')], reason: 'x' } });
  const off = await call('POST', '/api/v1/services/checkout/disable', { body: { reason: 'payments look odd' } });
  expect([off.status, off.body.enabled, ids((await call('GET', URL)).body)]).toEqual([200, false, []]);
  await call('POST', '/api/v1/services/checkout/enable', { body: { reason: 'it was something else' } });
  expect(ids((await call('GET', URL)).body)).toEqual(['a']);
  const removed = await call('DELETE', `${URL}?reason=over`);
  expect([removed.status, removed.body.version, ids((await call('GET', URL)).body)]).toEqual([200, 2, []]);
  expect((await call('DELETE', '/api/v1/policies/unknown')).status).toBe(404);
});
