import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LookState } from './history.ts';

/** A look with a name, to come back to. */
export interface SavedView {
  readonly name: string;
  readonly look: LookState;
}

/** What a person arranged for the open investigation. Kept with it, and no step of the history. */
export interface ArrangementState {
  /** Columns of the records list between time and message. */
  readonly columns: readonly string[];
  /** In the order of their names. */
  readonly views: readonly SavedView[];
}

export interface ArrangementStore extends StoreApi<ArrangementState> {
  setColumns(columns: readonly string[]): void;
  /** A view of the same name gives way. */
  saveView(view: SavedView): void;
  removeView(name: string): void;
  /** Another investigation was opened. */
  restart(state: ArrangementState): void;
}

export const FIRST_ARRANGEMENT: ArrangementState = { columns: ['gap', 'level', 'service'], views: [] };

export function createArrangementStore(): ArrangementStore {
  const store = createStore<ArrangementState>(() => FIRST_ARRANGEMENT);
  const { getState, setState } = store;
  const others = (name: string): readonly SavedView[] => getState().views.filter((view) => view.name !== name);
  return {
    ...store,
    setColumns: (columns) => setState({ columns }),
    saveView: (view) => setState({ views: [...others(view.name), view].sort((a, b) => a.name.localeCompare(b.name)) }),
    removeView: (name) => setState({ views: others(name) }),
    restart: ({ columns, views }) => setState({ columns, views }),
  };
}
