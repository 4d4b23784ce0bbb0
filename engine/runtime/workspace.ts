import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError, isAppError } from '../base/app-error.ts';
import type { SourceChoice } from '../base/source-state.ts';
import type { FormatCatalog } from '../ingest/format/catalog.ts';
import { resolveSources } from '../ingest/source/resolve-sources.ts';
import { Catalog, type CatalogEntry } from './catalog.ts';
import { loadFormats } from './formats.ts';
import { OpenInvestigation } from './investigation.ts';
import { Pulls, REAL_WORLD, type ServiceWorld } from './pull/pulls.ts';
import { recogniseFile } from './pull/recognise-file.ts';
import { type SecretStore, SessionSecrets } from './pull/secret-store.ts';
import { SpareReaders } from './reader/spare-readers.ts';
import type { WorkerEntries } from './worker-entries.ts';

export interface WorkspaceOptions {
  /** Where investigations without a path of their own, and the list of recent ones, are kept. */
  readonly dataDir: string;
  readonly workers: WorkerEntries;
  /** URL of the folder of format definitions. */
  readonly formatsFolder: string;
  /** Reading threads, and as many that answer questions. */
  readonly threads: number;
  /** Threads wait for the next file to be opened: a window opens files, a command ends. Default false. */
  readonly keepsReady?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Where keys of log services are kept; absent: nowhere, they are gone with the process. */
  readonly secrets?: SecretStore | undefined;
  /** Absent: the real network and clock. */
  readonly services?: ServiceWorld | undefined;
}

export interface SourceToAdd {
  readonly path: string;
  readonly name?: string | undefined;
  readonly temporary?: boolean | undefined;
  readonly options?: SourceChoice | undefined;
}

/** All investigations of one user: which are open, which there are. Two workspaces can live in one process. */
export class Workspace {
  readonly #options: WorkspaceOptions;
  readonly #catalog: Catalog;
  readonly #readers: SpareReaders;
  readonly formats: FormatCatalog;
  readonly pulls: Pulls;
  readonly #open = new Map<string, OpenInvestigation>();
  /** Our own copies of dropped files, by investigation: deleted when it closes. */
  readonly #temporary = new Map<string, string[]>();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.#catalog = new Catalog(options.dataDir);
    this.formats = loadFormats(options.formatsFolder);
    this.#readers = new SpareReaders(options.workers.reader, options.keepsReady === true ? options.threads : 0);
    this.#readers.fill();
    this.pulls = new Pulls(options.dataDir, options.secrets ?? new SessionSecrets(), options.services ?? REAL_WORLD, options.workers.pull);
  }

  get threads(): number {
    return this.#options.threads;
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  recent(): readonly (CatalogEntry & { readonly available: boolean; readonly fileBytes: number })[] {
    return this.#catalog.list().map((entry) => {
      const size = statSync(entry.path, { throwIfNoEntry: false })?.size;
      // What was written last may still lie beside the file.
      const waiting = statSync(`${entry.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      return { ...entry, available: size !== undefined, fileBytes: (size ?? 0) + waiting };
    });
  }

  create(name: string | undefined, file: string | undefined): OpenInvestigation {
    const nowMs = this.#options.now();
    const target = file === undefined ? this.#newPath() : path.resolve(file);
    if (file !== undefined && existsSync(target)) rmIfInvestigation(target);
    const id = idOf(target);
    const investigation = OpenInvestigation.create(id, target, name ?? 'New investigation', nowMs * 1000, this.#openOptions());
    this.#adopt(investigation);
    return investigation;
  }

  /** @throws AppError NOT_FOUND, STORE_UNREADABLE, STORE_TOO_NEW, STORE_BUSY */
  open(id: string | undefined, file: string | undefined): OpenInvestigation {
    const target = file !== undefined ? path.resolve(file) : this.#catalog.find(id ?? '')?.path;
    if (target === undefined)
      throw new AppError(
        'NOT_FOUND',
        `There is no investigation "${id ?? ''}" on this computer. It may have been deleted. Choose another one, or open its file.`,
      );
    const known = this.#open.get(idOf(target));
    if (known !== undefined) return known;
    if (!existsSync(target))
      throw new AppError('NOT_FOUND', `${target} is not there any more. It was moved or deleted. Open it at its new place.`);
    const investigation = OpenInvestigation.open(idOf(target), target, this.#openOptions());
    this.#adopt(investigation);
    return investigation;
  }

  /** An open investigation, opened if need be. */
  get(id: string): OpenInvestigation {
    return this.#open.get(id) ?? this.open(id, undefined);
  }

  addSources(investigation: OpenInvestigation, sources: readonly SourceToAdd[]): void {
    for (const source of sources) {
      const { found, refused } = resolveSources(source.path);
      const named = source.name === undefined || found.length !== 1 ? found : [{ ...found[0], name: source.name }];
      if (source.temporary === true) this.#temporary.set(investigation.id, [...(this.#temporary.get(investigation.id) ?? []), source.path]);
      // What somebody wants read as it stands is read so.
      const isFree = source.options?.format === undefined && source.options?.asText !== true;
      const files = named.map((file) => ({ file, recognised: isFree && file.path !== '-' ? recogniseFile(file.path) : undefined }));
      investigation.add(
        files.flatMap(({ file, recognised }) => (recognised === undefined ? [file] : [])),
        refused,
        source.options ?? {},
      );
      for (const { file, recognised } of files)
        if (recognised !== undefined) this.pulls.startFile(investigation, file.path, file.name, recognised);
    }
  }

  /** Remembers an investigation as it now is for the start screen. */
  remember(investigation: OpenInvestigation, volume: readonly number[], errors: readonly number[]): void {
    const sources = investigation.sources();
    this.#catalog.put({
      id: investigation.id,
      name: investigation.name,
      path: investigation.path,
      openedUs: this.#catalog.find(investigation.id)?.openedUs ?? this.#options.now() * 1000,
      range: investigation.range(),
      records: sources.reduce((sum, source) => sum + source.records, 0),
      patterns: investigation.templateCount,
      sourceNames: sources.map((source) => source.name),
      complete: sources.every((source) => source.state === 'done' || source.state === 'skipped'),
      volume,
      errors,
    });
  }

  /** Deletes the index of an investigation. The logs are not touched. */
  async delete(id: string): Promise<void> {
    const entry = this.#catalog.find(id);
    // Whether the file could still be made whole does not matter to one who wants it gone.
    await this.#close(id).catch(ignoreExpected);
    if (entry !== undefined) for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(entry.path + suffix, { force: true });
    this.#catalog.remove(id);
  }

  /** Closes the investigations that got no path of their own, for a caller who deletes the data folder: nothing can be lost with them. */
  async discardUnnamed(): Promise<void> {
    const folder = this.#ownFolder();
    const unnamed = [...this.#open.values()].filter((investigation) => path.dirname(investigation.path) === folder);
    await Promise.all(unnamed.map(({ id }) => this.#close(id).catch(ignoreExpected)));
  }

  /**
   * Closes every investigation; files are whole afterwards.
   * @throws AppError DISK_FULL, STORE_UNREADABLE when a file could not be made whole; all are closed even so
   */
  async close(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.#open.keys()].map((id) => this.#close(id)));
    await Promise.all([this.#readers.close(), this.pulls.close()]);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    const told = failures.filter((failure) => isAppError(failure));
    if (told.length > 1) throw new AppError(told[0].code, told.map(({ message }) => message).join(' '), { cause: told });
    if (failures.length > 0) throw failures[0];
  }

  async #close(id: string): Promise<void> {
    const investigation = this.#open.get(id);
    this.#open.delete(id);
    try {
      await investigation?.close();
    } finally {
      for (const file of this.#temporary.get(id) ?? []) rmSync(file, { force: true });
      this.#temporary.delete(id);
    }
  }

  #adopt(investigation: OpenInvestigation): void {
    this.#open.set(investigation.id, investigation);
    const known = this.#catalog.find(investigation.id);
    this.remember(investigation, known?.volume ?? [], known?.errors ?? []);
    const entry = this.#catalog.find(investigation.id);
    if (entry !== undefined) this.#catalog.put({ ...entry, openedUs: this.#options.now() * 1000 });
  }

  #ownFolder(): string {
    return path.join(this.#options.dataDir, 'investigations');
  }

  #newPath(): string {
    const folder = this.#ownFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return path.join(folder, `${randomBytes(8).toString('hex')}.logsift`);
  }

  #openOptions() {
    const { workers, threads, now } = this.#options;
    return { workers, readers: this.#readers, threads, now, catalog: this.formats };
  }
}

function ignoreExpected(error: unknown): void {
  if (!isAppError(error)) throw error;
}

/** The same file has the same id in every run. */
function idOf(file: string): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 16);
}

/** `--save` onto an earlier result replaces it; anything else of that name is left alone and refused by the store. */
function rmIfInvestigation(file: string): void {
  if (!file.endsWith('.logsift')) return;
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
