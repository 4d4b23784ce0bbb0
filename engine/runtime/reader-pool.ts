import { AppError } from '../base/app-error.ts';
import type { BlockBudget } from '../query/block-table.ts';
import { Explorer } from '../query/explorer.ts';
import { tooSlow } from '../query/regex-matcher.ts';
import type { AskOptions, OpName, OpParams, OpResult, Shards } from '../query/shard-ops.ts';
import type { RenderTime } from '../store/block-reader.ts';
import { InvestigationReader } from '../store/reader.ts';
import type { FromReader, ToReader } from './reader/messages.ts';
import { type ReaderThread, startInlineReader, startReaderThread } from './reader/reader-thread.ts';
import type { SpareReaders } from './reader/spare-readers.ts';

export interface ReaderPoolOptions {
  /** The investigation file. */
  readonly path: string;
  /** Threads, each with its share of the blocks. */
  readonly shards: number;
  /** Where the threads come from. */
  readonly threads: SpareReaders;
  /** How long a first page waits for the count of all records; default 200 ms. */
  readonly firstPageMs?: number | undefined;
}

/** For small tests: no threads. */
export interface InlinePoolOptions {
  readonly path: string;
  readonly shards: number;
  readonly renderTime: RenderTime;
  readonly budget?: BlockBudget | undefined;
  readonly firstPageMs?: number | undefined;
}

/** How often hanging threads are looked for, while a question that may hang one is under way. */
const WATCH_MS = 250;

interface Job {
  readonly shard: number;
  readonly message: ToReader;
  readonly stallMs: number | undefined;
  readonly settle: (message: FromReader) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * The threads that answer questions about one investigation. A thread that dies or hangs costs the questions it was at work on;
 * it is replaced, and the next question finds a working one.
 */
export class ReaderPool implements Shards {
  readonly count: number;
  readonly explorer: Explorer;
  /** The pool's own look into the file: block index and marks. */
  readonly reader: InvestigationReader;
  readonly #start: (shard: number) => ReaderThread;
  readonly #threads: (ReaderThread | undefined)[];
  readonly #heardMs: number[];
  readonly #jobs = new Map<number, Job>();
  #nextJob = 1;
  #watch: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ReaderPoolOptions | InlinePoolOptions) {
    this.count = Math.max(1, options.shards);
    this.reader = InvestigationReader.open(options.path);
    this.#start = (index) =>
      'threads' in options
        ? startReaderThread(options.threads.take(), { path: options.path, index, count: this.count })
        : startInlineReader({ path: options.path, index, count: this.count, renderTime: options.renderTime, budget: options.budget });
    this.#threads = Array.from({ length: this.count }, () => undefined);
    this.#heardMs = Array.from({ length: this.count }, () => 0);
    this.explorer = new Explorer({ shards: this, directory: this.reader, firstPageMs: options.firstPageMs });
  }

  /** Starts all threads and has them load the file, so that the first question finds them ready. */
  warm(): void {
    for (let shard = 0; shard < this.count; shard++) this.#thread(shard).post({ kind: 'load' });
  }

  /** Something was committed: the next questions are to see it. */
  refresh(): void {
    this.explorer.refresh();
    for (const thread of this.#threads) thread?.post({ kind: 'refresh' });
  }

  /** Whether anything was asked or made ready to be asked. */
  get isStarted(): boolean {
    return this.#threads.some((thread) => thread !== undefined);
  }

  ask<Name extends OpName>(shard: number, name: Name, params: OpParams<Name>, { signal, stallMs }: AskOptions): Promise<OpResult<Name>> {
    if (this.#isClosed) return Promise.reject(new AppError('CANCELLED', 'The investigation was closed.'));
    if (signal?.aborted) return Promise.reject(new AppError('CANCELLED', 'Cancelled.'));
    const jobId = this.#nextJob++;
    const message: ToReader = { kind: 'ask', jobId, name, params };
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#threads[shard]?.post({ kind: 'cancel', jobId });
        // One that may hang its thread stays watched until the thread answers.
        if (stallMs === undefined) this.#jobs.delete(jobId);
        reject(new AppError('CANCELLED', 'Cancelled.'));
      };
      const finish = (): void => {
        this.#jobs.delete(jobId);
        signal?.removeEventListener('abort', onAbort);
        if (this.#jobs.size === 0) this.#stopWatching();
      };
      this.#jobs.set(jobId, {
        shard,
        message,
        stallMs,
        settle: (answer) => {
          finish();
          if (answer.kind === 'failed') reject(new AppError(answer.code, answer.message, { details: { ...answer.details } }));
          // What the thread answers to `name` has the type of `name`: see runOp.
          else if (answer.kind === 'answer') resolve(answer.result as OpResult<Name>);
        },
        reject: (error) => {
          finish();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#thread(shard).post(message);
      if (stallMs !== undefined) this.#startWatching(shard);
    });
  }

  /** Ends all threads; questions under way are rejected. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const job of [...this.#jobs.values()]) job.reject(new AppError('CANCELLED', 'The investigation was closed.'));
    await Promise.all(this.#threads.map((thread) => thread?.stop()));
    this.reader.close();
  }

  #thread(shard: number): ReaderThread {
    const running = this.#threads[shard];
    if (running !== undefined) return running;
    const thread = this.#start(shard);
    this.#threads[shard] = thread;
    this.#heardMs[shard] = performance.now();
    thread.onMessage((message) => {
      this.#heardMs[shard] = performance.now();
      if (message.kind !== 'alive') this.#jobs.get(message.jobId)?.settle(message);
    });
    thread.onDeath((reason) => {
      if (this.#threads[shard] !== thread) return;
      this.#threads[shard] = undefined;
      const death = new AppError(
        'WORKER_DIED',
        `A thread that searches ended at work: ${reason}. The investigation is unharmed. Ask again.`,
      );
      for (const job of [...this.#jobs.values()]) if (job.shard === shard) job.reject(death);
    });
    return thread;
  }

  /** Time counts from now: a thread that had nothing to do is not hanging. */
  #startWatching(shard: number): void {
    this.#heardMs[shard] = Math.max(this.#heardMs[shard], performance.now());
    this.#watch ??= setInterval(() => this.#endHanging(), WATCH_MS);
    this.#watch.unref();
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #endHanging(): void {
    for (let shard = 0; shard < this.count; shard++) {
      const silentMs = performance.now() - this.#heardMs[shard];
      const limits = [...this.#jobs.values()].filter((job) => job.shard === shard).map((job) => job.stallMs ?? Number.POSITIVE_INFINITY);
      if (!limits.some((limitMs) => silentMs > limitMs)) continue;
      this.#replace(shard);
    }
  }

  /** Ends a hanging thread. Questions that cannot be the reason are put again to its successor. */
  #replace(shard: number): void {
    const hanging = this.#threads[shard];
    this.#threads[shard] = undefined;
    void hanging?.stop(true);
    for (const job of [...this.#jobs.values()]) {
      if (job.shard !== shard) continue;
      if (job.stallMs === undefined) this.#thread(shard).post(job.message);
      else job.reject(tooSlow());
    }
  }
}
