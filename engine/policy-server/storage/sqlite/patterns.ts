import type { Database } from 'better-sqlite3';
import type { PatternStore } from '../policy-storage.ts';
import type { AnomalyRow, PatternBucket, RunRow } from '../rows.ts';
import { outbox } from './outbox.ts';

type StoredRun = Omit<RunRow, 'finishedMs' | 'problem'> & { readonly finishedMs: number | null; readonly problem: string | null };
type StoredAnomaly = Omit<AnomalyRow, 'runId'> & { readonly runId: number | null };

export function patternStore(database: Database): PatternStore {
  const emit = outbox(database);
  const put = database.prepare<[string, string, string, number, string, number, string, string, number, number]>(
    `INSERT INTO pattern_count (tenant, service, pattern_id, from_ms, instance, until_ms, template, level, count, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, service, pattern_id, from_ms, instance) DO UPDATE SET
       until_ms = excluded.until_ms, template = excluded.template, level = excluded.level, count = excluded.count, bytes = excluded.bytes`,
  );
  const busiest = database.prepare<[string, string, number, number], { patternId: string }>(
    `SELECT pattern_id AS patternId FROM pattern_count WHERE tenant = ? AND service = ? AND from_ms >= ?
     GROUP BY pattern_id ORDER BY sum(count) DESC, pattern_id LIMIT ?`,
  );
  const series = database.prepare<[string, string, string, number], PatternBucket>(
    `SELECT pattern_id AS patternId, max(template) AS template, max(level) AS level, from_ms AS fromMs, max(until_ms) AS untilMs,
       sum(count) AS count, sum(bytes) AS bytes
     FROM pattern_count WHERE tenant = ? AND service = ? AND pattern_id = ? GROUP BY from_ms ORDER BY from_ms DESC LIMIT ?`,
  );
  const startRun = database.prepare<[string, string, number]>('INSERT INTO analysis_run (tenant, service, started_ms) VALUES (?, ?, ?)');
  const finishRun = database.prepare<[number, number, number, string | null, number]>(
    'UPDATE analysis_run SET finished_ms = ?, patterns = ?, anomalies = ?, problem = ? WHERE id = ?',
  );
  const addAnomaly = database.prepare<[string, string, number | null, string, string, number, number, string]>(
    `INSERT INTO anomaly (tenant, service, run_id, kind, subject, at_ms, score, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, service, kind, subject, at_ms) DO NOTHING`,
  );
  const runs = database.prepare<[string, string | null, string | null, number], StoredRun>(
    `SELECT id, tenant, service, started_ms AS startedMs, finished_ms AS finishedMs, patterns, anomalies, problem FROM analysis_run
     WHERE tenant = ? AND (? IS NULL OR service = ?) ORDER BY id DESC LIMIT ?`,
  );
  const anomalies = database.prepare<[string, string | null, string | null, number], StoredAnomaly>(
    `SELECT id, tenant, service, run_id AS runId, kind, subject, at_ms AS atMs, score, summary FROM anomaly
     WHERE tenant = ? AND (? IS NULL OR service = ?) ORDER BY at_ms DESC, id DESC LIMIT ?`,
  );
  const insertAnomaly = ({ tenant, service, runId, kind, subject, atMs, score, summary }: Omit<AnomalyRow, 'id'>): boolean =>
    addAnomaly.run(tenant, service, runId ?? null, kind, subject, atMs, score, summary).changes > 0;
  return {
    add: ({ tenant, service }, instance, buckets) =>
      database
        .transaction(() => {
          for (const { patternId, fromMs, untilMs, template, level, count, bytes } of buckets)
            put.run(tenant, service, patternId, fromMs, instance, untilMs, template, level, count, bytes);
        })
        .immediate(),
    busiest: ({ tenant, service }, sinceMs, limit) => busiest.all(tenant, service, sinceMs, limit).map(({ patternId }) => patternId),
    series: ({ tenant, service }, patternId, limit) => series.all(tenant, service, patternId, limit).reverse(),
    startRun: ({ tenant, service }, atMs) => Number(startRun.run(tenant, service, atMs).lastInsertRowid),
    finishRun: (id, { patterns, problem }, anomalies, atMs) => void finishRun.run(atMs, patterns, anomalies, problem ?? null, id),
    addAnomalies: (found, events) =>
      database
        .transaction(() => {
          const fresh = found.filter(insertAnomaly);
          for (const anomaly of fresh) emit(events(anomaly));
          return fresh.length;
        })
        .immediate(),
    runs: (tenant, service, limit) =>
      runs
        .all(tenant, service ?? null, service ?? null, limit)
        .map((row) => ({ ...row, finishedMs: row.finishedMs ?? undefined, problem: row.problem ?? undefined })),
    anomalies: (tenant, service, limit) =>
      anomalies.all(tenant, service ?? null, service ?? null, limit).map((row) => ({ ...row, runId: row.runId ?? undefined })),
  };
}
