import { setTimeout as delay } from 'node:timers/promises';
import { AppError, throwIfCancelled } from '../../base/app-error.ts';
import type { PullFilter, PullRequest } from '../../base/pull.ts';
import type { Connection, ConnectionDeps } from '../../connect/connector.ts';
import { exportedFile } from '../../connect/exports/exported-file.ts';
import { EXPORT_TITLES, type RecognisedExport } from '../../connect/exports/recognise.ts';
import type { OpenInvestigation } from '../investigation.ts';
import { Connections } from './connections.ts';
import { PullThread } from './pull-thread.ts';
import type { SecretStore } from './secret-store.ts';

/** The world as connections meet it; tests replace parts. */
export type ServiceWorld = Omit<ConnectionDeps, 'onWait'>;

export const REAL_WORLD: ServiceWorld = Object.freeze({
  fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
  now: Date.now,
  random: Math.random,
  async wait(ms: number, signal: AbortSignal) {
    await delay(ms, undefined, { signal }).catch(() => undefined);
    throwIfCancelled(signal);
  },
});

/** Reads log services into investigations. */
export class Pulls {
  readonly connections: Connections;
  readonly #world: ServiceWorld;
  readonly #thread: PullThread;

  /** @param entry of the thread that runs connectors */
  constructor(dataDir: string, secrets: SecretStore, world: ServiceWorld, entry: URL) {
    this.connections = new Connections(dataDir, secrets);
    this.#world = world;
    this.#thread = new PullThread(entry);
  }

  /** A connection for one question; nobody is told when the service makes it wait. @throws AppError NOT_FOUND, BAD_REQUEST, KEY_MISSING */
  async connect(connectionId: string): Promise<Connection> {
    return (await this.connections.open(this.connections.find(connectionId), { ...this.#world, onWait: () => undefined })).connection;
  }

  /** Begins to read; answers when the source is there, not when it is read. @throws AppError NOT_FOUND, BAD_REQUEST, KEY_MISSING */
  async start(investigation: OpenInvestigation, connectionId: string, filter: PullFilter, follow: boolean): Promise<number> {
    const { connector, settings, name, place } = this.connections.find(connectionId);
    const request: PullRequest = { connector, settings, filter, follow };
    const waits = new Waits(investigation);
    const opened = await this.connections.open(request, { ...this.#world, onWait: waits.tell });
    const { id } = investigation.addPull(request, name, place);
    this.#run(investigation, id, opened, request, waits);
    return id;
  }

  /** Begins to read a file that another system exported. */
  startFile(investigation: OpenInvestigation, path: string, name: string, { kind, shape }: RecognisedExport): void {
    const settings = { path, kind, shape };
    const filter: PullFilter = { fromUs: 0, untilUs: 0, services: [], attributes: [] };
    const request: PullRequest = { connector: exportedFile.id, settings, filter, follow: false };
    const waits = new Waits(investigation);
    const connection = exportedFile.connect(settings, undefined, { ...this.#world, onWait: waits.tell });
    const { id } = investigation.addPull(request, name, path, EXPORT_TITLES[kind]);
    this.#run(investigation, id, { connection, key: undefined }, request, waits);
  }

  /** Goes on behind the last record that was kept. @throws AppError NOT_FOUND, BAD_REQUEST while it is read, KEY_MISSING */
  async resume(investigation: OpenInvestigation, sourceId: number): Promise<void> {
    const { name, state } = investigation.source(sourceId);
    const pull = investigation.pullOf(sourceId);
    if (pull === undefined)
      throw new AppError('BAD_REQUEST', `${name} is a file, not a service. Nothing was changed. Read it again instead.`);
    if (state === 'reading' || state === 'waiting') throw new AppError('BAD_REQUEST', `${name} is being read. Nothing was changed.`);
    const waits = new Waits(investigation);
    const opened = await this.connections.open(pull.request, { ...this.#world, onWait: waits.tell });
    this.#run(investigation, sourceId, opened, pull.request, waits);
  }

  /** Ends the thread that reads; the investigations that it fills are to be closed before. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  #run(investigation: OpenInvestigation, sourceId: number, { connection, key }: Opened, request: PullRequest, waits: Waits): void {
    waits.sourceId = sourceId;
    const target = investigation.beginPull(sourceId);
    // How much there is only tells how far it is: a service that cannot say so is read all the same.
    void connection
      .estimate(request.filter, target.feed.signal)
      .then(({ records }) => investigation.noteSource(sourceId, { expectedRecords: records }))
      .catch(() => undefined);
    this.#thread.run({ request, key, target, tell: waits.tell, wait: this.#world.wait });
  }
}

type Opened = Awaited<ReturnType<Connections['open']>>;

/** Shows at its source that a service makes us wait. */
class Waits {
  readonly #investigation: OpenInvestigation;
  sourceId: number | undefined;

  constructor(investigation: OpenInvestigation) {
    this.#investigation = investigation;
  }

  readonly tell = (sentence: string | undefined): void => {
    if (this.sourceId === undefined) return;
    const problem = sentence === undefined ? undefined : { code: 'SERVICE_FAILED', message: sentence };
    this.#investigation.noteSource(this.sourceId, { problem });
  };
}
