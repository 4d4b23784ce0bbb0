import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isoOfUs } from '../../engine/base/time.ts';
import { type AskEvent, askApi } from '../../engine/contract/ask.ts';
import type { ModelSettings } from '../../engine/contract/models.ts';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { answerJson, type ModelBehaviour } from '../servers/model-behaviour.ts';
import { playOllama } from '../servers/ollama-server.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { readSources } from './read-sources.ts';

let engine: TestEngine;
let defaults: ModelSettings;
let investigationId = '';
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  engine = openEngine();
  defaults = (await engine.client.getModelSettings({})).settings;
  const { files } = generateIncident(path.join(engine.folder, 'sample'));
  investigationId = await readSources(
    engine.client,
    files.map(({ path: file, timeZone }) => ({ path: file, options: { timeZone } })),
  );
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await engine.client.putModelSettings({ settings: defaults });
});
afterAll(() => engine.close());

async function ask(question: string): Promise<AskEvent[]> {
  const events: AskEvent[] = [];
  for await (const event of engine.client.ask({ filter: { investigationId }, question })) {
    expect(askApi.ask.item.safeParse(event).error).toBeUndefined();
    events.push(event);
  }
  return events;
}
const of = <Kind extends AskEvent['kind']>(events: readonly AskEvent[], kind: Kind) =>
  events.filter((event): event is Extract<AskEvent, { kind: Kind }> => event.kind === kind);
const headline = (events: readonly AskEvent[]) => of(events, 'headline')[0]?.statement.text;

async function withOllama(...behaviours: ModelBehaviour[]) {
  const server = await playOllama(behaviours);
  closing.push(server.close);
  await engine.client.putModelSettings({
    settings: { ...defaults, provider: 'ollama', ollama: { address: server.url, model: 'qwen3:8b' } },
  });
  return server;
}

test.each([
  ['how many fatal errors in postgres?', 'service:postgresql level:fatal', '214 records.'],
  ['when did "price cache refreshed" last happen', '"price cache refreshed"', 'Last at 14:30:55.200: “price cache refreshed region=apac'],
  ['which services logged errors after 14:31?', 'level>=error', 'checkout (2,926), payments (1,754), edge-gateway (852)'],
  ['when was the first pool exhausted', 'pool exhausted', 'First at 14:31:10.127: “acquire connection: pool exhausted'],
])('without a model "%s" is read as %s and answered: %s', async (question, query, answer) => {
  const events = await ask(question);
  expect(of(events, 'read')[0].query).toBe(query);
  expect(headline(events)).toContain(answer);
  const [{ checks }] = of(events, 'checked');
  expect([checks.citedFound, checks.numbersFound, checks.withheld]).toEqual([checks.cited, checks.numbers, 0]);
  for (const { statement } of of(events, 'statement')) expect(statement.evidence.length).toBeGreaterThan(0);
});

test('words that stand in no record are read by meaning, and that is said', async () => {
  const [read] = of(await ask('too many connections between 14:30 and 14:53'), 'read');
  expect(read.meant[0]).toContain('remaining connection slots');
  expect(read.query).toMatch(/^pattern:/);
  expect([isoOfUs(read.range?.fromUs ?? 0), read.unread]).toEqual(['2026-09-14T14:30:00.000Z', undefined]);
});

test('where no record matches, what stands in the way is counted', async () => {
  const events = await ask('fatal errors in checkout');
  expect(headline(events)).toBeUndefined();
  expect(of(events, 'missing')[0].text).toMatch(
    /^No record matches; all 110,486 were searched\. There would be 214 records without service:checkout and 34,203 records without level:fatal\.$/,
  );
});

test('a model makes the query and words the answer, within the evidence', async () => {
  const server = await withOllama(
    { kind: 'says', text: '{"query":"service:postgresql level:fatal","from":"2026-09-14T14:00:00Z","until":"2026-09-14T15:00:00Z"}' },
    {
      kind: 'says',
      text: answerJson(
        [
          ['The database refused 214 connections.', [1]],
          ['A ray hit it.', [77]],
        ],
        'Why.',
      ),
    },
  );
  const events = await ask('did the database refuse anybody between two and three?');
  expect(of(events, 'read')[0]).toMatchObject({
    query: 'service:postgresql level:fatal',
    range: { fromUs: Date.UTC(2026, 8, 14, 14) * 1_000 },
  });
  expect(headline(events)).toBe('The database refused 214 connections.');
  expect(of(events, 'checked')[0].checks).toMatchObject({ withheld: 1, numbersFound: 1, numbers: 1 });
  expect(of(events, 'prompt').map(({ prompt }) => prompt.version)).toEqual(['translate-1', 'answer-1']);
  expect(server.questions[0].messages[1].content).toContain('Services: checkout, edge-gateway');
  expect(server.questions[0].messages[1].content).not.toContain('remaining connection slots');
});

test('a query that does not parse is sent back once, then rules read the question', async () => {
  const server = await withOllama({ kind: 'says', text: '{"query":"level:("}' });
  const events = await ask('how many fatal errors in postgres?');
  expect(server.questions).toHaveLength(2);
  expect(server.questions[1].messages.at(-1)?.content).toContain('the query does not parse');
  expect(of(events, 'fallback')[0]).toMatchObject({
    reason: 'invalid',
    message: expect.stringMatching(/twice: .*Rules answer instead\.$/),
  });
  expect(headline(events)).toBe('214 records.');
});

test('a hosted model is told nothing without consent', async () => {
  const hosted = { address: 'http://192.0.2.1:9/v1', model: 'gpt-test' };
  await engine.client.putModelSettings({ settings: { ...defaults, provider: 'hosted', hosted } });
  const events = await ask('how many fatal errors in postgres?');
  expect([of(events, 'prompt')[0].sent, of(events, 'fallback')[0].reason, headline(events)]).toEqual([false, 'no-consent', '214 records.']);
  expect(await engine.client.listDepartures({})).toEqual({ departures: [] });
});
