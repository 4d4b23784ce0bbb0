import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meaningApi } from '../../engine/contract/meaning.ts';
import type { ModelSettings } from '../../engine/contract/models.ts';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { playOllama } from '../servers/ollama-server.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { readSources } from './read-sources.ts';

let engine: TestEngine;
let investigationId = '';
let defaults: ModelSettings;
beforeAll(async () => {
  engine = openEngine();
  defaults = (await engine.client.getModelSettings({})).settings;
  const { files } = generateIncident(path.join(engine.folder, 'sample'));
  investigationId = await readSources(
    engine.client,
    files.map(({ path: file, timeZone }) => ({ path: file, options: { timeZone } })),
  );
});
afterAll(() => engine.close());

const find = async (text: string, query = '') => {
  const answer = await engine.client.findByMeaning({ filter: { investigationId, query }, text, limit: 5 });
  expect(meaningApi.findByMeaning.output.safeParse(answer).error).toBeUndefined();
  return answer.found.map(({ pattern }) => pattern.template);
};

test.each([
  ['too many connections', 'remaining connection slots', 1],
  ['database unreachable', 'remaining connection slots', 3],
  ['customer could not pay', 'card declined', 1],
  ['customer could not pay', 'payment authorisation failed', 3],
  ['out of stock', 'stock below reorder point', 1],
  ['rolled back', 'Rolled back deployment', 1],
  ['database is slow', 'slow query', 2],
  ['container started again', 'Started container payments', 3],
])('"%s" finds "%s" among the first %i', async (text, phrase, most) => {
  const found = await find(text);
  const at = found.findIndex((template) => template.includes(phrase));
  expect([found.slice(0, 3), at >= 0 && at < most]).toEqual([expect.anything(), true]);
});

test('what means nothing finds nothing, and a filter narrows what is looked at', async () => {
  expect(await find('zqxj vvkq')).toEqual([]);
  expect(await find('too many connections', 'service:checkout')).not.toContain(expect.stringContaining('remaining connection slots'));
  await expect(find('x', 'level:(')).rejects.toMatchObject({ code: 'BAD_QUERY' });
});

test('vectors of an Ollama model are made once and kept in the investigation', async () => {
  const server = await playOllama([], ['nomic-embed-text']);
  try {
    await engine.client.putModelSettings({
      settings: {
        ...defaults,
        ollama: { address: server.url, model: '' },
        embedding: { provider: 'ollama', model: 'nomic-embed-text', folder: '' },
      },
    });
    const first = await engine.client.findByMeaning({ filter: { investigationId }, text: 'pool exhausted' });
    expect(first.model).toBe('ollama nomic-embed-text');
    expect(first.found[0].pattern.template).toContain('pool exhausted');
    const made = server.embedded();
    expect(made).toBeGreaterThan(60);
    await engine.client.findByMeaning({ filter: { investigationId }, text: 'card declined' });
    expect(server.embedded()).toBe(made + 1);
  } finally {
    await server.close();
  }
  await expect(engine.client.findByMeaning({ filter: { investigationId }, text: 'pool' })).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  await engine.client.putModelSettings({ settings: defaults });
});

test('a model folder without the package that runs it, or without a model, is told in words', async () => {
  await engine.client.putModelSettings({
    settings: { ...defaults, embedding: { provider: 'folder', model: '', folder: path.join(engine.folder, 'no-model') } },
  });
  await expect(engine.client.findByMeaning({ filter: { investigationId }, text: 'pool' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(/@huggingface\/transformers is not installed|There is no sentence model/),
  });
  await engine.client.putModelSettings({ settings: defaults });
});
