import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isAppError } from '../base/app-error.ts';
import { LEVELS, type levelAt } from '../base/level.ts';
import type { PullRequest } from '../base/pull.ts';
import type { SourceChoice, SourceState } from '../base/source-state.ts';
import type { TimeRange } from '../base/time.ts';
import { RECORD_ROLES } from '../connect/record-line.ts';
import { readStoredRequest } from '../connect/stored-request.ts';
import type { FormatCatalog } from '../ingest/format/catalog.ts';
import type { FoundSource, RefusedSource } from '../ingest/source/resolve-sources.ts';
import { serviceOfFile } from '../ingest/source/service-of-file.ts';
import { eachSignatureCount } from '../store/block-signatures.ts';
import { SignaturePacker } from '../store/packed-signatures.ts';
import { InvestigationReader } from '../store/reader.ts';
import type { StoredFigures, StoredPolicyChange, StoredVector } from '../store/stored.ts';
import { InvestigationWriter } from '../store/writer.ts';
import { IngestJob } from './ingest/ingest-job.ts';
import { SignatureTotals } from './ingest/signature-totals.ts';
import { startIngestThread } from './ingest/worker-thread.ts';
import { Miner } from './mine/miner.ts';
import { newSource } from './new-source.ts';
import type { PullTarget } from './pull/run-pull.ts';
import type { SpareReaders } from './reader/spare-readers.ts';
import { ReaderPool } from './reader-pool.ts';
import { completeFilters } from './search-filters.ts';
import { joined, knownTemplates, totalsOf } from './stored-totals.ts';
import type { WorkerEntries } from './worker-entries.ts';

/** Filters that an opened file lacks are made when it has been open for so long. */
const FILTERS_AFTER_MS = 3_000;
/** Closing waits so long at most for filters under way. */
const FILTERS_AT_CLOSE_MS = 2_000;

/** What the lines of services are written in; see RECORD_ROLES. */
const PULLED_FORMAT = 'json-lines';

export interface InvestigationOptions {
  readonly workers: WorkerEntries;
  readonly readers: SpareReaders;
  readonly catalog: FormatCatalog;
  readonly threads: number;
  readonly now: () => number;
}

/** How far reading has come, over all sources. */
export interface IngestFigures {
  readonly sizeBytes: number;
  readonly consumedBytes: number;
  readonly elapsedMs: number;
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly remainingMs: number | undefined;
  readonly coveredUntilUs: number | undefined;
}

/** One open investigation: the writer of its file, the threads that answer questions, the job that reads sources. */
export class OpenInvestigation {
  readonly id: string;
  readonly path: string;
  readonly createdUs: number;
  readonly pool: ReaderPool;
  readonly #writer: InvestigationWriter;
  /** For what the main thread itself looks up: marks, view state, choices. */
  readonly #reader: InvestigationReader;
  readonly #job: IngestJob;
  /** Empty while `#figures` stands in for them: adding them up takes longer than all else that opening does. */
  readonly #totals: SignatureTotals;
  #figures: StoredFigures | undefined;
  #name: string;
  /** Filters under way; see completeFilters. */
  #filtering: Promise<void> = Promise.resolve();
  readonly #stopFiltering = new AbortController();
  readonly #filterLater: NodeJS.Timeout | undefined;
  #listeners = new Set<() => void>();

  /** @param warm threads begin to load the file at once: there is something to ask. */
  private constructor(id: string, writer: InvestigationWriter, options: InvestigationOptions, warm: boolean) {
    this.id = id;
    this.path = writer.path;
    this.#writer = writer;
    this.#reader = InvestigationReader.open(writer.path);
    const meta = this.#reader.meta();
    this.#name = meta.name;
    this.createdUs = meta.createdUs;
    this.pool = new ReaderPool({ path: writer.path, threads: options.readers, shards: options.threads });
    if (warm) this.pool.warm();
    this.#figures = this.#reader.figures();
    this.#totals = this.#figures === undefined ? totalsOf(this.#reader) : new SignatureTotals();
    this.#job = new IngestJob(
      {
        writer,
        catalog: options.catalog,
        threads: options.threads,
        now: options.now,
        makeThread: () => startIngestThread(options.workers.ingest, options.catalog),
        makeMiner: (existing) => this.#startMiner(options.workers.mine, existing),
        isLookedAt: () => this.pool.isStarted,
        onChange: (what) => {
          if (what !== 'sources') this.pool.refresh();
          for (const listener of [...this.#listeners]) listener();
        },
      },
      this.#reader.sources().map((source) => this.#interrupted(source)),
      () => knownTemplates(this.#reader),
      this.#totals,
      this.#figures?.patterns ?? this.#totals.groupsInUse(this.#reader.assignment()),
    );
    // What the person wants to see first comes first.
    if (warm) this.#filterLater = setTimeout(() => this.#completeFilters(), FILTERS_AFTER_MS).unref();
  }

  static create(id: string, path: string, name: string, createdUs: number, options: InvestigationOptions): OpenInvestigation {
    return new OpenInvestigation(id, InvestigationWriter.create(path, { name, createdUs }), options, false);
  }

  static open(id: string, path: string, options: InvestigationOptions): OpenInvestigation {
    return new OpenInvestigation(id, InvestigationWriter.open(path), options, true);
  }

  get name(): string {
    return this.#name;
  }

  rename(name: string): void {
    this.#writer.rename(name);
    this.#name = name;
    this.#tell();
  }

  get isReading(): boolean {
    return this.#job.isReading;
  }

  get templateCount(): number {
    return this.#job.templateCount;
  }

  sources(): readonly SourceState[] {
    return this.#job.sources();
  }

  byLevel(): Record<ReturnType<typeof levelAt>, number> {
    const { byLevel } = this.#figures ?? {};
    if (byLevel === undefined) return this.#totals.byLevel();
    const [UNSET, TRACE, DEBUG, INFO, WARN, ERROR, FATAL] = byLevel;
    return { UNSET, TRACE, DEBUG, INFO, WARN, ERROR, FATAL };
  }

  range(): TimeRange | undefined {
    return this.sources().reduce<TimeRange | undefined>((sum, { range }) => joined(sum, range), undefined);
  }

  get fileBytes(): number {
    return this.#writer.fileBytes;
  }

  /** Registers sources and begins to read them; answers when they are known, not when they are read. */
  add(found: readonly FoundSource[], refused: readonly RefusedSource[], choice: SourceChoice): void {
    if (this.#figures !== undefined) this.#addUp();
    for (const { path, name, error } of refused) {
      this.#job.adopt(
        this.#writer.addSource({
          ...newSource(path, this.#unique(name), 0),
          state: 'failed',
          problem: { code: error.code, message: error.message },
        }),
      );
    }
    for (const { path, name, sizeBytes } of found) {
      const service = serviceOfFile(path, name);
      const state = this.#writer.addSource({ ...newSource(path, this.#unique(name), sizeBytes), service }, choice);
      this.#job.adopt(state);
      void this.#job.read(state.id, choice);
    }
    this.#completeFiltersWhenIdle();
    this.#tell();
  }

  /** A source that is pulled from a service: known, and not read yet. */
  addPull(request: PullRequest, name: string, place: string, formatTitle = 'JSON lines'): SourceState {
    if (this.#figures !== undefined) this.#addUp();
    const state = this.#writer.addPull(
      {
        ...newSource(place, this.#unique(name), 0),
        format: PULLED_FORMAT,
        formatTitle,
        formatReason: `As ${name} gives it.`,
        encoding: 'utf-8',
        compression: 'none',
        timesNameZone: true,
      },
      JSON.stringify(request),
    );
    this.#job.adopt(state);
    this.#tell();
    return state;
  }

  pullOf(sourceId: number): { readonly request: PullRequest; readonly cursor: string | undefined } | undefined {
    const stored = this.#reader.pulls().find((pull) => pull.sourceId === sourceId);
    return stored === undefined ? undefined : { request: readStoredRequest(stored.request), cursor: stored.cursor };
  }

  /** Opens the way for records of a service, behind what it gave before. */
  beginPull(sourceId: number): PullTarget {
    if (this.#figures !== undefined) this.#addUp();
    const ids = this.#reader.blocks().flatMap((block) => {
      const own: number[] = [];
      if (block.sourceId === sourceId) eachSignatureCount(block.packedSignatures, (id) => own.push(id));
      return own;
    });
    const job = this.#job;
    const feed = job.feed(sourceId, { format: PULLED_FORMAT, roles: RECORD_ROLES, referenceTimeUs: 0 });
    if (ids.length > 0) job.noteSignatures(sourceId, Uint32Array.from(ids));
    this.#completeFiltersWhenIdle();
    this.#tell();
    return {
      feed,
      cursor: this.#reader.pulls().find((pull) => pull.sourceId === sourceId)?.cursor,
      refine: () => job.refineNew(),
      end: (problem) => job.endFeed(sourceId, feed, problem),
    };
  }

  /** What a service says about a source while it is read. */
  noteSource(sourceId: number, change: Partial<SourceState>): void {
    this.#job.note(sourceId, change);
  }

  /** Drops what a source gave and reads it again. @throws AppError NOT_FOUND, BAD_REQUEST while it is being read */
  reread(sourceId: number, choice: SourceChoice): void {
    const state = this.source(sourceId);
    if (state.state === 'reading' || state.state === 'waiting') {
      throw new AppError('BAD_REQUEST', `${state.name} is being read. Nothing was changed. Stop reading it first.`);
    }
    let sizeBytes = state.sizeBytes;
    try {
      sizeBytes = statSync(state.path).size;
    } catch {
      // Gone or unreadable: reading says so in its own words, and what was read before is dropped only then.
      throw new AppError(
        'UNREADABLE_SOURCE',
        `${state.name} is no longer at ${state.path}. What was read before stays in use. Put the file back to read it again.`,
      );
    }
    this.#writer.dropBlocks(sourceId);
    this.#writer.setChoice(sourceId, choice);
    const fresh = { ...newSource(state.path, state.name, sizeBytes), id: sourceId, service: state.service };
    this.#addUp();
    this.#job.adopt(fresh);
    this.pool.refresh();
    void this.#job.read(sourceId, choice);
    this.#completeFiltersWhenIdle();
    this.#tell();
  }

  source(sourceId: number): SourceState {
    const state = this.sources().find((source) => source.id === sourceId);
    if (state === undefined)
      throw new AppError(
        'NOT_FOUND',
        `There is no source ${sourceId} in this investigation. It may have been removed. Open the investigation again.`,
      );
    return state;
  }

  choiceOf(sourceId: number): SourceChoice {
    return this.#reader.choiceOf(sourceId);
  }

  cancel(sourceId?: number): void {
    this.#job.cancel(sourceId);
  }

  /** Resolves when a source is not being read any more. */
  async whenEnded(sourceId: number): Promise<void> {
    const isRead = (): boolean => ['reading', 'waiting'].includes(this.source(sourceId).state);
    while (isRead()) {
      await new Promise<void>((resolve) => {
        const stop = this.onChange(() => {
          stop();
          resolve();
        });
      });
    }
  }

  /** Resolves when nothing is being read; rejects when the file could not be written. */
  whenIdle(): Promise<void> {
    return this.#job.whenIdle();
  }

  figures(): IngestFigures {
    const sources = this.sources();
    const sum = (of: (source: SourceState) => number) => sources.reduce((total, source) => total + of(source), 0);
    const elapsedMs = this.#job.elapsedMs;
    const [sizeBytes, consumedBytes] = [
      sum((source) => source.sizeBytes),
      sum((source) => Math.min(source.consumedBytes, source.sizeBytes || source.consumedBytes)),
    ];
    const perSecond = (amount: number) => (elapsedMs > 0 ? (amount * 1000) / elapsedMs : 0);
    const open = sources.filter((source) => source.state === 'reading' || source.state === 'waiting');
    return {
      sizeBytes,
      consumedBytes,
      elapsedMs,
      linesPerSecond: perSecond(sum((source) => source.lines)),
      bytesPerSecond: perSecond(sum((source) => source.bytes)),
      remainingMs: open.length > 0 && consumedBytes > 0 ? (elapsedMs * Math.max(0, sizeBytes - consumedBytes)) / consumedBytes : undefined,
      coveredUntilUs:
        open.length > 0 && open.every((source) => source.range !== undefined)
          ? Math.min(...open.map((source) => source.range?.untilUs ?? 0))
          : undefined,
    };
  }

  getViewState(): string | undefined {
    return this.#reader.viewState();
  }

  putViewState(state: string): void {
    this.#writer.putViewState(state);
  }

  /** What was kept under a name in the file; see `keep`. */
  kept(name: string): string | undefined {
    return this.#reader.kept(name);
  }

  keep(name: string, text: string): void {
    this.#writer.keep(name, text);
  }

  vectors(model: string): ReturnType<InvestigationReader['vectors']> {
    return this.#reader.vectors(model);
  }

  putVectors(model: string, vectors: readonly StoredVector[]): void {
    this.#writer.putVectors(model, vectors);
  }

  getPolicies(): string | undefined {
    return this.#reader.policies();
  }

  putPolicies(data: string, changes: readonly StoredPolicyChange[]): void {
    this.#writer.putPolicies(data, changes);
  }

  policyChanges(policyId: string): StoredPolicyChange[] {
    return this.#reader.policyChanges(policyId);
  }

  setMark(blockId: number, row: number, pinned: boolean, note: string | undefined, updatedUs: number): void {
    this.#writer.setMark({ blockId, row, pinned, note, updatedUs });
  }

  marks(): ReturnType<InvestigationReader['marks']> {
    return this.#reader.marks();
  }

  /** Called on every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops reading and makes the file whole. */
  async close(): Promise<void> {
    clearTimeout(this.#filterLater);
    await this.#job.close();
    // Finished now, they spare the next one who opens the file the work.
    await Promise.race([this.#filtering, delay(FILTERS_AT_CLOSE_MS, undefined, { ref: false })]);
    this.#stopFiltering.abort();
    await this.#filtering;
    await this.#keepFigures();
    await this.pool.close();
    this.#reader.close();
    this.#writer.close();
  }

  #addUp(): void {
    this.#totals.replaceWith(totalsOf(this.#reader));
    this.#figures = undefined;
  }

  /** Keeps the totals for the next opening. Where that fails, they are added up then. */
  async #keepFigures(): Promise<void> {
    if (this.#figures !== undefined) return;
    try {
      // Rejects after a failure to write: who knows what the file then holds.
      await this.#job.whenIdle();
      const byLevel = this.#totals.byLevel();
      this.#writer.putFigures({
        byLevel: LEVELS.map((level) => byLevel[level]),
        patterns: this.#totals.groupsInUse(this.#reader.assignment()),
      });
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  }

  #completeFiltersWhenIdle(): void {
    // A failure of reading is told by the one who asked for it.
    void this.#job.whenIdle().then(
      () => this.#completeFilters(),
      () => undefined,
    );
  }

  #completeFilters(): void {
    const { signal } = this.#stopFiltering;
    this.#filtering = this.#filtering.then(() => completeFilters(this.pool, (filters) => this.#writer.putFilters(filters), signal));
  }

  /** A source that was being read when the program ended: what was committed is all there is of it. */
  #interrupted(source: SourceState): SourceState {
    if (source.state !== 'reading' && source.state !== 'waiting') return source;
    const stopped: SourceState = {
      ...source,
      state: 'stopped',
      problem: {
        code: 'CANCELLED',
        message: `Reading ${source.name} ended before its end, because the program ended. What was read until then is in use. Read it again to have all of it.`,
      },
    };
    this.#writer.updateSource(stopped);
    return stopped;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #unique(name: string): string {
    const taken = new Set(this.sources().map((source) => source.name));
    if (!taken.has(name)) return name;
    for (let number = 2; ; number++) if (!taken.has(`${name} (${number})`)) return `${name} (${number})`;
  }

  #startMiner(entry: URL, existing: number): Miner {
    const miner = new Miner(entry);
    const batch = new SignaturePacker();
    for (const { id, data } of this.#reader.signatures()) if (id < existing) batch.add(data);
    miner.add(batch.view());
    return miner;
  }
}
