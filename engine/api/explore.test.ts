import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildInvestigation, EMPTY_SOURCE, renderTestTime } from '../../tests/support/build-investigation.ts';
import { samplePlan } from '../../tests/support/sample-plan.ts';
import { exploreApi } from '../contract/explore.ts';
import { ReaderPool } from '../runtime/reader-pool.ts';
import type { StoredMark } from '../store/stored.ts';
import { exploreHandlers } from './explore.ts';

test('every answer has the shape of the contract', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-explore-'));
  const path = join(folder, 'a.logsift');
  const records = buildInvestigation(path, samplePlan(30, { blocks: 6, rows: 60, times: 'odd' }));
  const pool = new ReaderPool({ path, shards: 2, renderTime: renderTestTime });
  try {
    const marks: StoredMark[] = [];
    const handlers = exploreHandlers(
      {
        get: () => ({
          pool,
          isReading: false,
          sources: () => [{ ...EMPTY_SOURCE, id: 1, name: 'app.log', path: '/logs/app.log' }],
          marks: () => marks,
          setMark: (blockId, row, pinned, note, updatedUs) => void marks.push({ blockId, row, pinned, note, updatedUs }),
        }),
      },
      () => 7,
    );
    const context = { signal: new AbortController().signal };
    const filter = { investigationId: 'x', query: 'ok' };
    const recordId = records[5].id;
    await handlers.setMark({ investigationId: 'x', recordId, pinned: true, note: '' }, context);
    const answers = {
      getTimeline: await handlers.getTimeline({ filter, maxBuckets: 50 }, context),
      listPatterns: await handlers.listPatterns({ filter, limit: 3, keep: 'most', sparkBuckets: 20 }, context),
      getPattern: await handlers.getPattern({ filter: { ...filter, query: '' }, patternId: records[5].template.id }, context),
      getRecords: await handlers.getRecords({ filter, order: 'oldest', offset: 0, limit: 50 }, context),
      locateRecord: await handlers.locateRecord({ filter, order: 'newest', recordId }, context),
      getRecord: await handlers.getRecord({ investigationId: 'x', recordId }, context),
      getContext: await handlers.getContext({ investigationId: 'x', recordId, before: 2, after: 2 }, context),
      countRecords: await handlers.countRecords({ filter }, context),
      listFacets: await handlers.listFacets({ filter }, context),
      getFieldValues: await handlers.getFieldValues({ filter, field: 'n', contains: '', limit: 5 }, context),
      explainEmpty: await handlers.explainEmpty({ filter }, context),
      listMarks: await handlers.listMarks({ investigationId: 'x' }, context),
    };
    for (const [name, answer] of Object.entries(answers)) {
      const parsed = exploreApi[name as keyof typeof answers].output.safeParse(answer);
      expect([name, parsed.error?.issues]).toEqual([name, undefined]);
    }
    expect(answers.countRecords).toMatchObject({
      total: records.length,
      searchedRecords: records.length,
      records: answers.getRecords.total,
    });
    expect(answers.countRecords.records).toBeLessThan(records.length);
    expect(answers.getRecord.record.pinned).toBe(true);
    expect(answers.listMarks.marks).toMatchObject([{ recordId, pinned: true, updatedUs: 7, record: { id: recordId } }]);
    await expect(handlers.locateRecord({ filter, order: 'oldest' }, context)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
