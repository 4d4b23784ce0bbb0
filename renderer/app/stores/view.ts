import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Range } from '#contract/common.ts';

export type Tab = 'patterns' | 'records' | 'anomalies' | 'compare';
export type Selection = { readonly kind: 'pattern' | 'record' | 'change' | 'anomaly'; readonly id: string };

/** The baseline A and the time B that is held against it; apart from each other. */
export interface Windows {
  readonly a: Range;
  readonly b: Range;
  /** A are the records that the query leaves out, in the same time. */
  readonly others?: boolean | undefined;
}

/** What is looked at. Part of the view state that history, saved views and recovery share. */
export interface ViewState {
  readonly tab: Tab;
  readonly selection: Selection | undefined;
  /** A time, or a record, that the records tab shall scroll to; counts up so that the same can be asked for twice. */
  readonly jump: { readonly atUs: number; readonly recordId: string | undefined; readonly serial: number } | undefined;
  /** The list of files stands in place of the inspector. */
  readonly filesShown: boolean;
  /** Pattern rows that wait until the pointer leaves the table; the strip offers to bring them in (command `patterns.bring-in`). */
  readonly waitingPatterns: number;
  /** The part of the timeline that is selected but not zoomed to. */
  readonly brush: Range | undefined;
  /** What is compared. */
  readonly windows: Windows | undefined;
  /** The pattern that the policies screen shall make a policy of. */
  readonly policyOf: string | undefined;
  /** Rows [first, end) of the records list that are in sight, of how many; absent while another tab is shown. */
  readonly rows: { readonly first: number; readonly end: number; readonly total: number } | undefined;
  /** Rises with every pin or note that is set, so that lists of them are asked again. */
  readonly marksVersion: number;
}

export interface ViewStore extends StoreApi<ViewState> {
  setTab(tab: Tab): void;
  select(selection: Selection | undefined): void;
  /** Opens the records tab at that time. */
  jumpTo(atUs: number): void;
  /** Opens the records tab at that very record; one without a time stands before all others. */
  openRecord(recordId: string, atUs: number | undefined): void;
  /** The records tab stands there: opening the tab again later shall not jump again. */
  jumpDone(): void;
  showFiles(shown: boolean): void;
  setWaitingPatterns(count: number): void;
  setBrush(brush: Range | undefined): void;
  setWindows(windows: Windows | undefined): void;
  /** Undefined: it is made. */
  makePolicyOf(patternId: string | undefined): void;
  showRows(rows: ViewState['rows']): void;
  marksChanged(): void;
  reset(): void;
}

const NOTHING: ViewState = {
  tab: 'patterns',
  selection: undefined,
  jump: undefined,
  filesShown: false,
  waitingPatterns: 0,
  brush: undefined,
  windows: undefined,
  policyOf: undefined,
  rows: undefined,
  marksVersion: 0,
};

export function createViewStore(): ViewStore {
  const store = createStore<ViewState>(() => NOTHING);
  const { getState, setState } = store;
  let jumps = 0;
  const jump = (atUs: number, recordId: string | undefined): void =>
    setState({ tab: 'records', jump: { atUs, recordId, serial: ++jumps } });
  return {
    ...store,
    setTab: (tab) => {
      if (getState().tab !== tab) setState({ tab });
    },
    select: (selection) => {
      const now = getState().selection;
      if (now?.kind !== selection?.kind || now?.id !== selection?.id) setState({ selection, filesShown: false });
    },
    jumpTo: (atUs) => jump(atUs, undefined),
    openRecord: (recordId, atUs = 0) => jump(atUs, recordId),
    jumpDone: () => setState({ jump: undefined }),
    showFiles: (filesShown) => setState({ filesShown }),
    setWaitingPatterns: (waitingPatterns) => {
      if (getState().waitingPatterns !== waitingPatterns) setState({ waitingPatterns });
    },
    setBrush: (brush) => {
      const now = getState().brush;
      if (now?.fromUs !== brush?.fromUs || now?.untilUs !== brush?.untilUs) setState({ brush });
    },
    setWindows: (windows) => setState({ windows }),
    makePolicyOf: (policyOf) => setState({ policyOf }),
    showRows: (rows) => setState({ rows }),
    marksChanged: () => setState({ marksVersion: getState().marksVersion + 1 }),
    reset: () => setState(NOTHING),
  };
}
