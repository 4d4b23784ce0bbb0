import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LogsiftClient } from '#contract/api.ts';
import type { Policy, Price } from '#contract/policies.ts';

/** The policies of an investigation as the person has them now. What they would do is asked of the engine. */
export interface DraftState {
  readonly investigationId: string;
  /** Loading: nothing is known yet. */
  readonly phase: 'loading' | 'proposing' | 'ready' | 'failed';
  readonly error: unknown;
  readonly policies: readonly Policy[];
  readonly price: Price | undefined;
  readonly prices: readonly Price[];
  readonly selectedId: string | undefined;
  /** The policy being edited as it is typed; its place in the list stays until it is saved. */
  readonly edited: Policy | undefined;
  /** Earlier lists, the last change last. */
  readonly past: readonly (readonly Policy[])[];
}

export interface DraftStore extends StoreApi<DraftState> {
  load(signal: AbortSignal): Promise<void>;
  /** Asks the engine for policies and puts those that are new into the list, switched off where they have to be looked at. */
  propose(signal?: AbortSignal): Promise<void>;
  select(id: string | undefined): void;
  setEnabled(id: string, enabled: boolean): void;
  setPrice(price: Price): void;
  /** Begins to edit a policy, or a new one. */
  edit(policy: Policy | undefined): void;
  change(policy: Policy): void;
  /** Puts the edited policy into the list. */
  saveEdited(enabled: boolean): void;
  remove(id: string): void;
  undo(): void;
}

const UNDONE = 50;

export function createDraftStore(client: () => LogsiftClient, investigationId: string, fail: (error: unknown) => void): DraftStore {
  const store = createStore<DraftState>(() => ({
    investigationId,
    phase: 'loading',
    error: undefined,
    policies: [],
    price: undefined,
    prices: [],
    selectedId: undefined,
    edited: undefined,
    past: [],
  }));
  const { getState, setState } = store;

  const write = (): void => {
    const { policies, price } = getState();
    if (price === undefined) return;
    client()
      .savePolicies({ investigationId, policies: [...policies], price })
      .catch(fail);
  };
  const replace = (policies: readonly Policy[], rest: Partial<DraftState> = {}): void => {
    const { past, policies: before } = getState();
    setState({ policies, past: [...past, before].slice(-UNDONE), ...rest });
    write();
  };

  return {
    ...store,
    load: async (signal) => {
      try {
        const { policies, price, prices } = await client().getPolicies({ investigationId }, { signal });
        setState({ phase: 'ready', error: undefined, policies, price, prices, selectedId: policies[0]?.id });
      } catch (error) {
        if (!signal.aborted) setState({ phase: 'failed', error });
      }
    },
    propose: async (signal) => {
      setState({ phase: 'proposing', error: undefined });
      try {
        const { policies: proposed } = await client().proposePolicies({ investigationId }, { signal });
        const known = new Set(getState().policies.map(({ id }) => id));
        const added = proposed.filter(({ id }) => !known.has(id));
        const policies = [...getState().policies, ...added];
        replace(policies, {
          phase: 'ready',
          selectedId: getState().selectedId ?? policies.find(({ log_sampling }) => log_sampling)?.id ?? policies[0]?.id,
        });
      } catch (error) {
        setState(signal?.aborted ? { phase: 'ready' } : { phase: 'failed', error });
      }
    },
    select: (selectedId) => {
      if (getState().selectedId !== selectedId) setState({ selectedId, edited: undefined });
    },
    setEnabled: (id, enabled) => replace(getState().policies.map((policy) => (policy.id === id ? { ...policy, enabled } : policy))),
    setPrice: (price) => {
      setState({ price });
      write();
    },
    edit: (edited) => setState({ edited, ...(edited === undefined ? {} : { selectedId: edited.id }) }),
    change: (edited) => setState({ edited }),
    saveEdited: (enabled) => {
      const { edited, policies } = getState();
      if (edited === undefined) return;
      const saved = { ...edited, enabled };
      const isKnown = policies.some(({ id }) => id === saved.id);
      replace(isKnown ? policies.map((policy) => (policy.id === saved.id ? saved : policy)) : [...policies, saved], { edited: undefined });
    },
    remove: (id) => {
      const policies = getState().policies.filter((policy) => policy.id !== id);
      replace(policies, { edited: undefined, selectedId: policies[0]?.id });
    },
    undo: () => {
      const { past } = getState();
      const last = past.at(-1);
      if (last === undefined) return;
      setState({ policies: last, past: past.slice(0, -1), edited: undefined });
      write();
    },
  };
}
