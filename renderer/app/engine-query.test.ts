import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '#base/app-error.ts';
import { createEngineQuery } from './engine-query.ts';

interface Held {
  readonly signal: AbortSignal;
  answer(value: string): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A question whose answer the test gives. */
function held(): { ask: (signal: AbortSignal) => Promise<string>; asked: Held[] } {
  const asked: Held[] = [];
  const ask = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));
      asked.push({
        signal,
        answer: (value) => {
          resolve(value);
          return settled();
        },
        fail: (error) => {
          reject(error);
          return settled();
        },
      });
    });
  return { ask, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the newest question wins: the older is aborted and its late answer never shown', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  query.ask('b', 0, ask);
  expect(asked[0]?.signal.aborted).toBe(true);
  await asked[1]?.answer('of b');
  await asked[0]?.answer('of a');
  expect(query.getState()).toMatchObject({ data: 'of b', dataKey: 'b', phase: 'quiet' });
});

test('nothing is said for 150 ms, then busy, then slow; the old answer stays meanwhile', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  await asked[0]?.answer('old');
  query.ask('b', 0, ask);
  await vi.advanceTimersByTimeAsync(149);
  expect(query.getState().phase).toBe('quiet');
  await vi.advanceTimersByTimeAsync(1);
  expect(query.getState()).toMatchObject({ phase: 'busy', data: 'old' });
  await vi.advanceTimersByTimeAsync(1_850);
  expect(query.getState()).toMatchObject({ phase: 'slow', data: 'old' });
});

test('a failed question keeps the last answer beside the error', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  await asked[0]?.answer('old');
  query.ask('b', 0, ask);
  const error = new AppError('BAD_QUERY', 'The bracket at position 3 is never closed.');
  await asked[1]?.fail(error);
  expect(query.getState()).toMatchObject({ data: 'old', dataKey: 'a', error, phase: 'quiet' });
});

test('data that grows waits for the running question instead of aborting it, and asks once more', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 1, ask);
  query.ask('a', 2, ask);
  query.ask('a', 3, ask);
  expect(asked).toHaveLength(1);
  await asked[0]?.answer('first');
  expect(asked).toHaveLength(2);
  await asked[1]?.answer('grown');
  expect(query.getState().data).toBe('grown');
  expect(asked).toHaveLength(2);
});

test('data that grows is asked for again after a rest three times as long as the answer took, and a new question does not wait', async () => {
  const query = createEngineQuery<string>(() => Date.now());
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  await vi.advanceTimersByTimeAsync(400);
  query.ask('a', 1, ask);
  await asked[0]?.answer('slow');
  query.ask('a', 2, ask);
  await vi.advanceTimersByTimeAsync(1_199);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(300);
  await asked[1]?.answer('again');
  query.ask('a', 3, ask);
  query.ask('b', 3, ask);
  expect(asked).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(3);
});

test('asking again for grown data never dims', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 1, ask);
  await asked[0]?.answer('first');
  query.ask('a', 2, ask);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(query.getState().phase).toBe('quiet');
});

test('cancelling keeps what was there and says so', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  await asked[0]?.answer('old');
  query.ask('b', 0, ask);
  query.cancel();
  expect(asked[1]?.signal.aborted).toBe(true);
  expect(query.getState()).toMatchObject({ data: 'old', cancelled: true, phase: 'quiet', startedMs: undefined });
});

test('an answer that says cancelled is no error', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  await asked[0]?.fail(new AppError('CANCELLED', 'Cancelled.'));
  expect(query.getState().error).toBeUndefined();
});

test('a stopped query asks again when it is asked the same', async () => {
  const query = createEngineQuery<string>(() => 0);
  const { ask, asked } = held();
  query.ask('a', 0, ask);
  query.stop();
  query.ask('a', 0, ask);
  expect(asked).toHaveLength(2);
});
