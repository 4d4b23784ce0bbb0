import { EventEmitter } from 'node:events';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineProcess, type UnfinishedWork } from './engine-process.ts';

class FakeProcess extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly kill = vi.fn(() => this.emit('exit', 1));
  postMessage(message: unknown) {
    this.posted.push(message);
  }
}

let started: FakeProcess[];
let nowMs: number;
let givenUp: number;
let unfinished: UnfinishedWork[];
let engine: EngineProcess;
const port = {} as MessagePortMain;

beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  nowMs = 0;
  givenUp = 0;
  unfinished = [];
  engine = new EngineProcess({
    fork: () => {
      const child = new FakeProcess();
      started.push(child);
      return child as unknown as UtilityProcess;
    },
    now: () => nowMs,
    onSealing: ({ sealing, text }) => ({ sealed: sealing, text: `sealed ${text}` }),
    onUnfinished: (problem) => unfinished.push(problem),
    onGivenUp: () => givenUp++,
  });
});
afterEach(() => vi.useRealTimers());

test('an engine that dies now and then is started again each time', () => {
  for (let minute = 0; minute < 10; minute++) {
    nowMs = minute * 60_000;
    expect(engine.connect(port)).toBe(true);
    started[minute].emit('exit', 1);
  }
  expect([started.length, givenUp]).toEqual([10, 0]);
});

test('one that dies at once is given up after three starts', () => {
  const outcomes = Array.from({ length: 5 }, () => {
    const isConnected = engine.connect(port);
    started.at(-1)?.emit('exit', 1);
    return isConnected;
  });
  expect([outcomes, started.length, givenUp]).toEqual([[true, true, true, false, false], 3, 2]);
});

test('stopping asks, waits for the end, and starts nothing any more', async () => {
  engine.connect(port);
  const stopped = engine.stop();
  expect(started[0].posted).toEqual(['client', 'stop']);
  started[0].emit('exit', 0);
  await stopped;
  expect([engine.connect(port), started.length, started[0].kill.mock.calls.length, givenUp]).toEqual([false, 1, 0, 0]);
});

test('what the engine could not finish is shown before it is ended', async () => {
  engine.connect(port);
  const stopped = engine.stop();
  const problem = { code: 'DISK_FULL', message: '"a.logsift" could not be finished.' };
  started[0].emit('message', problem);
  await stopped;
  expect([unfinished, started[0].kill.mock.calls.length]).toEqual([[problem], 1]);
});

test('an engine that does not stop is ended', async () => {
  engine.connect(port);
  const stopped = engine.stop();
  vi.advanceTimersByTime(10_000);
  await stopped;
  expect(started[0].kill).toHaveBeenCalledOnce();
});

test('stopping what never ran is done at once', async () => {
  await engine.stop();
  expect(started).toEqual([]);
});

test('what the engine asks of the keychain is answered to that engine, also while it stops', async () => {
  engine.connect(port);
  started[0].emit('message', { sealing: '7', kind: 'seal', text: 'key' });
  const stopped = engine.stop();
  started[0].emit('message', { sealing: '8', kind: 'seal', text: 'key' });
  started[0].emit('exit', 0);
  await stopped;
  expect(started[0].posted.slice(1)).toEqual([{ sealed: '7', text: 'sealed key' }, 'stop', { sealed: '8', text: 'sealed key' }]);
  expect(unfinished).toEqual([]);
});
