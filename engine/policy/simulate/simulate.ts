import type { Incident } from '../../analysis/anomalies/incidents.ts';
import { LEVELS } from '../../base/level.ts';
import { US_PER_HOUR } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import { type Backtest, type Baseline, backtest, type KeptVolume } from '../backtest/backtest.ts';
import { blamedOn, byId } from '../backtest/blame.ts';
import { costOfMonth, estimateOf, monthOf } from '../cost/monthly-cost.ts';
import type { Price } from '../cost/presets.ts';
import type { Policy } from '../model/policy.ts';
import { verdictOf } from '../safety/check.ts';
import { setChecks, simulatedChecks } from '../safety/simulated-checks.ts';
import { staticChecks } from '../safety/static-checks.ts';

const MOST_PATTERNS = 200;
const LISTED_PATTERNS = 20;
const LISTED_RECORDS = 50;

/**
 * What policies would have done to every record, in money and in what could no longer be found. The set is taken as it is on; those that are off
 * are tried together beside it, and each is judged by what it touches.
 */
export async function simulate(
  explorer: Explorer,
  baseline: Baseline,
  policies: readonly Policy[],
  price: Price,
  pins: readonly string[],
  signal?: AbortSignal,
) {
  const startedMs = performance.now();
  const on = policies.filter(({ enabled }) => enabled);
  const result = await backtest(explorer, baseline, on, pins, signal);
  const all =
    on.length === policies.length
      ? result
      : await backtest(
          explorer,
          baseline,
          policies.map((policy) => ({ ...policy, enabled: true })),
          pins,
          signal,
        );
  const { buckets } = baseline;
  const spanUs = buckets.count * buckets.widthUs;
  const hours = spanUs / US_PER_HOUR;
  const { factor, spread } = monthOf(result.total, spanUs, hourly(result, hours));
  const monthly = (records: number, bytes: number) => costOfMonth({ records: records * factor, bytes: bytes * factor }, price);
  // What is free belongs to all of them together.
  const marginal = (records: number, bytes: number) =>
    costOfMonth({ records: records * factor, bytes: bytes * factor }, { ...price, freeGb: 0 });
  const byPattern = byId(await baseline.rows);
  const rows = policies.flatMap((policy) => {
    const of = policy.enabled ? result : all;
    const effect = of.policies.find(({ policyId }) => policyId === policy.id);
    if (effect === undefined) return [];
    const checks = [...simulatedChecks(policy, effect, blamedOn(effect, of, byPattern), pins.length, hours), ...staticChecks(policy)];
    const setAside = new Set((policy.control?.overrides ?? []).map(({ rule }) => rule));
    const { matched, matchedBytes, dropped, droppedBytes, removedBytes } = effect;
    return [
      {
        policyId: policy.id,
        matched,
        matchedBytes,
        dropped,
        droppedBytes,
        removedBytes,
        costBefore: marginal(matched, matchedBytes),
        costAfter: marginal(matched - dropped, matchedBytes - droppedBytes - removedBytes),
        verdict: verdictOf(checks, setAside),
        checks,
        patterns: effect.patterns.slice(0, LISTED_PATTERNS),
        goes: effect.goes.slice(0, LISTED_RECORDS),
        stays: effect.stays.slice(0, LISTED_RECORDS),
      },
    ];
  });
  const { total } = result;
  return {
    total,
    byLevel: LEVELS.toReversed().flatMap((level) => {
      const volume = result.byLevel.get(level);
      return volume === undefined ? [] : [{ level, ...volume }];
    }),
    byService: sortedVolumes(result.byService).map(([service, volume]) => ({ service, ...volume })),
    byPattern: sortedVolumes([...result.byPattern].filter(([, { bytes, keptBytes }]) => keptBytes < bytes))
      .slice(0, MOST_PATTERNS)
      .map(([patternId, volume]) => ({ patternId, ...volume })),
    costBefore: estimateOf(monthly(total.records, total.bytes), spread),
    costAfter: estimateOf(monthly(total.keptRecords, total.keptBytes), spread),
    monthFactor: factor,
    uncertainty: spread,
    hours,
    policies: rows,
    checks: [...setChecks(on, result)],
    findings: result.findings.map(({ incident, state, delayUs }) => ({
      summary: summaryOf(incident),
      atUs: incident.lead.fromUs,
      state,
      delayUs,
    })),
    changes: result.changes.map((change) => ({ ...change })),
    pins: { total: pins.length, kept: pins.length - result.pinsLost.length },
    traces: result.traces,
    volume: {
      fromUs: result.bars.fromUs,
      bucketUs: result.bars.widthUs,
      kept: [...result.kept],
      keptWarnings: [...result.keptWarnings],
      dropped: [...result.dropped],
    },
    elapsedMs: performance.now() - startedMs,
  };
}

function summaryOf({ lead: { kind, watched, records } }: Incident): string {
  const what = watched.service ?? watched.level ?? 'all records';
  return `${kind} in ${what}, ${records} records`;
}

function sortedVolumes(volumes: Iterable<[string, KeptVolume]>): [string, KeptVolume][] {
  return [...volumes].sort(([, a], [, b]) => b.bytes - a.bytes);
}

/** Bytes of each hour, of each part of an hour where there are few hours. */
function hourly({ kept, keptWarnings, dropped }: Backtest, hours: number): number[] {
  const parts = Math.max(4, Math.min(kept.length, Math.round(hours)));
  const sums = new Array<number>(parts).fill(0);
  for (let bucket = 0; bucket < kept.length; bucket++)
    sums[Math.min(parts - 1, Math.floor((bucket * parts) / kept.length))] += kept[bucket] + keptWarnings[bucket] + dropped[bucket];
  return sums;
}
