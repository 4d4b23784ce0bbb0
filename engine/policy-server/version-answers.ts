import type { VersionSummary } from '../policy/protocol/messages.ts';
import type { PolicyStorage } from './storage/policy-storage.ts';
import type { StageRow, VersionRow } from './storage/rows.ts';

/** Versions with the stages they went through, as they are answered. @param rows of one service, newest first */
export function summariesOf(storage: PolicyStorage, rows: readonly VersionRow[]): VersionSummary[] {
  const [newest] = rows;
  const oldest = rows.at(-1);
  if (newest === undefined || oldest === undefined) return [];
  const stages = storage.versions.stages(newest, oldest.version, newest.version);
  return rows.map((row) =>
    summaryOf(
      row,
      stages.filter(({ version }) => version === row.version),
    ),
  );
}

function summaryOf(row: VersionRow, stages: readonly StageRow[]): VersionSummary {
  const last = stages.at(-1);
  return {
    service: row.service,
    version: row.version,
    stage: last?.stage ?? 'draft',
    percent_of_instances: last?.percent,
    policies: row.policies,
    author: row.author,
    reason: row.reason,
    created_at: isoOfMs(row.createdMs),
    rollback_of: row.rollbackOf,
    stages: stages.map(({ stage, percent, author, reason, atMs }) => ({
      stage,
      percent_of_instances: percent,
      author,
      reason,
      at: isoOfMs(atMs),
    })),
  };
}

export function isoOfMs(ms: number): string {
  return new Date(ms).toISOString();
}
