import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAll, untilRead } from '../support/expectations.ts';
import { ordinaryLines } from '../support/hostile-files.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

let engine: TestEngine;
beforeEach(() => {
  engine = openEngine();
});
afterEach(() => engine.close());

test('records that name no service have that of their file, from the first question to the last', async () => {
  const folder = path.join(engine.folder, 'logs');
  mkdirSync(folder);
  const json = (service: string | undefined, index: number): string =>
    JSON.stringify({
      ts: new Date(Date.UTC(2026, 8, 14, 13, 40, index)).toISOString(),
      level: 'info',
      service,
      msg: `cart ${index} saved`,
    });
  writeFileSync(path.join(folder, 'app.log'), ordinaryLines(30).join('\n'));
  writeFileSync(path.join(folder, 'payment-api-2026-09-14.log'), ordinaryLines(20).join('\n'));
  writeFileSync(path.join(folder, 'gateway.log'), Array.from({ length: 12 }, (_, i) => json(i < 4 ? 'checkout' : undefined, i)).join('\n'));
  const { id, sources } = await readAll(engine.client, [folder]);
  const expected = { 'payment-api': 20, gateway: 8, checkout: 4 };

  const countsOf = async (): Promise<Record<string, number>> => {
    const { services } = await engine.client.listFacets({ filter: { investigationId: id } });
    return Object.fromEntries(services.map(({ value, count }) => [value, count]));
  };
  expect(sources.map(({ name, service }) => [name, service])).toEqual([
    ['app.log', undefined],
    ['gateway.log', 'gateway'],
    ['payment-api-2026-09-14.log', 'payment-api'],
  ]);
  expect(await countsOf()).toEqual(expected);
  for (const [service, count] of Object.entries(expected)) {
    const { records, total } = await engine.client.getRecords({ filter: { investigationId: id, query: `service:${service}` }, limit: 50 });
    expect([total, new Set(records.map((record) => record.service))]).toEqual([count, new Set([service])]);
    const { record } = await engine.client.getRecord({ investigationId: id, recordId: records[0].id });
    expect(record.service).toBe(service);
  }
  const none = await engine.client.getRecords({ filter: { investigationId: id, query: '-service:*' }, limit: 50 });
  expect([none.total, none.records[0].service]).toEqual([30, undefined]);

  await engine.client.rereadSource({ investigationId: id, sourceId: sources[2].id, options: {} });
  await untilRead(engine.client, id);
  expect(await countsOf()).toEqual(expected);
});
