import { expect, test } from 'vitest';
import { readKept, writeKept } from '../view-state.ts';
import { createArrangementStore, FIRST_ARRANGEMENT } from './arrangement.ts';
import { createHistory, FIRST_LOOK } from './history.ts';
import { createQueryStore } from './query.ts';
import { createSettingsStore, DEFAULT_SETTINGS, readSettings } from './settings.ts';
import { createViewStore } from './view.ts';

/** Stores whose turn ends when the test says so. */
function looking() {
  const query = createQueryStore();
  const view = createViewStore();
  const queue: (() => void)[] = [];
  const history = createHistory(query, view, (run) => queue.push(run));
  const endTurn = (): void => {
    for (const run of queue.splice(0)) run();
  };
  return { query, view, history, endTurn };
}

test('the windows that are compared are a step like any other', () => {
  const [query, view] = [createQueryStore(), createViewStore()];
  const history = createHistory(query, view, (run) => run());
  const windows = { a: { fromUs: 1, untilUs: 5 }, b: { fromUs: 5, untilUs: 9 } };
  view.setWindows(windows);
  history.back();
  expect(view.getState().windows).toBeUndefined();
  history.forward();
  expect(view.getState().windows).toEqual(windows);
  const look = { ...FIRST_LOOK, tab: 'compare', windows } as const;
  expect(readKept(writeKept({ look, arrangement: FIRST_ARRANGEMENT })).look).toEqual(look);
});

test('going back shows the state before, going forward the one after', () => {
  const { query, view, history, endTurn } = looking();
  query.setText('level:ERROR');
  endTurn();
  view.setTab('records');
  endTurn();
  history.back();
  endTurn();
  expect([query.getState().text, view.getState().tab]).toEqual(['level:ERROR', 'patterns']);
  history.back();
  endTurn();
  expect(query.getState().text).toBe('');
  history.forward();
  history.forward();
  endTurn();
  expect([query.getState().text, view.getState().tab]).toEqual(['level:ERROR', 'records']);
  expect(history.getState().future).toEqual([]);
});

test('changes of one turn are one step', () => {
  const { query, view, history, endTurn } = looking();
  query.setText('pattern:3f9ac2');
  view.setTab('records');
  query.setRange({ fromUs: 1, untilUs: 2 });
  endTurn();
  expect(history.getState().past).toEqual([FIRST_LOOK]);
});

test('walking along rows replaces the step', () => {
  const { view, history, endTurn } = looking();
  for (const id of ['aaaaaa', 'bbbbbb', 'cccccc']) {
    view.select({ kind: 'pattern', id });
    endTurn();
  }
  expect(history.getState().past).toHaveLength(1);
  expect(history.getState().present.selection?.id).toBe('cccccc');
});

test('what is being typed is no step, and is forgotten when the query changes or is cleared', () => {
  const { query, history, endTurn } = looking();
  query.setTyped('pool exh');
  endTurn();
  expect(history.getState().past).toEqual([]);
  query.setText('level:ERROR');
  expect(query.getState().typed).toBeUndefined();
  query.setTyped('level:ERROR pool');
  query.clear();
  expect(query.getState()).toEqual({ text: '', range: undefined, typed: undefined });
});

test('a new step after going back forgets the way forward', () => {
  const { query, history, endTurn } = looking();
  query.setText('one');
  endTurn();
  history.back();
  endTurn();
  query.setText('two');
  endTurn();
  expect(history.getState().future).toEqual([]);
  expect(history.getState().present.text).toBe('two');
});

test('going to a saved view is one step, and going back undoes it whole', () => {
  const { query, view, history, endTurn } = looking();
  query.setText('old');
  endTurn();
  history.go({ text: 'level:ERROR', range: { fromUs: 1, untilUs: 9 }, tab: 'records', selection: undefined });
  endTurn();
  expect(history.getState().present).toEqual({ ...FIRST_LOOK, text: 'level:ERROR', range: { fromUs: 1, untilUs: 9 }, tab: 'records' });
  history.back();
  endTurn();
  expect([query.getState().text, query.getState().range, view.getState().tab]).toEqual(['old', undefined, 'patterns']);
});

test('opening an investigation begins a new history', () => {
  const { query, history, endTurn } = looking();
  query.setText('old');
  endTurn();
  history.restart({ ...FIRST_LOOK, text: 'level:WARN', tab: 'records' });
  endTurn();
  expect(history.getState()).toMatchObject({ past: [], future: [], present: { text: 'level:WARN', tab: 'records' } });
  expect(query.getState().text).toBe('level:WARN');
});

test('the view state survives being written and read', () => {
  const look = { text: 'level:ERROR', range: { fromUs: 1, untilUs: 2 }, tab: 'records', selection: { kind: 'record', id: '3-4' } } as const;
  const arrangement = {
    columns: ['level', 'field:pod'],
    views: [
      { name: 'Refused', look },
      { name: 'All', look: FIRST_LOOK },
    ],
  };
  expect(readKept(writeKept({ look, arrangement }))).toEqual({ look, arrangement });
});

test('a view state from before there were columns keeps its look', () => {
  expect(readKept('{"version":1,"text":"level:WARN","tab":"records"}')).toEqual({
    look: { ...FIRST_LOOK, text: 'level:WARN', tab: 'records' },
    arrangement: FIRST_ARRANGEMENT,
  });
});

test('a view state of another version or a damaged one is left alone', () => {
  const first = { look: FIRST_LOOK, arrangement: FIRST_ARRANGEMENT };
  for (const text of [undefined, '', '{', '{"version":99}']) expect(readKept(text)).toEqual(first);
});

test('saved views stand in the order of their names; one of the same name gives way', () => {
  const arrangement = createArrangementStore();
  for (const [name, text] of [
    ['b', 'one'],
    ['a', 'two'],
    ['b', 'three'],
  ] as const)
    arrangement.saveView({ name, look: { ...FIRST_LOOK, text } });
  expect(arrangement.getState().views.map(({ name, look }) => [name, look.text])).toEqual([
    ['a', 'two'],
    ['b', 'three'],
  ]);
  arrangement.removeView('a');
  expect(arrangement.getState().views.map(({ name }) => name)).toEqual(['b']);
});

test('a term is added once', () => {
  const query = createQueryStore();
  query.addTerm('level:ERROR');
  query.addTerm('service:payments');
  query.addTerm('level:ERROR');
  expect(query.getState().text).toBe('level:ERROR service:payments');
});

test('settings are kept at every change and read back', () => {
  let kept: string | undefined;
  const keep = {
    read: () => kept,
    write: (text: string) => {
      kept = text;
    },
  };
  createSettingsStore(keep).change({ theme: 'light', facetsWidth: 240 });
  expect(createSettingsStore(keep).getState()).toEqual({ ...DEFAULT_SETTINGS, theme: 'light', facetsWidth: 240 });
});

test('damaged or foreign settings fall back one by one', () => {
  expect(readSettings('not json')).toEqual(DEFAULT_SETTINGS);
  expect(readSettings('{"theme":"pink","facetsWidth":9000,"wrap":true}')).toEqual({ ...DEFAULT_SETTINGS, facetsWidth: 320, wrap: true });
});
