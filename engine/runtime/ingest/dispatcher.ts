import type { BlockMessage, FromIngestWorker, ReadPlan, ReadTask, ToIngestWorker } from './messages.ts';

/** A thread that reads; the job sees no more of it than this. */
export interface IngestThread {
  post(message: ToIngestWorker): void;
  onMessage(listener: (message: FromIngestWorker) => void): void;
  /** The thread ended although nobody asked it to. */
  onDeath(listener: (reason: string) => void): void;
  stop(): Promise<void>;
}

/** One range of a plain file: large enough to be worth a message, small enough to share the work evenly. */
export const RANGE_BYTES = 4 << 20;
/** Tasks a worker holds: one at work, one waiting, so that it never waits for us. */
const TASKS_PER_WORKER = 2;

export interface SourceProblem {
  readonly code: string;
  readonly message: string;
}

export interface DispatcherEvents {
  /** Blocks of a source in source order, whatever order the workers finished in. `worker` names whose signature ids they use. */
  block(sourceId: number, block: BlockMessage, worker: number): void;
  /** A block that follows a break: only its new signatures may still matter, and its worker waits for credit. */
  blockGivenUp(block: BlockMessage, worker: number): void;
  /** All tasks of a source are done and all its blocks were handed on. */
  sourceEnded(sourceId: number, problem: SourceProblem | undefined): void;
  sourceBegan(sourceId: number): void;
  /** All blocks of a chunk: to be committed together, and the cursor with them. Chunks of a source come in the order they were fed. */
  chunk(sourceId: number, chunk: FinishedChunk): void;
}

export interface FinishedChunk {
  readonly blocks: readonly BlockMessage[];
  readonly worker: number;
  /** Where the service is to be asked on once these blocks are kept. */
  readonly cursor: string;
}

/** Whole lines from a service. `from` is their place in the source, in bytes. */
export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly cursor: string;
}

interface Queued {
  readonly plan: ReadPlan;
  readonly ranges: { readonly from: number; readonly until: number }[];
  nextRange: number;
  /** Of a source that is fed: chunks no thread has yet. Undefined for files. */
  readonly chunks: Chunk[] | undefined;
  /** More chunks may come. */
  isOpen: boolean;
  /** Tasks handed out, in range order; the first is the one whose blocks go straight on. */
  readonly running: Running[];
  problem: SourceProblem | undefined;
  isCancelled: boolean;
  /** A range ended before its end: blocks of later ranges would leave a hole in the line numbers and are given up. */
  isBroken: boolean;
}

interface Running {
  readonly taskId: number;
  readonly worker: number;
  held: BlockMessage[];
  isDone: boolean;
  endedEarly: boolean;
  /** Of a chunk: its blocks are held until all are there. */
  readonly cursor?: string | undefined;
}

/**
 * Hands ranges of sources to threads and puts their blocks back into order. Sources take turns, so that all of them
 * show something early. A thread that dies costs its own ranges: their sources end with WORKER_DIED, others go on.
 */
export class Dispatcher {
  readonly #events: DispatcherEvents;
  readonly #makeThread: () => IngestThread;
  readonly #threads: IngestThread[] = [];
  readonly #load: number[] = [];
  readonly #sources = new Map<number, Queued>();
  readonly #taskOwner = new Map<number, { readonly source: Queued; readonly task: Running }>();
  #turn: number[] = [];
  #nextTaskId = 1;

  constructor(makeThread: () => IngestThread, threadCount: number, events: DispatcherEvents) {
    this.#makeThread = makeThread;
    this.#events = events;
    for (let index = 0; index < threadCount; index++) this.#startThread(index);
  }

  get isIdle(): boolean {
    return this.#sources.size === 0;
  }

  /** @param sizeBytes of the file; 0 and packed files are read as one range. */
  add(plan: ReadPlan, sizeBytes: number): void {
    const isSplittable = plan.compression === 'none' && plan.path !== '-';
    const ranges = isSplittable ? rangesOf(plan.skipBytes, sizeBytes) : [{ from: plan.skipBytes, until: Number.POSITIVE_INFINITY }];
    this.#sources.set(plan.sourceId, { ...queued(plan), ranges });
    this.#turn.push(plan.sourceId);
    this.#assign();
  }

  /** A source whose lines are fed chunk by chunk, until `endFeed`. */
  open(plan: ReadPlan): void {
    this.#sources.set(plan.sourceId, { ...queued(plan), chunks: [], isOpen: true });
    this.#events.sourceBegan(plan.sourceId);
  }

  /** @returns false when the source takes no more: it was cancelled, or a thread died over it. */
  feed(sourceId: number, chunk: Chunk): boolean {
    const source = this.#sources.get(sourceId);
    if (source?.chunks === undefined || !source.isOpen) return false;
    source.chunks.push(chunk);
    if (!this.#turn.includes(sourceId)) this.#turn.push(sourceId);
    this.#assign();
    return true;
  }

  /** No more chunks come; the source ends when those there are have been read. */
  endFeed(sourceId: number, problem: SourceProblem | undefined): void {
    const source = this.#sources.get(sourceId);
    if (source === undefined) return;
    source.isOpen = false;
    source.problem ??= problem;
    this.#settle(source);
  }

  cancel(sourceId: number, problem: SourceProblem | undefined): void {
    const source = this.#sources.get(sourceId);
    if (source === undefined || source.isCancelled) return;
    source.isCancelled = true;
    source.problem ??= problem;
    takeNoMore(source);
    for (const thread of this.#threads) thread.post({ kind: 'cancel', readId: source.plan.readId });
    this.#settle(source);
  }

  /** Blocks of so many encoded bytes have been written: their worker may make as much again. */
  credit(worker: number, bytes: number): void {
    this.#threads[worker]?.post({ kind: 'credit', bytes });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #startThread(index: number): void {
    const thread = this.#makeThread();
    this.#threads[index] = thread;
    this.#load[index] = 0;
    thread.onMessage((message) => this.#receive(message, index));
    thread.onDeath((reason) => this.#bury(index, thread, reason));
  }

  #assign(): void {
    for (;;) {
      const worker = this.#leastLoaded();
      if (worker === undefined) return;
      const source = this.#nextSource();
      if (source === undefined) return;
      const chunk = source.chunks?.shift();
      const range = chunk === undefined ? source.ranges[source.nextRange++] : { from: chunk.from, until: Number.POSITIVE_INFINITY };
      const task: Running = {
        taskId: this.#nextTaskId++,
        worker,
        held: [],
        isDone: false,
        endedEarly: false,
        cursor: chunk?.cursor,
      };
      if (source.nextRange === 1) this.#events.sourceBegan(source.plan.sourceId);
      source.running.push(task);
      this.#taskOwner.set(task.taskId, { source, task });
      this.#load[worker]++;
      const message: ReadTask = { taskId: task.taskId, plan: source.plan, from: range.from, until: range.until, chunk: chunk?.bytes };
      this.#threads[worker].post({ kind: 'task', task: message });
    }
  }

  #leastLoaded(): number | undefined {
    let best: number | undefined;
    for (let index = 0; index < this.#load.length; index++) {
      if (this.#load[index] < TASKS_PER_WORKER && (best === undefined || this.#load[index] < this.#load[best])) best = index;
    }
    return best;
  }

  #nextSource(): Queued | undefined {
    for (let tries = this.#turn.length; tries > 0; tries--) {
      const id = this.#turn.shift();
      if (id === undefined) return undefined;
      const source = this.#sources.get(id);
      if (source === undefined || !hasWork(source)) continue;
      this.#turn.push(id);
      return source;
    }
    return undefined;
  }

  #receive(message: FromIngestWorker, worker: number): void {
    const owner = this.#taskOwner.get(message.taskId);
    if (owner === undefined) return;
    const { source, task } = owner;
    if (message.kind === 'block') {
      if (source.running[0] === task && task.cursor === undefined) this.#handOn(source, message, worker);
      else task.held.push(message);
      return;
    }
    this.#load[worker]--;
    task.isDone = true;
    if (message.problem !== undefined) {
      task.endedEarly = true;
      if (!source.isCancelled) source.problem ??= message.problem;
      takeNoMore(source);
    }
    this.#settle(source);
    this.#assign();
  }

  /** Hands on what has come to the head of the line; ends the source when nothing is left. */
  #settle(source: Queued): void {
    for (;;) {
      const first = source.running[0];
      if (first === undefined) break;
      if (first.cursor !== undefined && !first.isDone) return;
      source.isBroken ||= first.cursor !== undefined && first.endedEarly;
      if (first.cursor !== undefined && !source.isBroken) {
        this.#events.chunk(source.plan.sourceId, { blocks: first.held, worker: first.worker, cursor: first.cursor });
      } else {
        for (const block of first.held) this.#handOn(source, block, first.worker);
      }
      first.held = [];
      if (!first.isDone) return;
      source.isBroken ||= first.endedEarly;
      source.running.shift();
      this.#taskOwner.delete(first.taskId);
    }
    if (source.isOpen || hasWork(source)) return;
    if (this.#sources.delete(source.plan.sourceId)) this.#events.sourceEnded(source.plan.sourceId, source.problem);
  }

  #handOn(source: Queued, block: BlockMessage, worker: number): void {
    if (source.isBroken) this.#events.blockGivenUp(block, worker);
    else this.#events.block(source.plan.sourceId, block, worker);
  }

  #bury(index: number, thread: IngestThread, reason: string): void {
    if (this.#threads[index] !== thread) return;
    this.#startThread(index);
    for (const { source, task } of [...this.#taskOwner.values()]) {
      if (task.worker !== index || task.isDone) continue;
      task.isDone = true;
      task.endedEarly = true;
      source.problem ??= {
        code: 'WORKER_DIED',
        message: `Reading ${source.plan.name} ended in the middle: ${reason}. What was read until then is in use. Read it again.`,
      };
      takeNoMore(source);
      this.#settle(source);
    }
    this.#assign();
  }
}

function queued(plan: ReadPlan): Queued {
  return {
    plan,
    ranges: [],
    nextRange: 0,
    chunks: undefined,
    isOpen: false,
    running: [],
    problem: undefined,
    isCancelled: false,
    isBroken: false,
  };
}

function hasWork({ ranges, nextRange, chunks }: Queued): boolean {
  return nextRange < ranges.length || (chunks !== undefined && chunks.length > 0);
}

function takeNoMore(source: Queued): void {
  source.nextRange = source.ranges.length;
  source.isOpen = false;
  if (source.chunks !== undefined) source.chunks.length = 0;
}

/** The last range is open, so that lines added while we read are still seen. */
function rangesOf(skipBytes: number, sizeBytes: number): { from: number; until: number }[] {
  const ranges: { from: number; until: number }[] = [];
  for (let from = skipBytes; from < sizeBytes || from === skipBytes; from += RANGE_BYTES) {
    ranges.push({ from, until: from + RANGE_BYTES >= sizeBytes ? Number.POSITIVE_INFINITY : from + RANGE_BYTES });
  }
  return ranges;
}
