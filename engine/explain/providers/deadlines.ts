import { ProviderFailure } from './provider.ts';

export interface Deadlines {
  /** Until the first piece of an answer. */
  readonly firstMs: number;
  /** Between pieces. */
  readonly idleMs: number;
}

/**
 * Passes pieces on and gives up where none comes in time; whoever makes the pieces is aborted then, and when the reader leaves.
 * @throws ProviderFailure `timeout`; what `make` throws, unchanged
 */
export async function* withDeadlines<Piece, End>(
  who: string,
  { firstMs, idleMs }: Deadlines,
  signal: AbortSignal,
  make: (signal: AbortSignal) => AsyncGenerator<Piece, End>,
): AsyncGenerator<Piece, End> {
  const stop = new AbortController();
  const pieces = make(AbortSignal.any([signal, stop.signal]));
  try {
    for (let waitMs = firstMs; ; waitMs = idleMs) {
      const next = await inTime(pieces.next(), waitMs, () => stop.abort());
      if (next === undefined)
        throw new ProviderFailure(
          'timeout',
          `${who} gave no ${waitMs === firstMs ? 'answer' : 'more of its answer'} within ${secondsText(waitMs)}.`,
        );
      if (next.done === true) return next.value;
      yield next.value;
    }
  } finally {
    stop.abort();
  }
}

async function inTime<T>(promise: Promise<T>, ms: number, onLate: () => void): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  // Aborted because it is late, it rejects; nobody waits for that any more.
  promise.catch(() => undefined);
  try {
    const first = await Promise.race([promise, late]);
    if (first === undefined) onLate();
    return first;
  } finally {
    clearTimeout(timer);
  }
}

function secondsText(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`;
}
