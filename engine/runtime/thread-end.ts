import type { MessagePort, Worker } from 'node:worker_threads';

/** A thread asked to end is at most loading its code, or at work on one block: one that takes longer hangs. */
const PATIENCE_MS = 5_000;

interface EndMessage {
  readonly kind: 'end';
}

/**
 * Ends a thread that called `endWhenAsked`: it is asked to, and ends between two pieces of work, once its code is loaded. Ended from outside
 * while it loads native code, it can take the process with it.
 * @param patienceMs for a thread that does not answer, until it is ended from outside; 0: at once, where it is known to hang
 */
export async function endThread(worker: Worker, patienceMs = PATIENCE_MS): Promise<void> {
  // Ended already: its listeners would wait for ever.
  if (worker.threadId === -1) return;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A spare one that nobody waits for is waited for now.
  worker.ref();
  const message: EndMessage = { kind: 'end' };
  worker.postMessage(message);
  const limit = setTimeout(() => void worker.terminate(), patienceMs);
  await exited;
  clearTimeout(limit);
}

/** The thread's side; to be called first, so that nothing that comes with the request is begun. @param close gives back what it holds */
export function endWhenAsked(port: MessagePort, close?: () => void): void {
  port.on('message', (message: { readonly kind: string } | EndMessage) => {
    if (message.kind !== 'end') return;
    close?.();
    process.exit(0);
  });
}
