import { Worker } from 'node:worker_threads';
import type { PullRequest } from '../../base/pull.ts';
import type { SourceProblem } from '../ingest/dispatcher.ts';
import { endThread } from '../thread-end.ts';
import type { FromPullThread, ToPullThread } from './messages.ts';
import type { PullTarget } from './run-pull.ts';

/** What a pull needs of whoever began it. */
export interface PullOrder {
  readonly request: PullRequest;
  readonly key: string | undefined;
  readonly target: PullTarget;
  /** Called with a sentence while the service makes us wait, and with undefined when it goes on. */
  readonly tell: (sentence: string | undefined) => void;
  /** Rejects when the signal fires first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs connectors on a thread of their own, so that what services send is read and turned into lines without the main thread. One thread
 * for all pulls; it exists only while there are some. Should it die, each of them ends with WORKER_DIED.
 */
export class PullThread {
  readonly #entry: URL;
  #worker: Worker | undefined;
  readonly #orders = new Map<number, PullOrder>();
  readonly #ending = new Set<Promise<void>>();
  #nextId = 1;

  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Begins to fill the target; it is told the end. */
  run(order: PullOrder): void {
    const pullId = this.#nextId++;
    const { request, key, target } = order;
    this.#orders.set(pullId, order);
    target.feed.signal.addEventListener('abort', () => this.#post({ kind: 'stop', pullId }), { once: true });
    this.#worker ??= this.#start();
    this.#post({ kind: 'begin', pullId, request, key, cursor: target.cursor });
    if (target.feed.signal.aborted) this.#post({ kind: 'stop', pullId });
  }

  /** Resolves when the thread is gone; pulls that still run end unheard. */
  async close(): Promise<void> {
    this.#orders.clear();
    this.#endWorker();
    await Promise.all(this.#ending);
  }

  #start(): Worker {
    const worker = new Worker(this.#entry);
    let death: unknown;
    worker.on('message', (message: FromPullThread) => this.#receive(message));
    worker.on('error', (error) => {
      death = error;
    });
    worker.on('exit', (code) => this.#bury(worker, death instanceof Error ? death.message : `the thread ended with code ${code}`));
    return worker;
  }

  #receive(message: FromPullThread): void {
    const { pullId } = message;
    const order = this.#orders.get(pullId);
    if (order === undefined) return;
    const { target, tell, wait } = order;
    const { signal } = target.feed;
    switch (message.kind) {
      case 'chunk':
        // A source that takes no more has fired its signal, and the thread was told by that.
        target.feed
          .push(message.bytes, message.cursor, () => this.#post({ kind: 'kept', pullId }))
          .then(
            () => this.#post({ kind: 'taken', pullId }),
            () => undefined,
          );
        break;
      case 'wait':
        wait(message.ms, signal).then(
          () => this.#post({ kind: 'waited', pullId, waitId: message.waitId }),
          () => undefined,
        );
        break;
      case 'told':
        tell(message.sentence);
        break;
      case 'refine':
        if (!signal.aborted) void target.refine();
        break;
      case 'end':
        this.#end(pullId, message.problem);
        break;
    }
  }

  #end(pullId: number, problem: SourceProblem | undefined): void {
    const order = this.#orders.get(pullId);
    this.#orders.delete(pullId);
    if (this.#orders.size === 0) this.#endWorker();
    order?.target.end(problem);
  }

  #endWorker(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    const ending = endThread(worker).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #bury(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const [pullId, { target }] of [...this.#orders]) {
      this.#orders.delete(pullId);
      target.end({
        code: 'WORKER_DIED',
        message: `Reading the service ended in the middle: ${reason}. What was read until then is in use. Go on when you like: nothing is read twice.`,
      });
    }
  }

  #post(message: ToPullThread): void {
    if (this.#orders.has(message.pullId)) this.#worker?.postMessage(message);
  }
}
