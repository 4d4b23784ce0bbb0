import { levelIndex } from '../../base/level.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { BareRecord } from '../../query/record-view.ts';
import type { PatternFact, TraceFact } from './facts.ts';
import { wholePage } from './whole-page.ts';

const MOST_TRIED = 6;
const MOST_RECORDS = 200;

/** The trace of one of the first warnings that goes through most services; undefined where none goes through two. */
export async function traceThrough(
  explorer: Explorer,
  warnings: readonly PatternFact[],
  signal?: AbortSignal,
): Promise<TraceFact | undefined> {
  const firsts = warnings.flatMap(({ first }) => (first === undefined ? [] : [first])).slice(0, MOST_TRIED);
  const details = await Promise.all(firsts.map(({ id }) => explorer.detail(id, signal)));
  const traceIds = [...new Set(details.flatMap(({ traceId }) => (traceId === undefined ? [] : [traceId])))];
  const traces = await Promise.all(traceIds.map((traceId) => follow(explorer, traceId, signal)));
  return traces.filter(({ path }) => path.length > 1).sort((a, b) => b.path.length - a.path.length)[0];
}

async function follow(explorer: Explorer, traceId: string, signal: AbortSignal | undefined): Promise<TraceFact> {
  const { records, total } = await wholePage(
    explorer,
    { query: `trace:"${traceId.replace(/["\\]/g, '\\$&')}"` },
    'oldest',
    MOST_RECORDS,
    signal,
  );
  const byService = new Map<string, BareRecord>();
  for (const record of records) {
    if (record.service === undefined) continue;
    const known = byService.get(record.service);
    if (known === undefined || levelIndex(record.level) > levelIndex(known.level)) byService.set(record.service, record);
  }
  return { traceId, path: [...byService.values()].sort((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0)), records: total };
}
