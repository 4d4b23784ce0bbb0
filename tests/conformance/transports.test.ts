import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AppError, isAppError } from '../../engine/base/app-error.ts';
import type { Client } from '../../engine/contract/definition.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { STREAM_CREDIT } from '../../engine/contract/rpc/messages.ts';
import { serve } from '../../engine/contract/rpc/server.ts';
import type { Transport } from '../../engine/contract/rpc/transport.ts';
import { type Channel, loopbackChannel, memoryChannel, nodePortChannel, pagePortChannel } from './channels.ts';
import { type Seen, type TestApi, testApi, testHandlers } from './test-api.ts';

describe.each([
  ['memory', memoryChannel],
  ['MessagePort of Node', nodePortChannel],
  ['MessagePort of the page', pagePortChannel],
  ['loopback WebSocket', loopbackChannel],
])('over %s', (_name, open) => {
  let channel: Channel;
  let client: Client<TestApi>;
  let seen: Seen;
  let sent: unknown[];

  beforeEach(async () => {
    channel = await open();
    const side = testHandlers();
    seen = side.seen;
    sent = [];
    const far: Transport = {
      ...bound(channel.far),
      send: (message) => {
        sent.push(message);
        channel.far.send(message);
      },
    };
    serve(testApi, side.handlers, far, (bug) => seen.bugs.push(bug));
    client = createClient(testApi, channel.near);
  });
  afterEach(() => channel.close());

  test('a call is answered, with the defaults of its schema filled in', async () => {
    expect(await client.double({ number: 21 })).toEqual({ number: 42 });
  });

  test('many calls at once each get their own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, number) => client.double({ number })));
    expect(answers.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, number) => number * 2));
  });

  test('an answer of 5,000 rows arrives whole', async () => {
    const { rows } = await client.rows({ amount: 5_000 });
    expect([rows.length, rows[4_999]]).toEqual([5_000, { text: 'row 4999' }]);
  });

  test('an expected failure keeps its code, its words and its details', async () => {
    const error = await failureOf(client.fail({}));
    expect([error.code, error.message, error.details]).toEqual(['NOT_FOUND', 'There is no such thing. Look elsewhere.', { name: 'thing' }]);
  });

  test('a bug is INTERNAL, tells no stack and is reported on the engine side', async () => {
    const error = await failureOf(client.crash({}));
    expect(error.code).toBe('INTERNAL');
    expect(error.message).not.toMatch(/test-api|\bat /);
    expect(seen.bugs).toHaveLength(1);
  });

  test('input that does not fit is BAD_REQUEST and names the place', async () => {
    const error = await failureOf(client.double({ number: 'many' as unknown as number }));
    expect([error.code, error.message.includes('at number')]).toEqual(['BAD_REQUEST', true]);
  });

  test('a call the engine does not know is UNKNOWN_CALL, also when its name is one of every object', async () => {
    const strange = createClient({ toString: testApi.fail, later: testApi.fail }, await again());
    expect((await failureOf(strange.later({}))).code).toBe('UNKNOWN_CALL');
    expect((await failureOf((strange.toString as unknown as typeof strange.later)({}))).code).toBe('UNKNOWN_CALL');
  });

  test('an aborted call rejects at once and the engine stops working on it', async () => {
    const abort = new AbortController();
    const waiting = failureOf(client.wait({}, { signal: abort.signal }));
    abort.abort();
    expect((await waiting).code).toBe('CANCELLED');
    await vi.waitUntil(() => seen.cancelled === 1);
  });

  test('a signal that fired before sends nothing', async () => {
    expect((await failureOf(client.wait({}, { signal: AbortSignal.abort() }))).code).toBe('CANCELLED');
    expect(await client.double({ number: 1 })).toEqual({ number: 2 });
    expect(seen.cancelled).toBe(0);
  });

  test('a stream gives every item in order and ends', async () => {
    for (const pause of [false, true]) {
      const indices: number[] = [];
      for await (const { index } of client.count({ amount: 50, pause })) indices.push(index);
      expect(indices).toEqual(Array.from({ length: 50 }, (_, index) => index));
    }
  });

  test('items that are ready together travel together', async () => {
    for await (const _ of client.count({ amount: 40 }));
    const messages = sent.filter((message) => isItems(message)).length;
    expect(messages).toBeLessThanOrEqual(Math.ceil((2 * 40) / STREAM_CREDIT));
  });

  test('a stream that fails gives what came before', async () => {
    const indices: number[] = [];
    const reading = (async () => {
      for await (const { index } of client.failHalfway({})) indices.push(index);
    })();
    expect((await failureOf(reading)).code).toBe('UNREADABLE_SOURCE');
    expect(indices).toEqual([0, 1]);
  });

  test('a reader that does not read holds the engine back', async () => {
    const iterator = client.endless({})[Symbol.asyncIterator]();
    await iterator.next();
    await client.double({ number: 1 });
    await client.double({ number: 1 });
    expect(seen.produced).toBeLessThanOrEqual(STREAM_CREDIT);
    await iterator.return?.();
    await vi.waitUntil(() => seen.finished === 1);
  });

  test('leaving a for-await early ends the engine side of it', async () => {
    for await (const { index } of client.endless({})) if (index === 20) break;
    await vi.waitUntil(() => seen.finished === 1);
    const { produced } = seen;
    await client.double({ number: 1 });
    expect(seen.produced).toBe(produced);
  });

  test('aborting a stream ends both sides of it', async () => {
    const abort = new AbortController();
    const reading = (async () => {
      for await (const { index } of client.endless({}, { signal: abort.signal })) if (index === 20) abort.abort();
    })();
    expect((await failureOf(reading)).code).toBe('CANCELLED');
    await vi.waitUntil(() => seen.finished === 1);
  });

  test('a channel that closes rejects what waits and what comes later, and stops the engine', async () => {
    const waiting = failureOf(client.wait({}));
    const iterator = client.endless({})[Symbol.asyncIterator]();
    await iterator.next();
    channel.far.close();
    expect((await waiting).code).toBe('CONNECTION_LOST');
    expect((await failureOf(client.double({ number: 1 }))).code).toBe('CONNECTION_LOST');
    await vi.waitUntil(() => seen.cancelled === 1 && seen.finished === 1);
    expect((await failureOf(drain(iterator))).code).toBe('CONNECTION_LOST');
  });

  test('what is no request closes the channel and harms nobody', async () => {
    const other = testHandlers();
    const second = await open();
    serve(testApi, other.handlers, second.far);
    const closed = new Promise<void>((resolve) => second.near.onClose(resolve));
    second.near.send({ kind: 'call', id: 'one', name: 7 });
    await closed;
    expect(await client.double({ number: 2 })).toEqual({ number: 4 });
    await second.close();
  });

  /** A second client on a channel of its own to the same API. */
  async function again() {
    const second = await open();
    serve(testApi, testHandlers().handlers, second.far);
    const { close } = channel;
    channel = { ...channel, close: async () => void (await Promise.all([close(), second.close()])) };
    return second.near;
  }
});

test('two versions say so in a sentence, whoever is older', async () => {
  const { near, far } = await memoryChannel();
  far.onMessage(() => far.send({ kind: 'hello', contract: 999 }));
  const newer = await failureOf(createClient(testApi, near).wait({}));
  expect([newer.code, newer.message]).toEqual(['VERSION_MISMATCH', expect.stringContaining('999')]);

  const second = await memoryChannel();
  serve(testApi, testHandlers().handlers, second.far);
  const answers: unknown[] = [];
  second.near.onMessage((message) => answers.push(message));
  second.near.send({ kind: 'hello', contract: 0 });
  second.near.send({ kind: 'call', id: 1, name: 'double', input: { number: 1 } });
  await vi.waitUntil(() => answers.length === 2);
  expect(answers[1]).toMatchObject({ kind: 'error', code: 'VERSION_MISMATCH' });
});

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

async function drain(iterator: AsyncIterator<unknown>): Promise<void> {
  while (!(await iterator.next()).done);
}

function isItems(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'items';
}

/** Transports are objects with methods, some with private state. */
function bound(transport: Channel['far']): Channel['far'] {
  return {
    send: (message) => transport.send(message),
    onMessage: (listener) => transport.onMessage(listener),
    onClose: (listener) => transport.onClose(listener),
    close: () => transport.close(),
  };
}
