import type { Database } from 'better-sqlite3';
import type { AgentStore } from '../policy-storage.ts';
import type { AgentRow, PolicyCounts } from '../rows.ts';

type StoredAgent = Omit<AgentRow, 'setVersion'> & { readonly setVersion: number | null };

export function agentStore(database: Database): AgentStore {
  const upsert = database.prepare<[string, string, string, string, number | null, string, number, number]>(
    `INSERT INTO agent (tenant, service, instance, sdk, set_version, mode, first_seen_ms, last_seen_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, service, instance) DO UPDATE SET
       sdk = CASE WHEN excluded.sdk = '' THEN sdk ELSE excluded.sdk END,
       set_version = coalesce(excluded.set_version, set_version), mode = excluded.mode, last_seen_ms = excluded.last_seen_ms`,
  );
  const list = database.prepare<[string, string, number, number], StoredAgent>(
    `SELECT tenant, service, instance, sdk, set_version AS setVersion, mode, first_seen_ms AS firstSeenMs, last_seen_ms AS lastSeenMs
     FROM agent WHERE tenant = ? AND service = ? AND last_seen_ms >= ? ORDER BY last_seen_ms DESC, instance LIMIT ?`,
  );
  const count = database.prepare<[number | null, string, string, number], { all: number; upToDate: number | null }>(
    `SELECT count(*) AS "all", sum(set_version IS ?) AS upToDate FROM agent WHERE tenant = ? AND service = ? AND last_seen_ms >= ?`,
  );
  /** Only where the number is higher: a report that comes twice counts once. */
  const acknowledge = database.prepare<[number, string, string, string, number]>(
    'UPDATE agent SET sequence = ? WHERE tenant = ? AND service = ? AND instance = ? AND sequence < ?',
  );
  const add = database.prepare<[string, string, string, number, number, number, number, number, number, number, number]>(
    `INSERT INTO policy_count (tenant, service, policy_id, hit, miss, errors, dropped, sampled, deduped, limited, since_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, service, policy_id) DO UPDATE SET
       hit = hit + excluded.hit, miss = miss + excluded.miss, errors = errors + excluded.errors, dropped = dropped + excluded.dropped,
       sampled = sampled + excluded.sampled, deduped = deduped + excluded.deduped, limited = limited + excluded.limited`,
  );
  const counts = database.prepare<[string, string], PolicyCounts>(
    `SELECT policy_id AS policyId, hit, miss, errors, dropped AS "drop", sampled AS sample, deduped AS dedupe, limited AS rate,
       since_ms AS sinceMs
     FROM policy_count WHERE tenant = ? AND service = ? ORDER BY policy_id`,
  );
  const see = ({ tenant, service, instance, sdk, setVersion, mode, lastSeenMs }: Omit<AgentRow, 'firstSeenMs'>): void =>
    void upsert.run(tenant, service, instance, sdk, setVersion ?? null, mode, lastSeenMs, lastSeenMs);
  return {
    seen: (agents) =>
      database
        .transaction(() => {
          for (const agent of agents) see(agent);
        })
        .immediate(),
    of: ({ tenant, service }, sinceMs, limit) =>
      list.all(tenant, service, sinceMs, limit).map((row) => ({ ...row, setVersion: row.setVersion ?? undefined })),
    count({ tenant, service }, sinceMs, version) {
      const row = count.get(version ?? null, tenant, service, sinceMs);
      return { all: row?.all ?? 0, upToDate: row?.upToDate ?? 0 };
    },
    addReport: ({ tenant, service }, report, atMs) =>
      database
        .transaction(() => {
          const { instance, sdk, set_version: setVersion, mode, sequence } = report;
          see({ tenant, service, instance, sdk, setVersion, mode, lastSeenMs: atMs });
          if (acknowledge.run(sequence, tenant, service, instance, sequence).changes === 0) return false;
          for (const [id, { hit, miss, errors, suppressed }] of Object.entries(report.policies)) {
            add.run(tenant, service, id, hit, miss, errors, suppressed.drop, suppressed.sample, suppressed.dedupe, suppressed.rate, atMs);
          }
          return true;
        })
        .immediate(),
    counts: ({ tenant, service }) => counts.all(tenant, service),
  };
}
