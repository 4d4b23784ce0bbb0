import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, PlayedRequest } from '../servers/played-server.ts';
import { expectAccounted, expectHelpful, untilRead } from '../support/expectations.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { storedLines } from '../support/stored-lines.ts';
import { type PlayedWorld, playedWorld } from './played-world.ts';
import { FROM_US, type PlayedService, playLoki, playPosthog } from './services.ts';

/** Longer than what any of them holds at first. */
const FILTER = { fromUs: FROM_US, untilUs: FROM_US + 60_000_000 };

describe.each([
  ['posthog', playPosthog],
  ['loki', playLoki],
])('%s', (_name, play) => {
  let service: PlayedService;
  let world: PlayedWorld;
  let engine: TestEngine;
  // One engine for all: it takes longer to open and close than a pull takes.
  beforeAll(() => {
    world = playedWorld();
    engine = openEngine(1, { services: world });
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    service = await play();
    world.waits.length = 0;
  });
  afterEach(() => service.close());

  async function begin(filter = FILTER, follow = false) {
    const { client } = engine;
    const { connector, settings, key } = service;
    const { id: connectionId } = await client.saveConnection({ connector, settings, key, keep: false });
    const { id, path } = await client.createInvestigation({ name: 'Pulled' });
    const { sourceId } = await client.startPull({ investigationId: id, connectionId, filter, follow });
    return { investigationId: id, path, sourceId };
  }
  const kept = (path: string) => storedLines(path).map((line) => service.identityOf(JSON.parse(line)));

  /** Every record once, whatever went wrong. */
  async function expectAll(filter = FILTER) {
    const { investigationId, path } = await begin(filter);
    const investigation = await untilRead(engine.client, investigationId);
    const [source] = investigation.sources;
    expect([source.state, source.problem]).toEqual(['done', undefined]);
    expectAccounted(source);
    expectSame(kept(path), service.identities(filter.fromUs, filter.untilUs));
    expect(source.records).toBe(kept(path).length);
    return investigation;
  }
  /** On the second and later ones: the first page is there already. */
  const onRead = (wanted: number, fault: Fault) => {
    let reads = 0;
    service.played.fault = (request: PlayedRequest) => {
      if (!service.isRead(request)) return undefined;
      reads++;
      return reads === wanted ? fault : undefined;
    };
  };
  const refusal = (status: number, headers?: Record<string, string>): Fault => ({ kind: 'answer', status, headers, body: '' });

  test('every record comes once, with its time to the last digit', async () => {
    await expectAll();
    expect(world.waits).toEqual([]);
  });

  test('a range takes what lies in it: its beginning, not its end', async () => {
    await expectAll({ fromUs: FROM_US + 1_000_000, untilUs: FROM_US + 3_000_000 });
  });

  test.each<[string, Fault]>([
    ['429 without Retry-After', refusal(429)],
    ['502 with a page', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
    ['503', refusal(503)],
    ['500', refusal(500)],
    ['an answer cut in the middle', { kind: 'cut' }],
  ])('%s costs nothing and adds nothing', async (_fault, fault) => {
    onRead(2, fault);
    await expectAll();
  });

  test('what only this service does wrong costs nothing either', async () => {
    for (const [, fault] of service.ownFaults) {
      onRead(2, fault);
      await expectAll();
    }
  });

  test('Retry-After is obeyed, in seconds', async () => {
    onRead(2, refusal(429, { 'retry-after': '41' }));
    await expectAll();
    expect(world.waits).toEqual([41_000]);
  });

  test('a server that fails over a long time is asked for shorter ones', async () => {
    service.played.fault = (request) => (service.isRead(request) && service.spanUs(request) > 2_000_000 ? refusal(500) : undefined);
    await expectAll();
  });

  test('a clock that is wrong by an hour changes nothing', async () => {
    service.played.skewMs = 3_600_000;
    await expectAll();
  });

  test.each([[401], [403], [404]])('%i ends it at once, with a sentence that says what to do', async (status) => {
    onRead(2, refusal(status));
    const { investigationId, path } = await begin();
    const { sources, complete } = await untilRead(engine.client, investigationId);
    expect([sources[0].state, complete]).toEqual(['failed', false]);
    expectHelpful(sources[0].problem?.message, service.words[status]);
    expect(world.waits).toEqual([]);
    expectSame(kept(path), service.identities(FILTER.fromUs, FILTER.untilUs).slice(0, service.pageSize));
  });

  test('what failed goes on behind the last record that was kept', async () => {
    onRead(3, refusal(403));
    const { investigationId, path, sourceId } = await begin();
    await untilRead(engine.client, investigationId);
    const before = service.played.requests.filter((request) => service.isRead(request)).length;
    onRead(0, refusal(403));
    await engine.client.resumePull({ investigationId, sourceId });
    const { sources } = await untilRead(engine.client, investigationId);
    expect([sources[0].state, sources[0].problem, sources[0].records]).toEqual(['done', undefined, service.count]);
    expectSame(kept(path), service.identities(FILTER.fromUs, FILTER.untilUs));
    const all = service.played.requests.filter((request) => service.isRead(request)).length;
    expect(all - before).toBeLessThanOrEqual(Math.ceil(service.count / service.pageSize) - 1);
  });

  test('what stays down is given up after six tries more, and says what is in use', async () => {
    let reads = 0;
    service.played.fault = (request) => (service.isRead(request) && ++reads > 1 ? refusal(503) : undefined);
    const { investigationId } = await begin();
    const { sources } = await untilRead(engine.client, investigationId);
    expect([sources[0].state, sources[0].problem?.code]).toEqual(['failed', 'SERVICE_FAILED']);
    expectHelpful(sources[0].problem?.message, '503');
    expect(world.waits).toHaveLength(6);
  });

  test('cancelling ends the traffic while an answer is waited for', async () => {
    onRead(2, { kind: 'silent' });
    const { investigationId, path } = await begin();
    await expect.poll(() => service.played.requests.filter((request) => service.isRead(request)).length).toBe(2);
    const { sources } = await engine.client.cancelIngest({ investigationId });
    expect(sources[0].state).toBe('stopped');
    await expect.poll(() => service.played.abandoned).toBe(1);
    expectSame(kept(path), service.identities(FILTER.fromUs, FILTER.untilUs).slice(0, kept(path).length));
  });

  test('stopped and resumed in the same breath, it goes on', async () => {
    onRead(2, { kind: 'silent' });
    const { investigationId, path, sourceId } = await begin();
    await expect.poll(() => service.played.requests.filter((request) => service.isRead(request)).length).toBe(2);
    await engine.client.cancelIngest({ investigationId, sourceId });
    await engine.client.resumePull({ investigationId, sourceId });
    const { sources } = await untilRead(engine.client, investigationId);
    expect([sources[0].state, sources[0].problem]).toEqual(['done', undefined]);
    expectSame(kept(path), service.identities(FILTER.fromUs, FILTER.untilUs));
  });

  test('following brings what comes later, once, although it is asked for again and again', async () => {
    const { investigationId, path } = await begin({ fromUs: FROM_US, untilUs: Date.now() * 1000 }, true);
    const records = async () => (await engine.client.getInvestigation({ investigationId })).sources[0].records;
    await expect.poll(records).toBe(service.count);
    service.grow(2_500);
    await expect.poll(records).toBe(service.count + 2_500);
    service.grow(10);
    await expect.poll(records).toBe(service.count + 2_510);
    await engine.client.cancelIngest({ investigationId });
    expectSame(kept(path), service.identities(0, Number.MAX_SAFE_INTEGER));
  });
});

/** The same records, whatever the order of those of one time; told in a few words where they are not. */
function expectSame(stored: readonly string[], held: readonly string[]): void {
  const [kept, wanted] = [stored.toSorted(), held.toSorted()];
  const there = new Set(kept);
  const missing = wanted.filter((one) => !there.has(one)).length;
  const first = kept.findIndex((one, index) => one !== wanted[index]);
  expect({ kept: kept.length, twice: kept.length - there.size, missing, at: [first, kept[first]] }).toEqual({
    kept: wanted.length,
    twice: 0,
    missing: 0,
    at: [-1, undefined],
  });
}
