import { createStore, type StoreApi } from 'zustand/vanilla';
import type { QueryState, QueryStore } from './query.ts';
import type { Selection, Tab, ViewStore, Windows } from './view.ts';

/** One state of looking: the saved view, the step of Alt+Left, the crash-recovery record. Plain JSON. */
export interface LookState {
  readonly text: string;
  readonly range: QueryState['range'];
  readonly tab: Tab;
  readonly selection: Selection | undefined;
  readonly windows?: Windows | undefined;
}

export interface HistoryState {
  readonly past: readonly LookState[];
  readonly present: LookState;
  readonly future: readonly LookState[];
}

export interface HistoryStore extends StoreApi<HistoryState> {
  back(): void;
  forward(): void;
  /** Shows that state as one more step. */
  go(state: LookState): void;
  /** Forgets all steps and shows this state (an investigation was opened). */
  restart(state: LookState): void;
  /** Stops listening to the stores. */
  dispose(): void;
}

export const FIRST_LOOK: LookState = { text: '', range: undefined, tab: 'patterns', selection: undefined };
const MAX_STEPS = 200;

/**
 * Watches query and view: every change pushes one step; changes made in the same turn are one step.
 * Moving the selection along rows replaces the step instead of piling up.
 * @param later runs a function at the end of the turn (`queueMicrotask`)
 */
export function createHistory(query: QueryStore, view: ViewStore, later: (run: () => void) => void): HistoryStore {
  const store = createStore<HistoryState>(() => ({ past: [], present: lookOf(query, view), future: [] }));
  const { getState, setState } = store;
  let scheduled = false;

  const record = (): void => {
    scheduled = false;
    const { past, present } = getState();
    const next = lookOf(query, view);
    if (sameLook(present, next)) return;
    const onlySelection = sameLook({ ...present, selection: undefined }, { ...next, selection: undefined });
    if (onlySelection && present.selection !== undefined) setState({ present: next });
    else setState({ past: [...past, present].slice(-MAX_STEPS), present: next, future: [] });
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    later(record);
  };
  const show = (state: LookState): void => {
    query.setText(state.text);
    query.setRange(state.range);
    view.setTab(state.tab);
    view.select(state.selection);
    view.setWindows(state.windows);
  };
  const stops = [query.subscribe(schedule), view.subscribe(schedule)];
  return {
    ...store,
    back: () => {
      const { past, present, future } = getState();
      const target = past.at(-1);
      if (target === undefined) return;
      setState({ past: past.slice(0, -1), present: target, future: [present, ...future] });
      show(target);
    },
    forward: () => {
      const { past, present, future } = getState();
      const target = future[0];
      if (target === undefined) return;
      setState({ past: [...past, present], present: target, future: future.slice(1) });
      show(target);
    },
    go: show,
    restart: (state) => {
      setState({ past: [], present: state, future: [] });
      view.reset();
      show(state);
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}

export function lookOf(query: QueryStore, view: ViewStore): LookState {
  const { text, range } = query.getState();
  const { tab, selection, windows } = view.getState();
  return { text, range, tab, selection, windows };
}

function sameLook(a: LookState, b: LookState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
