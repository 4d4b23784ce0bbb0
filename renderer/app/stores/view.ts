import { createStore, type StoreApi } from 'zustand/vanilla';

export type Tab = 'patterns' | 'records';
export type Selection = { readonly kind: 'pattern'; readonly id: string } | { readonly kind: 'record'; readonly id: string };

/** What is looked at. Part of the view state that history, saved views and recovery share. */
export interface ViewState {
  readonly tab: Tab;
  readonly selection: Selection | undefined;
  /** A time the records tab shall scroll to; counts up so that the same time can be asked for twice. */
  readonly jump: { readonly atUs: number; readonly serial: number } | undefined;
}

export interface ViewStore extends StoreApi<ViewState> {
  setTab(tab: Tab): void;
  select(selection: Selection | undefined): void;
  /** Opens the records tab at that time. */
  jumpTo(atUs: number): void;
  reset(): void;
}

const NOTHING: ViewState = { tab: 'patterns', selection: undefined, jump: undefined };

export function createViewStore(): ViewStore {
  const store = createStore<ViewState>(() => NOTHING);
  const { getState, setState } = store;
  return {
    ...store,
    setTab: (tab) => {
      if (getState().tab !== tab) setState({ tab });
    },
    select: (selection) => {
      const now = getState().selection;
      if (now?.kind !== selection?.kind || now?.id !== selection?.id) setState({ selection });
    },
    jumpTo: (atUs) => setState({ tab: 'records', jump: { atUs, serial: (getState().jump?.serial ?? 0) + 1 } }),
    reset: () => setState(NOTHING),
  };
}
