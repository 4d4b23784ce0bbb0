import { AppError, isAppError } from '../../base/app-error.ts';
import { type Control, Shard, type ShardOptions } from '../../query/shard.ts';
import { runOp } from '../../query/shard-ops.ts';
import type { FromReader, ToReader } from './messages.ts';

/** A question gives way to others, and hears of its cancellation, at least this often. */
const TURN_MS = 8;
const ALIVE_MS = 250;

/** Answers messages with one shard; several questions at a time take turns. Runs in a reader thread, or without one in tests. */
export class ShardServer {
  readonly #options: ShardOptions;
  readonly #send: (message: FromReader) => void;
  readonly #running = new Map<number, { isCancelled: boolean }>();
  #shard: Shard | undefined;
  #isStale = false;
  #lastTurnMs = 0;
  #lastAliveMs = 0;

  constructor(options: ShardOptions, send: (message: FromReader) => void) {
    this.#options = options;
    this.#send = send;
  }

  /** Blocks whose data was looked at since the start: tests count them. */
  get blocksOpened(): number {
    return this.#shard?.blocks.opened ?? 0;
  }

  receive(message: ToReader): void {
    switch (message.kind) {
      case 'refresh':
        this.#isStale = true;
        break;
      case 'load':
        this.#load();
        break;
      case 'cancel': {
        const job = this.#running.get(message.jobId);
        if (job !== undefined) job.isCancelled = true;
        break;
      }
      case 'ask':
        void this.#answer(message.jobId, message.name, message.params);
        break;
    }
  }

  close(): void {
    for (const job of this.#running.values()) job.isCancelled = true;
    this.#shard?.close();
  }

  #load(): void {
    try {
      this.#fresh();
    } catch (error) {
      // The first question meets the same and answers with it.
      if (!isAppError(error)) throw error;
    }
  }

  async #answer(jobId: number, name: Extract<ToReader, { kind: 'ask' }>['name'], params: unknown): Promise<void> {
    const job = { isCancelled: false };
    this.#running.set(jobId, job);
    try {
      const result = await runOp(this.#fresh(), name, params, this.#control(job));
      this.#send({ kind: 'answer', jobId, result });
    } catch (error) {
      this.#send(failureOf(jobId, error));
    } finally {
      this.#running.delete(jobId);
    }
  }

  /** The shard with what was committed so far; opened at the first question. */
  #fresh(): Shard {
    if (this.#shard === undefined) this.#shard = new Shard(this.#options);
    else if (this.#isStale) this.#shard.refresh();
    this.#isStale = false;
    return this.#shard;
  }

  #control(job: { readonly isCancelled: boolean }): Control {
    return {
      breathe: async () => {
        const nowMs = performance.now();
        if (nowMs - this.#lastTurnMs > TURN_MS) {
          if (nowMs - this.#lastAliveMs > ALIVE_MS) {
            this.#lastAliveMs = nowMs;
            this.#send({ kind: 'alive' });
          }
          await new Promise<void>((resolve) => setImmediate(resolve));
          this.#lastTurnMs = performance.now();
        }
        if (job.isCancelled) throw new AppError('CANCELLED', 'Cancelled.');
      },
    };
  }
}

function failureOf(jobId: number, error: unknown): FromReader {
  if (isAppError(error)) return { kind: 'failed', jobId, code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    kind: 'failed',
    jobId,
    code: 'INTERNAL',
    message: `A question could not be answered because of a bug in Logsift. ${message}`,
    details: {},
  };
}
