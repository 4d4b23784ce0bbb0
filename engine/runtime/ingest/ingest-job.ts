import { availableParallelism } from 'node:os';
import type { SourceChoice, SourceState } from '../../base/source-state.ts';
import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import type { Template } from '../../mine/refine.ts';
import type { BlockRow, InvestigationWriter } from '../../store/writer.ts';
import type { Miner } from '../mine/miner.ts';
import { Dispatcher, type FinishedChunk, type IngestThread, type SourceProblem } from './dispatcher.ts';
import { Feed, MAX_WAITING_BYTES } from './feed.ts';
import type { BlockMessage, ReadPlan } from './messages.ts';
import { type PlannedSource, planSource } from './plan-source.ts';
import type { SignatureTotals } from './signature-totals.ts';
import { endOf, problemOf, withoutPatterns } from './source-end.ts';
import { SourceProgress } from './source-progress.ts';

/** Encoded bytes of one transaction; more bring nothing, fewer cost a disk flush each. Well below what threads may have in flight. */
const BYTES_PER_COMMIT = 4 << 20;
/** Text of services that a transaction takes at most: half of what a feed lets wait, so that it never waits for the clock. */
const FED_BYTES_PER_COMMIT = MAX_WAITING_BYTES / 2;
/** The window shows what was committed: do not let it wait longer. */
const COMMIT_AFTER_MS = 250;
/** Templates are found for the first time after so many records, then each time there are this many times as many signatures. */
const FIRST_REFINE_RECORDS = 10_000;
const REFINE_GROWTH = 2;

export interface IngestDeps {
  readonly writer: InvestigationWriter;
  readonly catalog: FormatCatalog;
  readonly makeThread: () => IngestThread;
  /** A miner that holds the first `existing` signatures of the investigation. */
  readonly makeMiner: (existing: number) => Miner;
  readonly threads: number;
  /** Milliseconds, only differences count. */
  readonly now: () => number;
  /** Somebody looks at what was read so far: only then are templates found before all is read. */
  readonly isLookedAt: () => boolean;
  /** Something was committed, or a source changed its state. */
  readonly onChange: (what: 'blocks' | 'templates' | 'sources') => void;
}

export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism()));
}

interface Pending {
  readonly sourceId: number;
  readonly row: BlockRow;
  readonly worker: number;
}

/**
 * Reads sources into one investigation: plans them, has threads read them, commits their blocks in order, finds the
 * templates. One job serves one investigation for as long as it is open; threads exist only while there is work.
 */
export class IngestJob {
  readonly #deps: IngestDeps;
  readonly #sources = new Map<number, SourceProgress>();
  readonly #plans = new Map<number, ReadPlan>();
  readonly #feeds = new Map<number, Feed>();
  /** Where services are to be asked on, and how many chunks say so: they go with the next commit. */
  #cursors = new Map<number, { readonly cursor: string; readonly chunks: number }>();
  readonly #totals: SignatureTotals;
  #dispatcher: Dispatcher | undefined;
  #miner: Miner | undefined;
  /** Global signature id by worker and the worker's own id. */
  #idsByWorker = new Map<number, Int32Array>();
  #pending: Pending[] = [];
  #pendingBytes = 0;
  /** Of sources that are fed: bytes of text. */
  #pendingFed = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextReadId = 1;
  /** Signatures when templates were last looked for. */
  #refinedSize = 0;
  #isRefining = false;
  /** Templates that keep their ids; unread until patterns are refined: opening a file does not wait for them. */
  #known: readonly Template[] | undefined;
  readonly #readKnown: () => readonly Template[];
  #templateCount: number;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;
  #startedMs = 0;
  #elapsedMs = 0;
  #failure: unknown;
  /** Sources that were read since the job was last idle: their templates are not stored yet. */
  #endedNow: number[] = [];
  /** Sources whose heads are being looked at: the job is not idle although nothing is dispatched yet. */
  #planning = 0;

  constructor(
    deps: IngestDeps,
    sources: readonly SourceState[],
    readKnown: () => readonly Template[],
    totals: SignatureTotals,
    templatesInUse: number,
  ) {
    this.#deps = deps;
    this.#readKnown = readKnown;
    this.#totals = totals;
    this.#templateCount = templatesInUse;
    for (const state of sources) this.#sources.set(state.id, new SourceProgress(state));
  }

  get isReading(): boolean {
    return this.#idle !== undefined;
  }

  get elapsedMs(): number {
    return this.isReading ? this.#deps.now() - this.#startedMs : this.#elapsedMs;
  }

  get templateCount(): number {
    return this.#templateCount;
  }

  sources(): SourceState[] {
    return [...this.#sources.values()].map((source) => source.state);
  }

  /** Resolves when nothing is being read. Rejects when the store failed: what was committed stays. */
  async whenIdle(): Promise<void> {
    await this.#idle?.promise;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Adds a source that is known to the store; looks at its head and queues it. */
  async read(sourceId: number, choice: SourceChoice): Promise<void> {
    const source = this.#sources.get(sourceId);
    if (source === undefined) return;
    this.#begin();
    this.#planning++;
    let planned: PlannedSource;
    try {
      planned = await planSource(source.state, choice, this.#nextReadId++, this.#deps.catalog);
    } catch (error) {
      this.#planning--;
      this.#fail(error);
      return;
    }
    this.#planning--;
    if (this.#failure !== undefined) return;
    source.set(planned.change);
    this.#deps.writer.updateSource(source.state);
    this.#deps.onChange('sources');
    if (planned.plan === undefined) {
      this.#endIfIdle();
      return;
    }
    this.#plans.set(sourceId, planned.plan);
    this.#startDispatcher().add(planned.plan, planned.splittableBytes);
  }

  /** Begins a source whose lines come from a service; it goes on behind what it gave before. End it with `endFeed`. */
  feed(sourceId: number, reading: Pick<ReadPlan, 'format' | 'roles' | 'referenceTimeUs'>): Feed {
    const source = this.#sources.get(sourceId);
    if (source === undefined) throw new Error(`no source ${sourceId}`);
    this.#begin();
    const { name, path, bytes, timeZone } = source.state;
    const plan: ReadPlan = {
      ...reading,
      sourceId,
      readId: this.#nextReadId++,
      path,
      name,
      timeZone,
      compression: 'none',
      lineEnd: 'LF',
      skipBytes: 0,
    };
    this.#plans.set(sourceId, plan);
    const feed = new Feed(bytes, (chunk) => this.#dispatcher?.feed(sourceId, chunk) ?? false);
    this.#feeds.set(sourceId, feed);
    source.set({ problem: undefined });
    this.#startDispatcher().open(plan);
    return feed;
  }

  /** What a service says about a source besides its records: that it must be waited for, how much there is. */
  note(sourceId: number, change: Partial<SourceState>): void {
    const source = this.#sources.get(sourceId);
    if (source?.state.state !== 'reading') return;
    source.set(change);
    this.#deps.onChange('sources');
  }

  /** @param feed of an earlier beginning of the source: then nothing ends */
  endFeed(sourceId: number, feed: Feed, problem: SourceProblem | undefined): void {
    if (this.#feeds.get(sourceId) === feed) this.#dispatcher?.endFeed(sourceId, problem);
  }

  /** Signatures a source had before this program opened it: its patterns are counted over all. */
  noteSignatures(sourceId: number, signatures: Uint32Array): void {
    this.#sources.get(sourceId)?.noteSignatures(signatures);
  }

  /** Finds templates for what came since, where somebody looks: a source that never ends would have none otherwise. */
  async refineNew(): Promise<void> {
    if (this.#totals.size > this.#refinedSize && this.#deps.isLookedAt()) await this.#refine();
  }

  /** Stops one source, or all; what was read of them stays. */
  cancel(sourceId?: number): void {
    const stopped: SourceProblem = { code: 'CANCELLED', message: 'Stopped. What was read until then is in use.' };
    for (const id of sourceId === undefined ? [...this.#sources.keys()] : [sourceId]) {
      this.#feeds.get(id)?.stop();
      this.#dispatcher?.cancel(id, stopped);
    }
  }

  /** Stops everything and waits until the threads are gone. */
  async close(): Promise<void> {
    this.cancel();
    await this.#idle?.promise;
    await this.#miner?.close();
  }

  /** A new source of the store. */
  adopt(state: SourceState): void {
    this.#sources.set(state.id, new SourceProgress(state));
  }

  #begin(): void {
    if (this.#idle !== undefined) return;
    let resolve = (): void => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#idle = { promise, resolve };
    this.#failure = undefined;
    this.#endedNow = [];
    this.#startedMs = this.#deps.now();
    // Threads take a while to start: they do so while the head of the first source is looked at.
    this.#startDispatcher();
  }

  #startDispatcher(): Dispatcher {
    this.#dispatcher ??= new Dispatcher(this.#deps.makeThread, this.#deps.threads, {
      sourceBegan: (id) => {
        this.#sources.get(id)?.begin(this.#deps.now());
        this.#deps.onChange('sources');
      },
      block: (id, block, worker) => this.#guard(() => this.#receive(id, block, worker)),
      blockGivenUp: (block, worker) => {
        this.#intern(block, worker);
        this.#dispatcher?.credit(worker, block.encoded.data.length);
      },
      chunk: (id, chunk) => this.#guard(() => this.#receiveChunk(id, chunk)),
      sourceEnded: (id, problem) => this.#guard(() => this.#sourceEnded(id, problem)),
    });
    return this.#dispatcher;
  }

  #receive(sourceId: number, block: BlockMessage, worker: number): void {
    this.#take(sourceId, block, worker);
    this.#commitSoon();
  }

  /** No commit falls between its blocks: all of them are in the file with the cursor, or none. */
  #receiveChunk(sourceId: number, { blocks, worker, cursor }: FinishedChunk): void {
    for (const block of blocks) {
      this.#take(sourceId, block, worker);
      this.#pendingFed += block.byteCount;
    }
    this.#cursors.set(sourceId, { cursor, chunks: (this.#cursors.get(sourceId)?.chunks ?? 0) + 1 });
    this.#commitSoon();
  }

  #take(sourceId: number, block: BlockMessage, worker: number): void {
    const source = this.#sources.get(sourceId);
    const plan = this.#plans.get(sourceId);
    if (source === undefined || plan === undefined) return;
    const signatures = this.#intern(block, worker);
    source.noteSignatures(signatures);
    const { encoded, byteOffset, byteCount, counts } = block;
    if (encoded.rowCount > 0) {
      this.#pending.push({
        sourceId,
        worker,
        row: { sourceId, encoded, signatures, firstLine: source.nextLine, lineCount: counts.lines, byteOffset, byteCount },
      });
      this.#pendingBytes += encoded.data.length;
    } else {
      this.#dispatcher?.credit(worker, encoded.data.length);
    }
    source.take(block, plan.compression !== 'none' || plan.path === '-', this.#deps.now());
  }

  #commitSoon(): void {
    if (this.#pendingBytes >= BYTES_PER_COMMIT || this.#pendingFed >= FED_BYTES_PER_COMMIT) this.#commit();
    else this.#timer ??= setTimeout(() => this.#guard(() => this.#commit()), COMMIT_AFTER_MS);
  }

  /** Turns the worker's signature ids into those of the investigation. */
  #intern(block: BlockMessage, worker: number): Uint32Array {
    const { newSignatures, firstNewSignature, signatures } = block;
    const ids = this.#idsOf(worker, firstNewSignature + newSignatures.count);
    if (newSignatures.count > 0) {
      const before = this.#totals.size;
      const interned = this.#deps.writer.internSignatures(newSignatures);
      ids.set(interned.ids, firstNewSignature);
      for (let index = 0; index < interned.ids.length; index++) this.#totals.meet(interned.ids[index], interned.levels[index]);
      if (interned.fresh.count > 0) this.#minerOf(before).add(interned.fresh);
    }
    const own = new Uint32Array(signatures.length);
    for (let local = 0; local < own.length; local++) own[local] = ids[signatures[local]];
    return own;
  }

  /** Global signature id by the worker's own, with room for `count`. */
  #idsOf(worker: number, count: number): Int32Array {
    const known = this.#idsByWorker.get(worker);
    if (known !== undefined && known.length >= count) return known;
    const ids = new Int32Array(Math.max(count, 4_096, (known?.length ?? 0) * 2));
    if (known !== undefined) ids.set(known);
    this.#idsByWorker.set(worker, ids);
    return ids;
  }

  #commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending;
    const cursors = this.#cursors;
    if (batch.length === 0 && cursors.size === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#pendingFed = 0;
    this.#cursors = new Map();
    const touched = [...new Set(batch.map((entry) => entry.sourceId))].flatMap((id) => this.#sources.get(id)?.state ?? []);
    this.#deps.writer.appendBlocks(
      batch.map((entry) => entry.row),
      touched,
      [...cursors].map(([sourceId, { cursor }]) => ({ sourceId, cursor })),
    );
    for (const [sourceId, { chunks }] of cursors) this.#feeds.get(sourceId)?.committed(chunks);
    const written = new Map<number, number>();
    for (const { row, worker } of batch) {
      for (let local = 0; local < row.signatures.length; local++) this.#totals.add(row.signatures[local], row.encoded.counts[local]);
      written.set(worker, (written.get(worker) ?? 0) + row.encoded.data.length);
      // Freed at once: left to the garbage collector, they make it go through everything some twenty times a gigabyte.
      row.encoded.data.buffer.transfer(0);
    }
    for (const [worker, bytes] of written) this.#dispatcher?.credit(worker, bytes);
    this.#deps.onChange('blocks');
    if (this.#isRefineDue() && this.#deps.isLookedAt()) void this.#refine();
  }

  #sourceEnded(sourceId: number, problem: SourceProblem | undefined): void {
    this.#commit();
    const source = this.#sources.get(sourceId);
    if (source !== undefined) {
      const end = endOf(source.state, problem);
      // Stored first: a source whose end could not be stored has not ended well.
      this.#deps.writer.updateSource({ ...source.state, ...end });
      source.set(end);
    }
    this.#plans.delete(sourceId);
    this.#feeds.get(sourceId)?.stop();
    this.#feeds.delete(sourceId);
    this.#endedNow.push(sourceId);
    this.#deps.onChange('sources');
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#planning > 0 || (this.#dispatcher !== undefined && !this.#dispatcher.isIdle)) return;
    void this.#finish();
  }

  async #finish(): Promise<void> {
    const idle = this.#idle;
    if (idle === undefined) return;
    // Taken away before they are waited for: what begins meanwhile needs its own.
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    this.#idsByWorker = new Map();
    // The threads end while the templates are found: they have nothing left to do.
    const closed = dispatcher?.close();
    if (this.#failure === undefined && !this.#hasWork) await this.#refineLast();
    await closed;
    if (this.#hasWork) return;
    // It holds every message; a later file starts it again from the store.
    const miner = this.#miner;
    this.#miner = undefined;
    await miner?.close();
    // Whoever ends what began meanwhile ends this too.
    if (this.#hasWork || this.#idle !== idle) return;
    this.#elapsedMs = this.#deps.now() - this.#startedMs;
    this.#idle = undefined;
    this.#deps.onChange('sources');
    idle.resolve();
  }

  get #hasWork(): boolean {
    return this.#planning > 0 || this.#dispatcher !== undefined;
  }

  #isRefineDue(): boolean {
    return this.#totals.size >= this.#refinedSize * REFINE_GROWTH && this.#records() >= FIRST_REFINE_RECORDS;
  }

  #records(): number {
    let records = 0;
    for (const source of this.#sources.values()) records += source.state.records;
    return records;
  }

  #minerOf(existing: number): Miner {
    this.#miner ??= this.#deps.makeMiner(existing);
    return this.#miner;
  }

  /** Templates while reading: a first look, found anew each time. Only the last ones keep their ids. */
  async #refine(): Promise<void> {
    if (this.#isRefining) return;
    this.#isRefining = true;
    try {
      await this.#mineAndStore();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isRefining = false;
    }
  }

  async #refineLast(): Promise<void> {
    if (this.#totals.size === 0) return;
    try {
      this.#known = await this.#mineAndStore();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #mineAndStore(): Promise<readonly Template[]> {
    this.#refinedSize = this.#totals.size;
    this.#known ??= this.#readKnown();
    const { templates, assignment } = await this.#minerOf(this.#totals.size).refine(this.#totals.counts(), this.#known);
    this.#deps.writer.replaceTemplates(
      templates.map(({ id, parts, text }) => ({ fingerprint: id, parts, text })),
      assignment,
    );
    // What a source is said to hold must be in the file by then.
    if (this.#failure === undefined) this.#commit();
    for (const source of this.#sources.values()) {
      if (!source.countPatterns(assignment)) continue;
      this.#deps.writer.updateSource(source.state);
    }
    this.#templateCount = this.#totals.groupsInUse(assignment);
    this.#deps.onChange('templates');
    return templates;
  }

  /** A failing store (a full disk) ends the job: nothing more can be kept. */
  #guard(step: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    const problem = problemOf(error);
    for (const source of this.#sources.values()) {
      if (source.state.state === 'reading' || source.state.state === 'waiting') source.set({ state: 'failed', problem });
    }
    for (const id of this.#endedNow) {
      const source = this.#sources.get(id);
      if (source !== undefined && source.state.records > 0) source.set(withoutPatterns(source.state, problem));
    }
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#pendingFed = 0;
    this.#cursors = new Map();
    for (const feed of this.#feeds.values()) feed.stop();
    this.#feeds.clear();
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    void dispatcher?.close();
    void this.#finish();
  }
}
