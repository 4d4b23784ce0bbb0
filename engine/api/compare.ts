import { MAX_FALSE_DISCOVERY } from '../analysis/compare/compare.ts';
import { type ChangedPattern, compareWindows, type PatternInWindows } from '../analysis/compare/compare-windows.ts';
import type { Change, compareApi, PatternInWindows as InWindows } from '../contract/compare.ts';
import type { Handlers } from '../contract/definition.ts';
import type { ExploreHost } from './explore.ts';

export function compareHandlers(host: ExploreHost): Handlers<typeof compareApi> {
  return {
    compareWindows: async ({ investigationId, query, queryA = query, a, b }, { signal }) => {
      const { pool, isReading } = host.get(investigationId);
      const found = await compareWindows(pool.explorer, { a: queryA, b: query }, { a, b }, signal);
      return {
        a: { range: a, records: found.recordsA },
        b: { range: b, records: found.recordsB },
        changes: found.changes.map(changeOf),
        pairs: found.pairs,
        onlyBetween: found.onlyBetween.map(inWindowsOf),
        patterns: found.patterns,
        unchanged: found.unchanged,
        comparisons: found.comparisons,
        maxFalseDiscovery: MAX_FALSE_DISCOVERY,
        partial: isReading,
      };
    },
  };
}

function inWindowsOf({ pattern: { id, parts, template, level, services }, a, b, spark }: PatternInWindows): InWindows {
  return { patternId: id, parts, template, level, services, a, b, spark };
}

function changeOf(changed: ChangedPattern): Change {
  const { kind, factor, strength, qValue, variable: compared } = changed.change;
  const { variable } = changed;
  return {
    ...inWindowsOf(changed),
    kind,
    factor: Number.isFinite(factor) ? factor : undefined,
    strength,
    qValue,
    variable:
      variable === undefined || compared === undefined
        ? undefined
        : {
            slot: variable.slot,
            name: variable.name,
            what: compared.change.what,
            value: compared.change.value,
            before: compared.change.before,
            after: compared.change.after,
            distribution: variable.distribution,
          },
  };
}
