import { isAppError } from '#base/app-error.ts';
import { nameOfFiles } from '#base/name-of-files.ts';
import { CONTRACT_VERSION, type LogsiftClient } from '#contract/api.ts';
import type { PullFilter } from '#contract/connect.ts';
import type { Investigation, SourceOptions } from '#contract/investigations.ts';
import { formatCount } from '../format/count.ts';
import type { GivenFile, Platform } from '../platform/platform.ts';
import type { ArrangementStore } from './stores/arrangement.ts';
import type { HistoryStore } from './stores/history.ts';
import type { OverlayStore } from './stores/overlay.ts';
import type { SessionStore } from './stores/session.ts';
import { readKept, writeKept } from './view-state.ts';

export interface ActionServices {
  /** Asked at every use: the client changes with the connection. */
  readonly client: () => LogsiftClient;
  readonly platform: Platform;
  readonly session: SessionStore;
  readonly history: HistoryStore;
  readonly arrangement: ArrangementStore;
  readonly overlay: OverlayStore;
}

/** What a person can do to investigations. None of these throws: failures are shown through the overlay store. */
export interface Actions {
  pickFiles(): Promise<void>;
  pickFolder(): Promise<void>;
  /** Adds to the open investigation, or makes one when none is open or `asNew` is set. */
  openFiles(files: readonly GivenFile[], asNew?: boolean): Promise<void>;
  openText(text: string): Promise<void>;
  /** Loads what a log service holds into the open investigation, or into a new one. */
  pull(connectionId: string, filter: PullFilter, follow: boolean): Promise<void>;
  openSample(): Promise<void>;
  openInvestigation(id: string): Promise<void>;
  /** What was open before the page was loaded again; Start when it cannot be opened. */
  reopen(id: string): Promise<void>;
  /** Back to Start; reading goes on in the engine. */
  goToStart(): void;
  rename(name: string): Promise<void>;
  deleteInvestigation(id: string): Promise<void>;
  /** Stops one source, or all. What was read stays. */
  stopReading(sourceId?: number): Promise<void>;
  /** Reads every stopped source on. */
  continueReading(): Promise<void>;
  reread(sourceId: number, options: SourceOptions): Promise<void>;
  /** Checks that window and engine speak the same contract; says so when they do not. */
  greet(): Promise<void>;
  /** After a lost connection: takes up what is open where it stands. */
  resume(): Promise<void>;
  /** Writes the view state that is not yet written. */
  flush(): Promise<void>;
}

export function createActions({ client, platform, session, history, arrangement, overlay }: ActionServices): Actions {
  let watching: AbortController | undefined;

  /** For what the window does by itself: a problem already on the screen stays. */
  const quietly = async (title: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (isAppError(error, 'CANCELLED') || (error instanceof DOMException && error.name === 'AbortError')) return;
      overlay.fail({ title, message: error instanceof Error ? error.message : String(error) });
    }
  };

  /** For what a person asked for: what went wrong before is no longer of interest. */
  const shown = (title: string, work: () => Promise<void>): Promise<void> => {
    overlay.fail(undefined);
    return quietly(title, work);
  };

  const kept = keepState(client, session, history, arrangement, quietly);

  const watch = async (investigationId: string): Promise<void> => {
    watching?.abort();
    const own = new AbortController();
    watching = own;
    try {
      for await (const progress of client().watchIngest({ investigationId }, { signal: own.signal })) {
        if (own.signal.aborted) return;
        session.progressed(progress);
      }
    } catch (error) {
      // A lost connection is told by the connection bar; resume() watches again.
      if (own.signal.aborted || isAppError(error, 'CANCELLED') || isAppError(error, 'CONNECTION_LOST')) return;
      overlay.fail({ title: 'Progress cannot be shown', message: error instanceof Error ? error.message : String(error) });
    }
  };

  const leave = (): void => {
    watching?.abort();
    session.closed();
    platform.writeInvestigationId(undefined);
    platform.setTitle('Logsift');
  };

  const show = async (investigation: Investigation, screen: 'reading' | 'investigate'): Promise<void> => {
    await kept.flush();
    const { state } = await client().getViewState({ investigationId: investigation.id });
    const found = readKept(state);
    history.restart(found.look);
    arrangement.restart(found.arrangement);
    kept.isWritten();
    // What is being read and was never looked at is watched first; after a reload one stands where one was.
    session.opened(investigation, investigation.reading && state === undefined ? 'reading' : screen);
    platform.writeInvestigationId(investigation.id);
    platform.setTitle(investigation.name);
    if (investigation.reading) void watch(investigation.id);
  };

  const openInvestigation = (id: string): Promise<void> =>
    shown('The investigation was not opened', async () => {
      const investigation = await client().openInvestigation({ id });
      await show(investigation, investigation.totals.records === 0 && !investigation.complete ? 'reading' : 'investigate');
    });

  const openFiles = (given: readonly GivenFile[], asNew = false): Promise<void> =>
    shown('The files were not opened', async () => {
      if (given.length === 0) return;
      const sources = await transfer(given);
      const open = asNew ? undefined : session.getState().investigation;
      const target = open ?? (await client().createInvestigation({ name: nameOfFiles(given.map(({ name }) => name)) }));
      const investigation = await client().addSources({ investigationId: target.id, sources });
      if (open !== undefined) {
        session.investigationChanged(investigation);
        session.show('reading');
        void watch(investigation.id);
      } else await showNew(investigation);
    });

  const pull = (connectionId: string, filter: PullFilter, follow: boolean): Promise<void> =>
    shown('The log service was not read', async () => {
      const open = session.getState().investigation;
      const known = (await client().listConnections({})).connections.find(({ id }) => id === connectionId);
      const target = open ?? (await client().createInvestigation({ name: known?.name ?? 'Log service' }));
      const { investigation } = await client().startPull({ investigationId: target.id, connectionId, filter, follow });
      if (open === undefined) return showNew(investigation);
      session.investigationChanged(investigation);
      session.show('reading');
      void watch(investigation.id);
    });

  /** Small files may be read before the answer is here. */
  const showNew = (investigation: Investigation): Promise<void> =>
    show(investigation, investigation.complete && investigation.totals.records > 0 ? 'investigate' : 'reading');

  const transfer = async (given: readonly GivenFile[]): Promise<{ path: string; name: string; temporary: boolean }[]> => {
    const stop = new AbortController();
    const label = given.length === 1 ? `Copying ${given[0]?.name ?? ''}` : `Copying ${formatCount(given.length)} files`;
    const say = (share: number): void => overlay.setTransfer({ label, share, cancel: () => stop.abort() });
    try {
      const ready = await platform.makeReadable(given, { signal: stop.signal, onProgress: say });
      return ready.map(({ path, name, temporary }) => ({ path, name, temporary }));
    } finally {
      overlay.setTransfer(undefined);
    }
  };

  const changed = async (title: string, work: (investigationId: string) => Promise<Investigation>): Promise<void> =>
    shown(title, async () => {
      const id = session.getState().investigation?.id;
      if (id === undefined) return;
      const investigation = await work(id);
      session.investigationChanged(investigation);
      if (investigation.reading) void watch(investigation.id);
    });

  const reread = (sourceId: number, options: SourceOptions): Promise<void> =>
    changed('The file was not read again', (investigationId) => client().rereadSource({ investigationId, sourceId, options }));

  return {
    pickFiles: () => shown('The files were not opened', async () => openFiles(await platform.pickFiles())),
    pickFolder: () => shown('The folder was not opened', async () => openFiles(await platform.pickFolder())),
    openFiles,
    pull,
    openText: (text) => openFiles([platform.fileOfText(text, 'pasted text.log')]),
    openSample: () => shown('The sample was not opened', async () => showNew(await client().openSample({}))),
    openInvestigation,
    reopen: async (id) => {
      session.show('opening');
      await openInvestigation(id);
      if (session.getState().investigation === undefined) leave();
    },
    goToStart: () => {
      void kept.flush();
      leave();
    },
    rename: (name) => changed('The name was not changed', (investigationId) => client().renameInvestigation({ investigationId, name })),
    deleteInvestigation: (id) =>
      shown('The investigation was not deleted', async () => {
        await client().deleteInvestigation({ investigationId: id });
        if (session.getState().investigation?.id === id) leave();
      }),
    stopReading: (sourceId) =>
      changed('Reading was not stopped', (investigationId) =>
        client().cancelIngest(sourceId === undefined ? { investigationId } : { investigationId, sourceId }),
      ),
    continueReading: () =>
      shown('Reading was not continued', async () => {
        const stopped = session.getState().investigation?.sources.filter((source) => source.state === 'stopped') ?? [];
        for (const source of stopped) await reread(source.id, {});
      }),
    reread,
    greet: () =>
      quietly('Window and engine do not fit together', async () => {
        await client().hello({ contract: CONTRACT_VERSION });
      }),
    resume: () =>
      quietly('The investigation was not opened again', async () => {
        const id = session.getState().investigation?.id;
        if (id === undefined) return;
        const investigation = await client().openInvestigation({ id });
        session.investigationChanged(investigation);
        if (investigation.reading) void watch(id);
      }),
    flush: kept.flush,
  };
}

/** Writes look and arrangement half a second after their last change. */
function keepState(
  client: () => LogsiftClient,
  session: SessionStore,
  history: HistoryStore,
  arrangement: ArrangementStore,
  quietly: (title: string, work: () => Promise<void>) => Promise<void>,
): { flush(): Promise<void>; isWritten(): void } {
  let written = '';
  const now = (): string => writeKept({ look: history.getState().present, arrangement: arrangement.getState() });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = async (): Promise<void> => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const investigationId = session.getState().investigation?.id;
    if (investigationId === undefined || session.getState().connection === 'lost') return;
    const state = now();
    if (state === written) return;
    written = state;
    await quietly('The view was not saved', async () => {
      await client().putViewState({ investigationId, state });
    });
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), 500);
  };
  history.subscribe(later);
  arrangement.subscribe(later);
  return {
    flush,
    isWritten: () => {
      written = now();
    },
  };
}
