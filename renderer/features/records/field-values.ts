import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAppError } from '#base/app-error.ts';

/** Records whose fields are held. */
const MOST_HELD = 600;
/** Questions on their way at once: a record with its counts can take long, and the list itself must not wait for its columns. */
const AT_ONCE = 2;

export type Fields = ReadonlyMap<string, string>;

/** The fields of the rows in sight, for columns. The version rises when more are there. */
export interface FieldValues extends StoreApi<{ readonly version: number }> {
  get(recordId: string): Fields | undefined;
  /** Asks for these, the first one first; what is on its way for others is cancelled. */
  want(recordIds: readonly string[]): void;
  close(): void;
}

export function createFieldValues(
  fetchFields: (recordId: string, signal: AbortSignal) => Promise<readonly { readonly name: string; readonly value: string }[]>,
): FieldValues {
  const store = createStore(() => ({ version: 0 }));
  const held = new Map<string, Fields>();
  const running = new Map<string, AbortController>();
  let waiting: readonly string[] = [];

  const next = (): void => {
    for (const id of waiting) {
      if (running.size >= AT_ONCE) return;
      if (!held.has(id) && !running.has(id)) void load(id);
    }
  };
  const load = async (id: string): Promise<void> => {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const fields = await fetchFields(id, abort.signal);
      if (abort.signal.aborted) return;
      held.set(id, new Map(fields.map(({ name, value }) => [name, value])));
      for (const oldest of held.keys()) {
        if (held.size <= MOST_HELD) break;
        held.delete(oldest);
      }
      store.setState({ version: store.getState().version + 1 });
    } catch (error) {
      if (abort.signal.aborted || isAppError(error, 'CANCELLED')) return;
      // The cell stays empty; the record says what is wrong when it is opened.
      held.set(id, new Map());
    } finally {
      if (running.get(id) === abort) running.delete(id);
    }
    next();
  };
  const cancel = (isWanted: (id: string) => boolean): void => {
    for (const [id, abort] of running) {
      if (isWanted(id)) continue;
      abort.abort();
      running.delete(id);
    }
  };
  return {
    ...store,
    get: (id) => held.get(id),
    want(ids) {
      waiting = ids;
      cancel((id) => ids.includes(id));
      next();
    },
    close() {
      waiting = [];
      cancel(() => false);
    },
  };
}
