/** Ctrl+C reaches us twice: from the terminal, and from the process that started us. Only a later one means: now, without tidying up. */
const SAME_PRESS_MS = 1_000;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `tidyUp` once when the process is told to end, or the one that started it over a channel is gone, with the exit code that tells
 * so. Told again later, it ends at once.
 * @returns stops waiting for that
 */
export function onInterrupt(tidyUp: (exitCode: number) => void): () => void {
  let firstMs: number | undefined;
  const end = (exitCode: number) => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      tidyUp(exitCode);
    } else if (nowMs - firstMs > SAME_PRESS_MS) process.exit(exitCode);
  };
  const listeners = Object.entries(EXIT_CODES).map(([signal, exitCode]) => ({ event: signal, listener: () => end(exitCode) }));
  listeners.push({ event: 'disconnect', listener: () => end(EXIT_CODES.SIGHUP) });
  for (const { event, listener } of listeners) process.on(event, listener);
  // Gone before anybody listened; without a channel there is no answer.
  if (process.connected === false) queueMicrotask(() => end(EXIT_CODES.SIGHUP));
  return () => {
    for (const { event, listener } of listeners) process.off(event, listener);
  };
}
