import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAppError } from '#base/app-error.ts';
import type { LogRecord } from '#contract/explore.ts';

export const PAGE_ROWS = 150;
/** At most so many pages are held: 600 records, however many there are. */
const MAX_PAGES = 4;
/** An early answer may be short while records are still counted: ask again after this. */
const AGAIN_MS = 150;

export interface RecordPage {
  readonly records: readonly LogRecord[];
  readonly total: number;
  readonly partial: boolean;
}

/** A number that rises whenever a row may look different; the rows themselves stay outside any store. */
export interface PagesState {
  readonly version: number;
  readonly total: number | undefined;
  readonly error: unknown;
}

export interface RecordPages extends StoreApi<PagesState> {
  row(index: number): LogRecord | undefined;
  /** Makes sure the rows [from, until) are there or on their way; requests for pages out of sight are cancelled. */
  want(from: number, until: number): void;
  /** Marks changed: what is held is fetched anew, the old rows stay until then. */
  refresh(): void;
  /** After an error: what is wanted is asked for again. */
  retry(): void;
  close(): void;
}

/** Pages of one question, fetched as they come into sight. @param isSettled asked with every answer: false while numbers grow because files are read */
export function createRecordPages(
  fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<RecordPage>,
  isSettled: () => boolean,
): RecordPages {
  const store = createStore<PagesState>(() => ({ version: 0, total: undefined, error: undefined }));
  const pages = new Map<number, readonly LogRecord[]>();
  const running = new Map<number, AbortController>();
  let isClosed = false;
  /** Pages that changed while they were on their way. */
  const outdated = new Set<number>();
  let wanted = { from: 0, until: 0 };

  const load = async (page: number): Promise<void> => {
    const abort = new AbortController();
    running.set(page, abort);
    outdated.delete(page);
    try {
      const answer = await fetchPage(page * PAGE_ROWS, PAGE_ROWS, abort.signal);
      if (abort.signal.aborted) return;
      pages.set(page, answer.records);
      running.delete(page);
      const known = store.getState();
      store.setState({
        version: known.version + 1,
        total: Math.max(answer.total, answer.partial ? (known.total ?? 0) : 0),
        error: undefined,
      });
      const isShort = answer.records.length < PAGE_ROWS && answer.partial && isSettled();
      if (outdated.has(page)) void load(page);
      else if (isShort) setTimeout(() => !isClosed && !running.has(page) && void load(page), AGAIN_MS);
    } catch (error) {
      running.delete(page);
      if (!abort.signal.aborted && !isAppError(error, 'CANCELLED')) store.setState({ ...store.getState(), error });
    }
  };

  const pagesOf = ({ from, until }: typeof wanted) => ({
    first: Math.floor(Math.max(0, from) / PAGE_ROWS),
    last: Math.floor(Math.max(0, until - 1) / PAGE_ROWS),
  });
  const loadMissing = (): void => {
    const { first, last } = pagesOf(wanted);
    for (let page = first; page <= last; page++) if (!pages.has(page) && !running.has(page)) void load(page);
  };

  return {
    ...store,
    row: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
    want(from, until) {
      wanted = { from, until };
      const { first, last } = pagesOf(wanted);
      for (const [page, abort] of running) {
        if (page >= first && page <= last) continue;
        abort.abort();
        running.delete(page);
      }
      for (const page of [...pages.keys()].sort((a, b) => Math.abs(b - first) - Math.abs(a - first))) {
        if (pages.size < MAX_PAGES) break;
        if (page < first || page > last) pages.delete(page);
      }
      loadMissing();
    },
    retry() {
      store.setState({ ...store.getState(), error: undefined });
      loadMissing();
    },
    refresh() {
      for (const page of running.keys()) outdated.add(page);
      for (const page of pages.keys()) if (!running.has(page)) void load(page);
    },
    close() {
      isClosed = true;
      for (const abort of running.values()) abort.abort();
      running.clear();
    },
  };
}
