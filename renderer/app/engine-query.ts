import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAppError } from '#base/app-error.ts';

/** After this long the old answer is shown dimmed (and a skeleton where there is none). */
export const QUIET_MS = 150;
/** After this long the elapsed time and a way to cancel are shown. */
export const SLOW_MS = 2_000;
/** Data that grew is asked for again when the last answer has rested this many times as long as it took: reading goes on meanwhile. */
const REST_FACTOR = 3;
const MAX_REST_MS = 5_000;

export interface EngineAnswer<T> {
  /** The newest answer; stays while a newer question runs and when it fails. */
  readonly data: T | undefined;
  /** The key `data` answers. */
  readonly dataKey: string | undefined;
  /** Why the newest question failed; gone with the next answer. */
  readonly error: unknown;
  /** quiet: nothing to say (idle, answered, or running for less than 150 ms). busy: dim the old content. slow: offer Cancel. */
  readonly phase: 'quiet' | 'busy' | 'slow';
  /** When the running question was asked, in ms of the clock given; undefined when none runs. */
  readonly startedMs: number | undefined;
  /** True when the running question was cancelled by the user and `data` answers an older one. */
  readonly cancelled: boolean;
}

export type Ask<T> = (signal: AbortSignal) => Promise<T>;

export interface EngineQuery<T> extends StoreApi<EngineAnswer<T>> {
  /**
   * Asks when the key is new: the older question is aborted and its answer never shown.
   * With the same key and a new `refresh` (the data grew), the running question may finish first, then it is asked again after a
   * rest, without dimming: numbers only grow.
   */
  ask(key: string, refresh: number, ask: Ask<T>): void;
  /** Asks the same again, after an error for example. */
  retry(): void;
  /** The user does not want to wait; what was there stays. */
  cancel(): void;
  /** Aborts and forgets the question; later answers change nothing. */
  stop(): void;
}

/** The logic of `useEngineQuery` without React. Timers are the global ones; tests bring their own. */
export function createEngineQuery<T>(nowMs: () => number): EngineQuery<T> {
  const store = createStore<EngineAnswer<T>>(() => ({
    data: undefined,
    dataKey: undefined,
    error: undefined,
    phase: 'quiet',
    startedMs: undefined,
    cancelled: false,
  }));
  const { setState } = store;
  let generation = 0;
  let controller: AbortController | undefined;
  let timers: ReturnType<typeof setTimeout>[] = [];
  let asked: { key: string; refresh: number; ask: Ask<T> } | undefined;
  /** A refresh that waits for the running question. */
  let waiting = false;
  let restUntilMs = 0;
  /** A refresh that waits for the end of the rest. */
  let rested: ReturnType<typeof setTimeout> | undefined;

  const rest = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    controller = undefined;
  };
  const abort = (): void => {
    generation += 1;
    waiting = false;
    clearTimeout(rested);
    rested = undefined;
    controller?.abort();
    rest();
  };
  const run = (quietly: boolean): void => {
    if (asked === undefined) return;
    abort();
    const { key, ask } = asked;
    const mine = generation;
    const own = new AbortController();
    controller = own;
    if (!quietly) {
      timers = [setTimeout(() => setState({ phase: 'busy' }), QUIET_MS), setTimeout(() => setState({ phase: 'slow' }), SLOW_MS)];
    }
    const startedMs = nowMs();
    setState({ startedMs, cancelled: false });
    const settle = (state: Partial<EngineAnswer<T>>): void => {
      if (mine !== generation) return;
      rest();
      restUntilMs = nowMs() + Math.min(MAX_REST_MS, (nowMs() - startedMs) * REST_FACTOR);
      setState({ ...state, phase: 'quiet', startedMs: undefined });
      if (!waiting) return;
      waiting = false;
      refresh();
    };
    ask(own.signal).then(
      (data) => settle({ data, dataKey: key, error: undefined }),
      // A lost connection is told once for the whole window, and the question is asked again when it is back.
      (error: unknown) => settle(isAppError(error, 'CANCELLED') || isAppError(error, 'CONNECTION_LOST') ? {} : { error }),
    );
  };
  const refresh = (): void => {
    const restMs = restUntilMs - nowMs();
    if (restMs <= 0) run(true);
    else rested ??= setTimeout(() => run(true), restMs);
  };
  return {
    ...store,
    ask: (key, revision, ask) => {
      const before = asked;
      asked = { key, refresh: revision, ask };
      if (before?.key !== key) run(false);
      else if (before.refresh !== revision) {
        if (controller === undefined) refresh();
        else waiting = true;
      }
    },
    retry: () => run(false),
    cancel: () => {
      abort();
      setState({ phase: 'quiet', startedMs: undefined, cancelled: true });
    },
    stop: () => {
      abort();
      asked = undefined;
    },
  };
}
