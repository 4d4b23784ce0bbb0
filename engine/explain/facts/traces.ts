import { levelIndex } from '../../base/level.ts';
import { US_PER_MINUTE } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { BareRecord } from '../../query/record-view.ts';
import type { PatternFact, TraceFact } from './facts.ts';
import { wholePage } from './whole-page.ts';

const MOST_TRIED = 6;
const MOST_RECORDS = 200;
/** A request that takes longer is not followed to its ends. */
const AROUND_US = 15 * US_PER_MINUTE;

/** The trace of one of the first warnings that goes through most services; undefined where none goes through two. */
export async function traceThrough(
  explorer: Explorer,
  warnings: readonly PatternFact[],
  signal?: AbortSignal,
): Promise<TraceFact | undefined> {
  const firsts = warnings.flatMap(({ first }) => (first === undefined ? [] : [first])).slice(0, MOST_TRIED);
  const traceIds = new Map<string, number>();
  for (const { id, timeUs } of firsts) {
    const { traceId } = await explorer.fieldsOf(id, signal);
    if (traceId !== undefined && timeUs !== undefined && !traceIds.has(traceId)) traceIds.set(traceId, timeUs);
  }
  const traces = await Promise.all([...traceIds].map(([traceId, atUs]) => follow(explorer, traceId, atUs, signal)));
  return traces.filter(({ path }) => path.length > 1).sort((a, b) => b.path.length - a.path.length)[0];
}

async function follow(explorer: Explorer, traceId: string, atUs: number, signal: AbortSignal | undefined): Promise<TraceFact> {
  const { records, total } = await wholePage(
    explorer,
    { query: `trace:"${traceId.replace(/["\\]/g, '\\$&')}"`, range: { fromUs: atUs - AROUND_US, untilUs: atUs + AROUND_US } },
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
