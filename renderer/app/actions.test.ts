import { expect, test, vi } from 'vitest';
import { AppError } from '#base/app-error.ts';
import type { LogsiftClient } from '#contract/api.ts';
import type { Investigation } from '#contract/investigations.ts';
import type { GivenFile, Platform } from '../platform/platform.ts';
import { createActions } from './actions.ts';
import { createArrangementStore, FIRST_ARRANGEMENT } from './stores/arrangement.ts';
import { createHistory } from './stores/history.ts';
import { createOverlayStore } from './stores/overlay.ts';
import { createQueryStore } from './stores/query.ts';
import { createSessionStore, type Progress } from './stores/session.ts';
import { createViewStore } from './stores/view.ts';
import { readKept, writeKept } from './view-state.ts';

const NO_TOTALS = {
  bytes: 0,
  lines: 0,
  records: 0,
  continuation: 0,
  skipped: 0,
  unparsed: 0,
  untimed: 0,
  truncated: 0,
  patterns: 0,
  byLevel: { UNSET: 0, TRACE: 0, DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, FATAL: 0 },
};
const investigation = (id: string, more: Partial<Investigation> = {}): Investigation => ({
  id,
  name: id,
  path: '',
  fileBytes: 0,
  createdUs: 0,
  sources: [],
  totals: NO_TOTALS,
  complete: false,
  reading: false,
  ...more,
});
const read = (id: string): Investigation => investigation(id, { complete: true, totals: { ...NO_TOTALS, records: 5 } });

/** A window around the calls the test answers; every other call fails the test. */
function window(calls: Partial<LogsiftClient>) {
  const client = new Proxy(calls, {
    get: (target, name: keyof LogsiftClient) => target[name] ?? (() => Promise.reject(new Error(`unexpected call ${name}`))),
  }) as LogsiftClient;
  const session = createSessionStore();
  const overlay = createOverlayStore();
  const query = createQueryStore();
  const view = createViewStore();
  const history = createHistory(query, view, (run) => run());
  const arrangement = createArrangementStore();
  const address: (string | undefined)[] = [];
  const platform = {
    makeReadable: async (files: readonly GivenFile[]) => files.map(({ name }) => ({ path: `/in/${name}`, name, temporary: true })),
    writeInvestigationId: (id: string | undefined) => void address.push(id),
    setTitle: () => undefined,
  } as Partial<Platform> as Platform;
  const actions = createActions({ client: () => client, platform, session, history, arrangement, overlay });
  return { actions, arrangement, session, overlay, query, view, address };
}

const file = (name: string): GivenFile => ({ name, sizeBytes: 1 });
const noView = { getViewState: async () => ({ state: undefined }), putViewState: async () => ({}) };

test('what is still being read is watched when it is opened for the first time, and investigated when it was before', async () => {
  const reading = { ...read('big'), complete: false, reading: true };
  const calls = { openInvestigation: async () => reading, watchIngest: async function* () {} };
  const first = window({ ...noView, ...calls });
  await first.actions.openInvestigation('big');
  expect(first.session.getState().screen).toBe('reading');
  const again = window({ ...noView, ...calls, getViewState: async () => ({ state: '{}' }) });
  await again.actions.openInvestigation('big');
  expect(again.session.getState().screen).toBe('investigate');
});

test('opened files become a new investigation named after them, and the address names it', async () => {
  const createInvestigation = vi.fn(async () => investigation('new'));
  const addSources = vi.fn(async () => read('new'));
  const { actions, session, address } = window({ ...noView, createInvestigation, addSources });
  await actions.openFiles([file('a.log'), file('b.log')]);
  expect(createInvestigation).toHaveBeenCalledWith({ name: 'a.log and 1 more' });
  expect(addSources).toHaveBeenCalledWith({
    investigationId: 'new',
    sources: [
      { path: '/in/a.log', name: 'a.log', temporary: true },
      { path: '/in/b.log', name: 'b.log', temporary: true },
    ],
  });
  expect(session.getState()).toMatchObject({ screen: 'investigate', investigation: { id: 'new' } });
  expect(address).toEqual(['new']);
});

test('files join the open investigation unless a new one is wanted', async () => {
  const addSources = vi.fn(async (input: { investigationId: string }) => read(input.investigationId));
  const createInvestigation = vi.fn(async () => investigation('second'));
  const { actions, session } = window({ ...noView, addSources, createInvestigation, watchIngest: async function* () {} });
  session.opened(read('first'), 'investigate');
  await actions.openFiles([file('c.log')]);
  await actions.openFiles([file('d.log')], true);
  expect(addSources.mock.calls.map(([input]) => input.investigationId)).toEqual(['first', 'second']);
});

test('progress reaches the session until reading ends', async () => {
  const progress = (records: number, reading: boolean): Progress => ({
    investigation: investigation('x', { reading, complete: !reading, totals: { ...NO_TOTALS, records } }),
    sizeBytes: 10,
    consumedBytes: records,
    elapsedMs: 1,
    linesPerSecond: 1,
    bytesPerSecond: 1,
    memoryBytes: 1,
    workers: 1,
  });
  const watchIngest = async function* () {
    yield progress(4, true);
    yield progress(9, false);
  };
  const { actions, session } = window({ ...noView, openInvestigation: async () => investigation('x', { reading: true }), watchIngest });
  await actions.openInvestigation('x');
  expect(session.getState().screen).toBe('reading');
  await vi.waitFor(() => expect(session.getState().investigation).toMatchObject({ complete: true, totals: { records: 9 } }));
  expect(session.getState().revision).toBe(3);
});

test('opening brings back the view that was left', async () => {
  const look = { text: 'level:ERROR', range: undefined, tab: 'records', selection: undefined } as const;
  const state = writeKept({ look, arrangement: { ...FIRST_ARRANGEMENT, columns: ['level', 'field:pod'] } });
  const { actions, query, view, arrangement } = window({ openInvestigation: async () => read('x'), getViewState: async () => ({ state }) });
  await actions.openInvestigation('x');
  expect([query.getState().text, view.getState().tab]).toEqual(['level:ERROR', 'records']);
  expect(arrangement.getState().columns).toEqual(['level', 'field:pod']);
});

test('columns that were chosen are written with the investigation', async () => {
  const written: string[] = [];
  const putViewState = async ({ state }: { state: string }) => {
    written.push(state);
    return {};
  };
  const { actions, arrangement } = window({ ...noView, openInvestigation: async () => read('x'), putViewState });
  await actions.openInvestigation('x');
  await actions.flush();
  expect(written).toEqual([]);
  arrangement.setColumns(['field:pod']);
  await actions.flush();
  expect(written.map((state) => readKept(state).arrangement.columns)).toEqual([['field:pod']]);
});

test('a failure is shown with its own words and leaves everything as it was', async () => {
  const error = new AppError('STORE_TOO_NEW', 'x was written by a newer Logsift. Update Logsift to open it.');
  const { actions, session, overlay } = window({ openInvestigation: () => Promise.reject(error) });
  await actions.openInvestigation('x');
  expect(overlay.getState().problem).toEqual({ title: 'The investigation was not opened', message: error.message });
  expect(session.getState().screen).toBe('start');
});

test('a page loaded again whose investigation is gone ends on Start with a clean address', async () => {
  const { actions, session, address } = window({
    openInvestigation: () => Promise.reject(new AppError('NOT_FOUND', 'There is no investigation x.')),
  });
  await actions.reopen('x');
  expect(session.getState().screen).toBe('start');
  expect(address).toEqual([undefined]);
});

test('giving up while files are copied is no failure', async () => {
  const { actions, overlay } = window({ createInvestigation: () => Promise.reject(new AppError('CANCELLED', 'Cancelled.')) });
  await actions.openFiles([file('a.log')]);
  expect(overlay.getState().problem).toBeUndefined();
});
