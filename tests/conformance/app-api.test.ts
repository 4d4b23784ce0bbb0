import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTRACT_VERSION, logsiftApi } from '../../engine/contract/api.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import { openWorkspace } from '../support/open-engine.ts';
import { loopbackChannel, memoryChannel, nodePortChannel } from './channels.ts';

const LOG = Array.from(
  { length: 300 },
  (_, index) =>
    `2026-09-14T13:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z ${index % 10 === 0 ? 'ERROR' : 'INFO'} user ${index} logged in`,
);

describe.each([
  ['memory', memoryChannel],
  ['MessagePort', nodePortChannel],
  ['loopback WebSocket', loopbackChannel],
])('the engine over %s', (_name, open) => {
  test('reads a file, tells its progress and answers every kind of question', async () => {
    const engine = openWorkspace();
    const channel = await open();
    try {
      serve(logsiftApi, engine.handlers, channel.far);
      const client = createClient(logsiftApi, channel.near);
      expect(await client.hello({ contract: CONTRACT_VERSION })).toMatchObject({ contract: CONTRACT_VERSION });
      const log = path.join(engine.folder, 'app.log');
      writeFileSync(log, `${LOG.join('\n')}\n`);
      const { id: investigationId } = await client.createInvestigation({ name: 'Over a channel' });
      await client.addSources({ investigationId, sources: [{ path: log }] });
      const seen = [];
      for await (const { investigation } of client.watchIngest({ investigationId })) seen.push(investigation.reading);
      expect(seen.at(-1)).toBe(false);
      const filter = { investigationId, query: 'level:error' };
      const [page, patterns, timeline, facets] = await Promise.all([
        client.getRecords({ filter, limit: 5 }),
        client.listPatterns({ filter }),
        client.getTimeline({ filter, maxBuckets: 10 }),
        client.listFacets({ filter }),
      ]);
      expect([page.total, patterns.records, timeline.total]).toEqual([30, 30, 30]);
      expect(page.records.map(({ line }) => line)).toEqual([1, 11, 21, 31, 41]);
      expect(facets.sources.map(({ value }) => value)).toEqual(['app.log']);
      const [fromUs, middleUs] = [Date.UTC(2026, 8, 14, 13) * 1_000, Date.UTC(2026, 8, 14, 13, 2, 30) * 1_000];
      const windows = { a: { fromUs, untilUs: middleUs }, b: { fromUs: middleUs, untilUs: 2 * middleUs - fromUs } };
      const comparison = await client.compareWindows({ investigationId, ...windows });
      expect(comparison).toMatchObject({ a: { records: 150 }, b: { records: 150 }, changes: [], onlyBetween: [], partial: false });
      expect(comparison.unchanged).toBe(comparison.patterns);
      await expect(client.compareWindows({ investigationId, ...windows }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'CANCELLED',
      });
      const { raw } = await client.getRecord({ investigationId, recordId: page.records[0].id });
      expect(raw.trimEnd()).toBe(LOG[0]);
      await expect(client.getRecords({ filter: { investigationId: 'nobody' } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(client.getRecords({ filter: { investigationId, query: 'level:(' } })).rejects.toMatchObject({ code: 'BAD_QUERY' });
    } finally {
      await channel.close();
      await engine.close();
    }
  });
});
