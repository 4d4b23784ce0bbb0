import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Anomaly } from '#contract/anomalies.ts';
import type { LogsiftClient } from '#contract/api.ts';
import { useClient, useFilter, useSession, useView } from '../../app/services.tsx';
import { type EngineQueryResult, useEngineQuery } from '../../app/use-engine-query.ts';

export type FoundAnomalies = Awaited<ReturnType<LogsiftClient['listAnomalies']>>;

interface AnomaliesAnswer {
  readonly answer: EngineQueryResult<FoundAnomalies>;
  /** Asks again: something was taught. */
  refresh(): void;
}

const AnswerContext = createContext<AnomaliesAnswer | undefined>(undefined);

/**
 * What is unusual under the filter, for tab, timeline, inspector and keys alike. Asked without being asked for once all files are read; while
 * they are, only where somebody looks.
 */
export function AnomaliesProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const asked = useFilter();
  const { revision, isReading } = useSession((session) => ({
    revision: session.revision,
    isReading: session.investigation?.reading ?? true,
  }));
  const isShown = useView((view) => view.tab === 'anomalies');
  const [taught, setTaught] = useState(0);
  const answer = useEngineQuery(
    isShown || !isReading ? asked?.key : undefined,
    (signal) => client.listAnomalies({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision + taught,
  );
  const refresh = useCallback(() => setTaught((times) => times + 1), []);
  const value = useMemo(() => ({ answer, refresh }), [answer, refresh]);
  return <AnswerContext.Provider value={value}>{children}</AnswerContext.Provider>;
}

export function useAnomalies(): AnomaliesAnswer {
  const answer = useContext(AnswerContext);
  if (answer === undefined) throw new Error('useAnomalies needs an AnomaliesProvider above it');
  return answer;
}

/** An anomaly with its number in the list and on the timeline; those that are expected have none. */
export interface NumberedAnomaly {
  readonly anomaly: Anomaly;
  readonly number: number | undefined;
}

/** The strongest first, numbered so. */
export function useOpenAnomalies(): readonly NumberedAnomaly[] {
  const { data } = useAnomalies().answer;
  return useMemo(() => (data?.anomalies ?? []).map((anomaly, index) => ({ anomaly, number: index + 1 })), [data]);
}

export function useAnomaly(id: string | undefined): NumberedAnomaly | undefined {
  const open = useOpenAnomalies();
  const { data } = useAnomalies().answer;
  const found = open.find(({ anomaly }) => anomaly.id === id);
  if (found !== undefined) return found;
  const expected = data?.expected.find((anomaly) => anomaly.id === id);
  return expected && { anomaly: expected, number: undefined };
}
