import { Worker } from 'node:worker_threads';
import { endThread } from '../thread-end.ts';
import { THREAD_LIMITS } from '../thread-limits.ts';

/** Threads that were taken have a file to load: their successors start when that is done. */
const REFILL_AFTER_MS = 5_000;

/**
 * Reader threads that have loaded their code and wait for a file. Starting one takes some 100 ms, a fifth of what a person
 * waits for a large file to open; a spare one is there at once.
 */
export class SpareReaders {
  readonly #entry: URL;
  readonly #count: number;
  readonly #spares = new Set<Worker>();
  #refill: NodeJS.Timeout | undefined;

  /** @param count how many wait at a time; 0: every thread is started when it is needed */
  constructor(entry: URL, count: number) {
    this.#entry = entry;
    this.#count = count;
  }

  /** Starts what is missing. Spare threads do not keep the process alive. */
  fill(): void {
    while (this.#spares.size < this.#count) {
      const worker = this.#start();
      worker.unref();
      this.#spares.add(worker);
      // One that cannot start fails again, and is heard, when a file needs it.
      worker.once('error', () => this.#spares.delete(worker));
    }
  }

  /** A thread of the caller's own: a spare one, or one that starts now. */
  take(): Worker {
    for (const worker of this.#spares) {
      this.#spares.delete(worker);
      worker.removeAllListeners('error');
      worker.ref();
      this.#refill ??= setTimeout(() => {
        this.#refill = undefined;
        this.fill();
      }, REFILL_AFTER_MS).unref();
      return worker;
    }
    return this.#start();
  }

  #start(): Worker {
    return new Worker(this.#entry, { resourceLimits: THREAD_LIMITS });
  }

  async close(): Promise<void> {
    clearTimeout(this.#refill);
    const spares = [...this.#spares];
    this.#spares.clear();
    await Promise.all(spares.map((worker) => endThread(worker)));
  }
}
