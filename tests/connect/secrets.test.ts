import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { logsiftApi } from '../../engine/contract/api.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { memoryTransports } from '../../engine/contract/rpc/memory-transport.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import { FileSecrets } from '../../engine/runtime/pull/file-secrets.ts';
import { untilRead } from '../support/expectations.ts';
import { openWorkspace } from '../support/open-engine.ts';
import { playedWorld } from './played-world.ts';
import { FROM_US, playLoki, playPosthog } from './services.ts';

const FILTER = { fromUs: FROM_US, untilUs: FROM_US + 60_000_000 };
const PASSPHRASE = 'correct horse battery';

test.each([
  ['posthog', playPosthog],
  ['loki', playLoki],
])('the key of %s is in no file, answer, error or address, although the service repeats it', async (_name, play) => {
  const service = await play();
  const { connector, settings, key, played } = service;
  const secrets = new FileSecrets(path.join(import.meta.dirname, 'never-written.json'), undefined);
  const engine = openWorkspace(1, { services: playedWorld(), secrets });
  const [ours, theirs] = memoryTransports();
  const said: string[] = [];
  // Everything the engine tells anybody, and every bug it would log.
  const heard: typeof theirs = {
    ...theirs,
    send: (message) => {
      said.push(JSON.stringify(message));
      theirs.send(message);
    },
    onMessage: (listener) => theirs.onMessage(listener),
    onClose: (listener) => theirs.onClose(listener),
    close: () => theirs.close(),
  };
  serve(logsiftApi, engine.handlers, heard, (error) => said.push(String(error instanceof Error ? error.stack : error)));
  const client = createClient(logsiftApi, ours);
  try {
    const { id: connectionId } = await client.saveConnection({ connector, settings, key, keep: false });
    await client.checkConnection({ connectionId });
    await client.estimatePull({ connectionId, filter: FILTER });
    await client.listServicePatterns({ connectionId, filter: FILTER });
    const { id: investigationId } = await client.createInvestigation({ name: 'Secret' });
    await client.startPull({ investigationId, connectionId, filter: FILTER });
    await untilRead(client, investigationId);
    for (const status of [400, 401, 403, 404, 500]) {
      const basic = Buffer.from(`${settings.user}:${key}`).toString('base64');
      played.fault = () => ({ kind: 'answer', status, body: JSON.stringify({ detail: `The key ${key} (Basic ${basic}) is wrong.` }) });
      await client.checkConnection({ connectionId });
      await client.estimatePull({ connectionId, filter: FILTER }).catch((error) => said.push(String(error), JSON.stringify(error)));
      await client.startPull({ investigationId, connectionId, filter: FILTER });
      await untilRead(client, investigationId);
    }
    for (const bad of [{ host: `http://ada:${key}@localhost` }, { host: `http://localhost/?token=${key}` }]) {
      await client
        .saveConnection({ connector, settings: { ...settings, ...bad }, keep: true })
        .catch((error) => said.push(String(error), JSON.stringify(error)));
    }
  } finally {
    await client.listConnections({});
    ours.close();
    const forms = [key, Buffer.from(key).toString('base64').replace(/=+$/, ''), encodeURIComponent(key)];
    const has = (text: string) => forms.some((form) => text.includes(form));
    const files = readdirSync(engine.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const leaks = files.filter((entry) => has(readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))).map((entry) => entry.name);
    expect(files.length).toBeGreaterThan(0);
    expect(leaks).toEqual([]);
    expect(said.filter(has)).toEqual([]);
    expect(played.requests.map((request) => `${request.path}?${request.query} ${request.body}`).filter(has)).toEqual([]);
    await engine.close();
    await service.close();
  }
});

test('a key that is kept lies sealed in its own file, and comes back for the next run', async () => {
  const service = await playPosthog();
  const { connector, settings, key } = service;
  const first = openWorkspace(1, { services: playedWorld() });
  const file = path.join(first.folder, 'keys.json');
  const { signal } = new AbortController();
  const second = openWorkspace(1, { dataDir: path.join(first.folder, 'data'), secrets: new FileSecrets(file, PASSPHRASE) });
  try {
    await second.handlers.saveConnection({ connector, settings, key, keep: true }, { signal });
    const texts = readdirSync(first.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    expect(texts.length).toBe(2);
    expect(texts.filter((text) => text.includes(key))).toEqual([]);
    const third = openWorkspace(1, {
      dataDir: path.join(first.folder, 'data'),
      secrets: new FileSecrets(file, PASSPHRASE),
      services: playedWorld(),
    });
    const { connections, keyStorage } = await third.handlers.listConnections({}, { signal });
    expect([keyStorage, connections.length, connections[0].keyEnd]).toEqual(['file', 1, key.slice(-4)]);
    expect((await third.handlers.checkConnection({ connectionId: connections[0].id }, { signal })).checks[1].state).toBe('ok');
    await third.handlers.forgetConnection({ connectionId: connections[0].id }, { signal });
    expect(await third.handlers.listConnections({}, { signal })).toMatchObject({ connections: [] });
    await third.close();
  } finally {
    await second.close();
    await first.close();
    await service.close();
  }
});
