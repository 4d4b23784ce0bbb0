import type { output } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { IngestProgress, Investigation } from '#contract/investigations.ts';

export type Progress = output<typeof IngestProgress>;

/** opening: the page was loaded again and what was open is being opened. */
export type Screen = 'start' | 'opening' | 'reading' | 'investigate' | 'policies';
export type Connection = 'connected' | 'lost';

/** What is open. Small values only; records and patterns are asked of the engine, never kept here. */
export interface SessionState {
  readonly screen: Screen;
  readonly investigation: Investigation | undefined;
  /** The newest word of the engine on reading; stays after reading has ended, gone with the investigation. */
  readonly progress: Progress | undefined;
  /**
   * Rises whenever the records of the open investigation may have changed (at most twice a second while reading).
   * Give it to `useEngineQuery` as `refresh`.
   */
  readonly revision: number;
  readonly connection: Connection;
  /** Rises with every connection made; answers of an older connection are void. */
  readonly epoch: number;
}

export interface SessionStore extends StoreApi<SessionState> {
  show(screen: Screen): void;
  opened(investigation: Investigation, screen: Screen): void;
  /** New word about the open investigation; ignored when it is about another one. */
  investigationChanged(investigation: Investigation): void;
  progressed(progress: Progress): void;
  closed(): void;
  connectionChanged(connection: Connection): void;
}

export function createSessionStore(): SessionStore {
  const store = createStore<SessionState>(() => ({
    screen: 'start',
    investigation: undefined,
    progress: undefined,
    revision: 0,
    connection: 'connected',
    epoch: 0,
  }));
  const { getState, setState } = store;
  const investigationChanged = (investigation: Investigation): void => {
    const known = getState().investigation;
    if (known?.id !== investigation.id) return;
    const grown = known.totals.records !== investigation.totals.records || known.complete !== investigation.complete;
    setState({ investigation, revision: getState().revision + (grown ? 1 : 0) });
  };
  return {
    ...store,
    show: (screen) => setState({ screen }),
    opened: (investigation, screen) => setState({ investigation, screen, progress: undefined, revision: getState().revision + 1 }),
    investigationChanged,
    progressed: (progress) => {
      if (getState().investigation?.id !== progress.investigation.id) return;
      investigationChanged(progress.investigation);
      setState({ progress });
    },
    closed: () => setState({ investigation: undefined, progress: undefined, screen: 'start' }),
    connectionChanged: (connection) => {
      if (getState().connection === connection) return;
      setState({ connection, epoch: getState().epoch + (connection === 'connected' ? 1 : 0) });
    },
  };
}

/** True while a count may still grow: it then carries a plus sign. */
export function isPartial(state: SessionState): boolean {
  return state.investigation !== undefined && !state.investigation.complete;
}
