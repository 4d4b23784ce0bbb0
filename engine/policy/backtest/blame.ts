import type { CountedRow } from '../../query/merge-patterns.ts';
import type { Backtest, PolicyEffect } from './backtest.ts';
import type { FindingFate } from './findings.ts';

/** Whether a policy takes records from what leads a finding: its pattern, its service or its level. */
export function isToBlame({ dropped, patterns }: PolicyEffect, { incident }: FindingFate, rows: ReadonlyMap<string, CountedRow>): boolean {
  if (dropped === 0) return false;
  const { patternId, service, level, follows } = incident.lead.watched;
  if (patternId !== undefined) return patterns.some((own) => own.patternId === patternId || own.patternId === follows);
  return patterns.some((own) => {
    const row = rows.get(own.patternId);
    if (row === undefined) return false;
    return service !== undefined ? row.services.includes(service) : level === undefined || (row.levels[level] ?? 0) > 0;
  });
}

/** The same result with the findings, changes and pins alone that a policy has to do with. */
export function blamedOn(effect: PolicyEffect, whole: Backtest, rows: ReadonlyMap<string, CountedRow>): Backtest {
  const findings = whole.findings.map((finding) =>
    finding.state === 'kept' || isToBlame(effect, finding, rows) ? finding : { ...finding, state: 'kept' as const, delayUs: 0 },
  );
  const pinsLost = whole.pinsLost.filter(({ policyId }) => policyId === effect.policyId);
  const takesFrom = new Set(effect.dropped === 0 ? [] : effect.patterns.map(({ patternId }) => patternId));
  const changes = whole.changes.map((change) => (takesFrom.has(change.patternId) ? change : { ...change, state: 'kept' as const }));
  return { ...whole, findings, changes, pinsLost };
}

export function byId(rows: readonly CountedRow[]): ReadonlyMap<string, CountedRow> {
  return new Map(rows.map((row) => [row.id, row]));
}
