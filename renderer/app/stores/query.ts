import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseQuery } from '#base/filter/parse.ts';
import { withCondition } from '#base/filter/tokens.ts';
import type { Range } from '#contract/common.ts';

/** What every tab asks about. */
export interface QueryState {
  /** The query text of the bar: valid query language, tokens joined by blanks. */
  readonly text: string;
  /** Half-open; absent: the whole investigation. */
  readonly range: Range | undefined;
  /** The query as it will be when what is being typed is entered; asked meanwhile, kept nowhere. */
  readonly typed: string | undefined;
}

export interface QueryStore extends StoreApi<QueryState> {
  setText(text: string): void;
  /** Adds a term (`level:ERROR`, `-route:/healthz`) with AND, unless it is already there. */
  addTerm(term: string): void;
  setRange(range: Range | undefined): void;
  setTyped(typed: string | undefined): void;
  clear(): void;
}

export function createQueryStore(): QueryStore {
  const store = createStore<QueryState>(() => ({ text: '', range: undefined, typed: undefined }));
  const { getState, setState } = store;
  const setText = (text: string): void => {
    if (text.trim() !== getState().text) setState({ text: text.trim(), typed: undefined });
  };
  return {
    ...store,
    setText,
    addTerm: (term) => {
      const { text } = getState();
      const parsed = parseQuery(term);
      // A term that cannot be read is added as it is: the query bar then says what is wrong with it.
      setText(parsed.ok ? withCondition(text, parsed.node) : `${text} ${term}`);
    },
    setRange: (range) => {
      const now = getState().range;
      if (now?.fromUs === range?.fromUs && now?.untilUs === range?.untilUs) return;
      setState({ range });
    },
    setTyped: (typed) => {
      if (getState().typed !== typed) setState({ typed });
    },
    clear: () => setState({ text: '', range: undefined, typed: undefined }),
  };
}
