import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PolicySimulation } from '#contract/policies.ts';
import { useClient, useServices, useSession, useView } from '../../app/services.tsx';
import { type EngineQueryResult, useEngineQuery } from '../../app/use-engine-query.ts';
import { createDraftStore, type DraftState, type DraftStore } from './draft-store.ts';

/** An edit is simulated when nothing was typed for so long. */
const SETTLED_MS = 300;

const DraftContext = createContext<DraftStore | undefined>(undefined);
const SimulationContext = createContext<EngineQueryResult<PolicySimulation> | undefined>(undefined);

/** The policies of the investigation and what they would do, for list, chart and details alike. */
export function PolicyDraftProvider({ investigationId, children }: { investigationId: string; children: ReactNode }) {
  const services = useServices();
  const [store] = useState(() =>
    createDraftStore(
      () => services.client,
      investigationId,
      (error) =>
        services.overlay.fail({ title: 'The policies were not saved', message: error instanceof Error ? error.message : String(error) }),
    ),
  );
  useEffect(() => {
    const stop = new AbortController();
    void store.load(stop.signal);
    return () => stop.abort();
  }, [store]);
  return (
    <DraftContext.Provider value={store}>
      <SimulationProvider investigationId={investigationId}>{children}</SimulationProvider>
    </DraftContext.Provider>
  );
}

function SimulationProvider({ investigationId, children }: { investigationId: string; children: ReactNode }) {
  const client = useClient();
  const revision = useSession((session) => session.revision);
  const { policies, edited, price } = useDraft(({ policies, edited, price }) => ({ policies, edited, price }));
  const asked = useMemo(() => withEdited(policies, edited), [policies, edited]);
  const settled = useSettled(asked, SETTLED_MS);
  const windows = useView((view) => view.windows);
  // Those of one query against all others have no times of their own.
  const comparable = windows === undefined || windows.others === true ? undefined : { a: windows.a, b: windows.b };
  const input =
    price === undefined || settled.length === 0 ? undefined : { investigationId, policies: [...settled], price, windows: comparable };
  const answer = useEngineQuery(
    input === undefined ? undefined : JSON.stringify(input),
    (signal) => (input === undefined ? Promise.reject(new Error('nothing to simulate')) : client.simulatePolicies(input, { signal })),
    revision,
  );
  return <SimulationContext.Provider value={answer}>{children}</SimulationContext.Provider>;
}

/** The list with the edited policy in its place, or behind all. */
export function withEdited(policies: DraftState['policies'], edited: DraftState['edited']): DraftState['policies'] {
  if (edited === undefined) return policies;
  const isKnown = policies.some(({ id }) => id === edited.id);
  return isKnown ? policies.map((policy) => (policy.id === edited.id ? edited : policy)) : [...policies, edited];
}

/** The value when it has not changed for a while; at once where there was nothing before. */
function useSettled<T extends readonly unknown[]>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled.length === 0 ? value : settled;
}

export function useDraftStore(): DraftStore {
  const store = useContext(DraftContext);
  if (store === undefined) throw new Error('useDraftStore needs a PolicyDraftProvider above it');
  return store;
}

export function useDraft<T>(select: (state: DraftState) => T): T {
  return useStore(useDraftStore(), useShallow(select));
}

export function useSimulation(): EngineQueryResult<PolicySimulation> {
  const answer = useContext(SimulationContext);
  if (answer === undefined) throw new Error('useSimulation needs a PolicyDraftProvider above it');
  return answer;
}
