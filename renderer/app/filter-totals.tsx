import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useClient, useFilter, useSession } from './services.tsx';
import { isPartial } from './stores/session.ts';
import { useEngineQuery } from './use-engine-query.ts';

/** How much the filter finds: what the query bar, the tabs and the status bar say, from one answer so that they agree. */
export interface FilterTotals {
  readonly records: number | undefined;
  readonly allRecords: number | undefined;
  readonly patterns: number | undefined;
  readonly allPatterns: number | undefined;
  readonly partial: boolean;
  readonly phase: 'quiet' | 'busy' | 'slow';
  /** A query that cannot be understood, for example. The numbers are then those of the last valid one. */
  readonly error: unknown;
}

const NOTHING: FilterTotals = {
  records: undefined,
  allRecords: undefined,
  patterns: undefined,
  allPatterns: undefined,
  partial: false,
  phase: 'quiet',
  error: undefined,
};

const FilterTotalsContext = createContext<FilterTotals>(NOTHING);

export const useFilterTotals = (): FilterTotals => useContext(FilterTotalsContext);

export function FilterTotalsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const asked = useFilter();
  const { revision, unfinished, isShown } = useSession((session) => ({
    revision: session.revision,
    unfinished: isPartial(session),
    isShown: session.screen === 'investigate',
  }));
  const { data, phase, error } = useEngineQuery(
    // Counting all patterns is work: while files are read, and nobody looks at the counts, the reading has it.
    isShown ? asked?.key : undefined,
    (signal) => client.listPatterns({ filter: asked?.filter ?? { investigationId: '' }, limit: 1, sparkBuckets: 0 }, { signal }),
    revision,
  );
  const totals = useMemo<FilterTotals>(
    () => ({
      records: data?.records,
      allRecords: data?.recordsUnfiltered,
      patterns: data?.total,
      allPatterns: data?.totalUnfiltered,
      partial: unfinished || (data?.partial ?? false),
      phase,
      error,
    }),
    [data, unfinished, phase, error],
  );
  return <FilterTotalsContext.Provider value={totals}>{children}</FilterTotalsContext.Provider>;
}
