import { createContext, type ReactNode, useContext } from 'react';
import type { Comparison } from '#contract/compare.ts';
import { useClient, useFilter, useSession, useView } from '../../app/services.tsx';
import type { Windows } from '../../app/stores/view.ts';
import { type EngineQueryResult, useEngineQuery } from '../../app/use-engine-query.ts';
import { complementOf } from './windows.ts';

const ComparisonContext = createContext<EngineQueryResult<Comparison> | undefined>(undefined);

/** The comparison of the windows under the query, for table, tab and inspector alike; asked for while its tab is shown. */
export function ComparisonProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const filter = useFilter()?.filter;
  const revision = useSession((session) => session.revision);
  const { windows, isShown } = useView((view) => ({ windows: view.windows, isShown: view.tab === 'compare' }));
  const input =
    filter === undefined || windows === undefined || !isShown
      ? undefined
      : { investigationId: filter.investigationId, query: filter.query, ...othersOf(filter.query, windows), a: windows.a, b: windows.b };
  const answer = useEngineQuery(
    input === undefined ? undefined : JSON.stringify(input),
    (signal) => client.compareWindows(input ?? NO_WINDOWS, { signal }),
    revision,
  );
  return <ComparisonContext.Provider value={answer}>{children}</ComparisonContext.Provider>;
}

/** What is asked of A, where it are the records that the query leaves out. */
function othersOf(query: string, { others }: Windows): { queryA?: string } {
  const queryA = others === true ? complementOf(query) : undefined;
  return queryA === undefined ? {} : { queryA };
}

const NO_WINDOWS = Object.freeze({ investigationId: '', a: { fromUs: 0, untilUs: 0 }, b: { fromUs: 0, untilUs: 0 } });

export function useComparison(): EngineQueryResult<Comparison> {
  const answer = useContext(ComparisonContext);
  if (answer === undefined) throw new Error('useComparison needs a ComparisonProvider above it');
  return answer;
}
