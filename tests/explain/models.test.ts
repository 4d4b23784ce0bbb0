import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ExplanationEvent, explainApi } from '../../engine/contract/explain.ts';
import type { ModelChoice, ModelSettings } from '../../engine/contract/models.ts';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { answerJson, type ModelBehaviour } from '../servers/model-behaviour.ts';
import { playOllama } from '../servers/ollama-server.ts';
import { playOpenAi } from '../servers/openai-server.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { readSources } from './read-sources.ts';

let engine: TestEngine;
let defaults: ModelSettings;
let investigationId = '';
let anomalyId = '';
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  engine = openEngine();
  defaults = (await engine.client.getModelSettings({})).settings;
  const { files } = generateIncident(path.join(engine.folder, 'sample'));
  investigationId = await readSources(
    engine.client,
    files.map(({ path: file, timeZone }) => ({ path: file, options: { timeZone } })),
  );
  anomalyId = (await engine.client.listAnomalies({ filter: { investigationId } })).anomalies[0].id;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await engine.client.putModelSettings({ settings: defaults });
});
afterAll(() => engine.close());

async function explainWith(model: ModelChoice, more: { allowOnce?: boolean; signal?: AbortSignal } = {}): Promise<ExplanationEvent[]> {
  const { signal, ...input } = more;
  const events: ExplanationEvent[] = [];
  for await (const event of engine.client.explainAnomaly({ filter: { investigationId }, anomalyId, model, ...input }, { signal })) {
    expect(explainApi.explainAnomaly.item.safeParse(event).error).toBeUndefined();
    events.push(event);
  }
  return events;
}

async function withOllama(behaviours: readonly ModelBehaviour[], timeoutMs = 60_000) {
  const server = await playOllama(behaviours);
  closing.push(server.close);
  await engine.client.putModelSettings({ settings: { ...defaults, timeoutMs, ollama: { address: server.url, model: 'qwen3:8b' } } });
  return server;
}

const of = <Kind extends ExplanationEvent['kind']>(events: readonly ExplanationEvent[], kind: Kind) =>
  events.filter((event): event is Extract<ExplanationEvent, { kind: Kind }> => event.kind === kind);
const lastBy = (events: readonly ExplanationEvent[]) => of(events, 'by').at(-1)?.explainer.provider;

const GOOD = answerJson(
  [
    ['Most likely payments 4.18.0 took every connection of the database.', [2, 5]],
    ['12 pods of payments start with pool_max=40 between 14:29:48 and 14:30:29.', [1, 2]],
    ['36 s after the last start postgresql refuses connections, 214 times.', [2, 5]],
  ],
  'Why pool_max was raised.',
);

test('a local model is streamed: drafts first, then statements with evidence, what is not in the logs, checks and tokens', async () => {
  const server = await withOllama([{ kind: 'says', text: GOOD }]);
  const events = await explainWith({ provider: 'ollama' });
  const [by] = of(events, 'by');
  expect(by.explainer).toEqual({ provider: 'ollama', model: 'qwen3:8b', address: new URL(server.url).host, leavesComputer: false });
  expect(of(events, 'headline')[0].statement).toEqual({ text: expect.stringContaining('4.18.0'), evidence: [2, 5], unfound: [] });
  expect(of(events, 'statement').map(({ statement }) => [statement.evidence, statement.unfound])).toEqual([
    [[1, 2], []],
    [[2, 5], []],
  ]);
  expect(of(events, 'missing')[0].text).toBe('Why pool_max was raised.');
  expect(of(events, 'checked')[0].checks).toMatchObject({ statements: 3, withheld: 0, citedFound: 3, cited: 3 });
  expect(of(events, 'done')[0]).toMatchObject({ use: { inputTokens: 1_200, outputTokens: 42 }, firstWordMs: expect.any(Number) });
  expect(of(events, 'draft').length).toBeGreaterThan(3);
  const [question] = server.questions;
  expect(question).toMatchObject({ model: 'qwen3:8b', format: { type: 'object' }, options: { num_ctx: 8_192, temperature: 0 } });
  expect(of(events, 'prompt')[0]).toMatchObject({ sent: true, prompt: { version: 'explain-1', messages: question.messages } });
});

test.each([
  ['what the server says', 6_000, undefined, 6_000],
  ['no more than 32,768 of a larger one', 131_072, undefined, 32_768],
  ['what a person set', 6_000, 12_000, 12_000],
])('the window of a model is %s', async (_, told, set, used) => {
  const server = await playOllama([{ kind: 'says', text: GOOD }], ['qwen3:8b'], told);
  closing.push(server.close);
  const ollama = { address: server.url, model: 'qwen3:8b', contextTokens: set };
  await engine.client.putModelSettings({ settings: { ...defaults, ollama } });
  await explainWith({ provider: 'ollama' });
  expect(server.questions[0].options).toMatchObject({ num_ctx: used, num_predict: 1_500 });
});

test('into a small window goes what matters most, and what was left out is said', async () => {
  const server = await playOpenAi([{ kind: 'says', text: GOOD }], { contextTokens: 2_400 });
  closing.push(server.close);
  await engine.client.putModelSettings({ settings: { ...defaults, local: { address: server.baseUrl, model: 'gpt-test' } } });
  const [{ prompt }] = of(await explainWith({ provider: 'local' }), 'prompt');
  expect(prompt.leftOut).toMatch(/^To fit into the window of the model, left out: /);
  expect(prompt.bytes).toBeLessThan(2_400 * 2.7);
});

test('statements that cite nothing or what does not exist are withheld and counted, and invented numbers are named', async () => {
  await withOllama([
    {
      kind: 'says',
      text: answerJson([
        ['Most likely the database ran out of connections.', [5]],
        ['A cosmic ray hit rack 7.', [99]],
        ['Nobody knows.', []],
        ['It happened 9,999 times at 03:33:33.', [5]],
      ]),
    },
  ]);
  const events = await explainWith({ provider: 'ollama' });
  expect(of(events, 'statement').map(({ statement }) => statement.text)).toEqual(['It happened 9,999 times at 03:33:33.']);
  expect(of(events, 'statement')[0].statement.unfound).toEqual(['9,999', '03:33:33']);
  expect(of(events, 'draft').some(({ text }) => text.includes('cosmic') || text.includes('Nobody'))).toBe(false);
  expect(of(events, 'checked')[0].checks).toMatchObject({ statements: 2, withheld: 2, numbersFound: 0, numbers: 2 });
});

test('an answer that does not fit is asked for once more, with what was wrong', async () => {
  const server = await withOllama([
    { kind: 'says', text: '{"headline": "no object"}' },
    { kind: 'says', text: `\`\`\`json\n${GOOD}\n\`\`\`` },
  ]);
  const events = await explainWith({ provider: 'ollama' });
  expect(server.questions.map(({ messages }) => messages.length)).toEqual([2, 4]);
  expect(server.questions[1].messages[3].content).toContain('headline');
  expect(of(events, 'by').map(({ again }) => again !== undefined)).toEqual([false, true]);
  expect(of(events, 'fallback')).toEqual([]);
  expect(of(events, 'done')[0].use).toMatchObject({ inputTokens: 2_400, outputTokens: 84 });
});

test.each<[string, readonly ModelBehaviour[], string, string]>([
  ['an answer cut short', [{ kind: 'cut', text: GOOD.slice(0, 200) }], 'invalid', 'ends in the middle'],
  [
    'nothing but inventions',
    [
      {
        kind: 'says',
        text: answerJson([
          ['A ray.', [99]],
          ['Rack 7.', [98]],
        ]),
      },
    ],
    'invalid',
    'no statement cites evidence',
  ],
  ['a refusal in words', [{ kind: 'says', text: 'I cannot help with that.' }], 'refused', 'I cannot help with that.'],
  ['a broken connection', [{ kind: 'breaks', text: GOOD.slice(0, 100) }], 'failed', 'broke off'],
  ['no protocol at all', [{ kind: 'garbage' }], 'failed', 'broke off'],
  ['an error of the server', [{ kind: 'error', status: 500, message: 'llama runner process has terminated' }], 'failed', 'llama runner'],
  ['a model that is gone', [{ kind: 'error', status: 404, message: "model 'x' not found" }], 'no-model', 'not found'],
  ['a redirect elsewhere', [{ kind: 'redirects', to: 'http://192.0.2.1/api/chat' }], 'unreachable', 'cannot be reached'],
  ['silence', [{ kind: 'silent' }], 'timeout', 'gave no answer within 300 ms'],
  ['a stall in the middle', [{ kind: 'stalls', text: GOOD.slice(0, 100) }], 'timeout', 'no more of its answer'],
])('%s leads to the rules, and that is said', async (_, behaviours, reason, words) => {
  await withOllama(behaviours, 300);
  const events = await explainWith({ provider: 'ollama' });
  expect(of(events, 'fallback')).toEqual([{ kind: 'fallback', reason, message: expect.stringContaining(words) }]);
  expect(of(events, 'fallback')[0].message).toMatch(/The rules explain instead\.$/);
  expect(lastBy(events)).toBe('none');
  const lastTold = events.slice(events.findLastIndex(({ kind }) => kind === 'by'));
  expect(of(lastTold, 'headline')[0].statement.text).toContain('remaining connection slots are reserved');
});

test('a server that is not there leads to the rules', async () => {
  const server = await withOllama([]);
  await server.close();
  const events = await explainWith({ provider: 'ollama' });
  expect(of(events, 'fallback')[0]).toMatchObject({
    reason: 'unreachable',
    message: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/),
  });
});

test('leaving the explanation stops the model', async () => {
  const server = await withOllama([{ kind: 'stalls', text: GOOD.slice(0, 40) }]);
  const leave = new AbortController();
  const explaining = engine.client.explainAnomaly(
    { filter: { investigationId }, anomalyId, model: { provider: 'ollama' } },
    { signal: leave.signal },
  );
  await expect(
    (async () => {
      for await (const event of explaining) if (event.kind === 'draft') leave.abort();
    })(),
  ).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect.poll(() => server.left()).toBe(1);
});

test('a server with the OpenAI interface gets the key, answers with events, and costs what was entered', async () => {
  const server = await playOpenAi([{ kind: 'says', text: GOOD }], { key: 'sk-test-1234567890abcd' });
  closing.push(server.close);
  const hosted = { address: server.baseUrl, model: 'gpt-test', inputPrice: 2, outputPrice: 10 };
  await engine.client.putModelSettings({ settings: { ...defaults, hosted } });
  expect(of(await explainWith({ provider: 'hosted' }), 'fallback')[0]).toMatchObject({
    reason: 'failed',
    message: expect.stringContaining('does not accept the key'),
  });
  expect(await engine.client.putModelKey({ key: 'sk-test-1234567890abcd' })).toEqual({ key: { shown: 'sk-…abcd', from: 'session' } });
  const events = await explainWith({ provider: 'hosted' });
  expect(of(events, 'headline')[0].statement.text).toContain('4.18.0');
  expect(of(events, 'done')[0].use).toEqual({ inputTokens: 1_000, outputTokens: 100, cost: 0.003 });
  const again = of(await explainWith({ provider: 'hosted' }), 'done')[0];
  expect(again.totalUse?.cost).toBeCloseTo(0.006, 6);
  expect(server.authorizations.at(-1)).toBe('Bearer sk-test-1234567890abcd');
  expect(server.questions[0].response_format?.type).toBe('json_schema');
  await engine.client.putModelKey({});
});

test('a local server without structured output is asked without it, and without a key', async () => {
  const server = await playOpenAi([{ kind: 'says', text: GOOD }], { structured: false });
  closing.push(server.close);
  await engine.client.putModelSettings({ settings: { ...defaults, local: { address: server.baseUrl, model: 'any' } } });
  const events = await explainWith({ provider: 'local' });
  expect(of(events, 'fallback')).toEqual([]);
  expect(of(events, 'headline')).toHaveLength(1);
  expect(server.questions.map(({ response_format }) => response_format?.type)).toEqual(['json_schema', undefined]);
});

test.each<[string, ModelBehaviour, string]>([
  ['a refusal', { kind: 'refuses', text: 'I will not.' }, 'refused'],
  ['a broken connection', { kind: 'breaks', text: GOOD.slice(0, 60) }, 'failed'],
  ['broken events', { kind: 'garbage' }, 'failed'],
  ['too many questions', { kind: 'error', status: 429, message: 'Rate limit' }, 'failed'],
])('%s of an OpenAI server leads to the rules', async (_, behaviour, reason) => {
  const server = await playOpenAi([behaviour]);
  closing.push(server.close);
  await engine.client.putModelSettings({ settings: { ...defaults, local: { address: server.baseUrl, model: 'any' } } });
  const events = await explainWith({ provider: 'local' });
  expect(of(events, 'fallback')[0].reason).toBe(reason);
  expect(lastBy(events)).toBe('none');
});

test('nothing goes to another machine before it is allowed for this investigation, and what would be sent is shown', async () => {
  // An address of documentation: whatever is sent there arrives nowhere.
  await engine.client.putModelSettings({
    settings: { ...defaults, timeoutMs: 200, hosted: { address: 'http://192.0.2.1:9/v1', model: 'gpt-test' } },
  });
  const events = await explainWith({ provider: 'hosted' });
  const [prompt] = of(events, 'prompt');
  expect(prompt).toMatchObject({ sent: false, explainer: { leavesComputer: true, address: '192.0.2.1:9' } });
  expect(prompt.prompt.messages[1].content).toContain('remaining connection slots');
  expect(of(events, 'fallback')[0].reason).toBe('no-consent');
  expect(await engine.client.listDepartures({})).toEqual({ departures: [] });
  const named = { investigationId, address: '192.0.2.1:9' };
  await engine.client.setConsent({ ...named, allowed: true });
  expect(await engine.client.getConsent(named)).toEqual({ allowed: true });
  expect(await engine.client.getConsent({ ...named, investigationId: 'another' })).toEqual({ allowed: false });
  const allowed = await explainWith({ provider: 'hosted' });
  expect([of(allowed, 'prompt')[0].sent, of(allowed, 'fallback')[0].reason]).toEqual([true, expect.stringMatching(/timeout|unreachable/)]);
  expect((await engine.client.listDepartures({})).departures).toEqual([
    { address: '192.0.2.1:9', questions: 1, bytes: prompt.prompt.bytes, lastUs: expect.any(Number) },
  ]);
  await engine.client.setConsent({ ...named, allowed: false });
  expect(await engine.client.getConsent(named)).toEqual({ allowed: false });
});

test('which models a server has, what it pulls and how fast it is can be asked', async () => {
  const server = await withOllama([{ kind: 'says', text: '{"text":"one two three"}', outputTokens: 30 }]);
  expect(await engine.client.checkModelServer({ provider: 'ollama' })).toMatchObject({
    reachable: true,
    leavesComputer: false,
    models: [{ name: 'qwen3:8b', sizeBytes: 5_225_388_164 }],
  });
  const statuses: string[] = [];
  for await (const { status, completedBytes } of engine.client.pullModel({ model: 'gemma3:4b' }))
    statuses.push(`${status} ${completedBytes}`);
  expect(statuses).toEqual(expect.arrayContaining(['pulling 500a1f067a9f 50', 'success 0']));
  await expect(
    (async () => {
      for await (const _ of engine.client.pullModel({ model: 'no-such-model' }));
    })(),
  ).rejects.toMatchObject({ code: 'MODEL_FAILED', message: expect.stringContaining('file does not exist') });
  expect(await engine.client.measureModel({ provider: 'ollama' })).toMatchObject({ firstWordMs: expect.any(Number) });
  await server.close();
  expect(await engine.client.checkModelServer({ provider: 'ollama' })).toMatchObject({
    reachable: false,
    problem: expect.stringContaining('cannot be reached'),
  });
  await expect(engine.client.measureModel({ provider: 'ollama' })).rejects.toMatchObject({ code: 'MODEL_FAILED' });
});

test('an address that is none, and a provider without a model, are refused in words', async () => {
  await expect(
    engine.client.putModelSettings({ settings: { ...defaults, ollama: { address: 'file:///etc/passwd', model: '' } } }),
  ).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('no address of a model server') });
  await expect(explainWith({ provider: 'ollama' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('No model'),
  });
});
