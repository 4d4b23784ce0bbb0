import type { MessagePort } from 'node:worker_threads';
import { AppError, throwIfCancelled } from '../../base/app-error.ts';
import { connectorOf } from '../../connect/connectors.ts';
import type { SourceProblem } from '../ingest/dispatcher.ts';
import type { FromPullThread, ToPullThread } from './messages.ts';
import { type PullFeed, problemOf, runPull } from './run-pull.ts';

/** Chunks under way to the main thread: with one more, the next is made while the last is handed on. */
const MOST_UNTAKEN = 2;

/** The thread's side: runs every pull it is told of, all at once; each waits for its service most of the time. */
export function servePulls(port: MessagePort): void {
  const pulls = new Map<number, RemoteFeed>();

  async function begin({ pullId, request, key, cursor }: Extract<ToPullThread, { kind: 'begin' }>): Promise<void> {
    const post = (message: FromPullThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
    const feed = new RemoteFeed(pullId, post);
    pulls.set(pullId, feed);
    const target = {
      feed,
      cursor,
      refine: async () => post({ kind: 'refine', pullId }),
      end: (problem: SourceProblem | undefined) => {
        pulls.delete(pullId);
        post({ kind: 'end', pullId, problem });
      },
    };
    try {
      const connection = connectorOf(request.connector).connect(request.settings, key, {
        fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
        now: Date.now,
        random: Math.random,
        wait: feed.wait,
        onWait: (sentence) => post({ kind: 'told', pullId, sentence }),
      });
      await runPull(connection, request, target, Date.now);
    } catch (error) {
      target.end(problemOf(error));
    }
  }

  port.on('message', (message: ToPullThread) => {
    if (message.kind === 'begin') void begin(message);
    else pulls.get(message.pullId)?.receive(message);
  });
}

/** The way of one pull's lines to the main thread. */
class RemoteFeed implements PullFeed {
  readonly #pullId: number;
  readonly #post: (message: FromPullThread, transfer?: ArrayBuffer[]) => void;
  readonly #stopped = new AbortController();
  #untaken = 0;
  #wake: (() => void) | undefined;
  /** Of the chunks that are not committed, oldest first. */
  readonly #onKept: (() => void)[] = [];
  readonly #waits = new Map<number, () => void>();
  #nextWait = 1;

  constructor(pullId: number, post: (message: FromPullThread, transfer?: ArrayBuffer[]) => void) {
    this.#pullId = pullId;
    this.#post = post;
  }

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  async push(bytes: Uint8Array<ArrayBuffer>, cursor: string, onKept: () => void): Promise<void> {
    throwIfCancelled(this.signal);
    this.#onKept.push(onKept);
    this.#untaken++;
    this.#post({ kind: 'chunk', pullId: this.#pullId, bytes, cursor }, [bytes.buffer]);
    while (this.#untaken >= MOST_UNTAKEN && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    throwIfCancelled(this.signal);
  }

  /** Rejects with AppError CANCELLED when the signal fires first. */
  readonly wait = (ms: number, signal: AbortSignal): Promise<void> => {
    throwIfCancelled(signal);
    const waitId = this.#nextWait++;
    this.#post({ kind: 'wait', pullId: this.#pullId, waitId, ms });
    return new Promise<void>((resolve, reject) => {
      const cancel = (): void => {
        this.#waits.delete(waitId);
        reject(new AppError('CANCELLED', 'Cancelled.'));
      };
      signal.addEventListener('abort', cancel, { once: true });
      this.#waits.set(waitId, () => {
        signal.removeEventListener('abort', cancel);
        this.#waits.delete(waitId);
        resolve();
      });
    });
  };

  receive(message: Exclude<ToPullThread, { kind: 'begin' }>): void {
    switch (message.kind) {
      case 'taken':
        this.#untaken--;
        this.#wakeUp();
        break;
      case 'kept':
        this.#onKept.shift()?.();
        break;
      case 'waited':
        this.#waits.get(message.waitId)?.();
        break;
      case 'stop':
        this.#stopped.abort();
        this.#wakeUp();
        break;
    }
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
