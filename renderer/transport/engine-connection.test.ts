import { expect, test, vi } from 'vitest';
import type { LogsiftClient } from '#contract/api.ts';
import type { Transport } from '#contract/rpc/transport.ts';
import { createSessionStore } from '../app/stores/session.ts';
import { connectEngine } from './engine-connection.ts';

/** A channel the test can break. */
function channel(): Transport & { breakIt(): void } {
  const listeners: (() => void)[] = [];
  return {
    send: () => undefined,
    onMessage: () => undefined,
    onClose: (listener) => void listeners.push(listener),
    close: () => undefined,
    breakIt: () => {
      for (const listener of listeners) listener();
    },
  };
}

test('a broken channel is said, replaced by a new client, and what is open is taken up again', async () => {
  const session = createSessionStore();
  const channels = [channel(), channel()];
  const made: unknown[] = [];
  const connect = vi.fn(async () => {
    const next = channels[connect.mock.calls.length - 1];
    if (next === undefined) throw new Error('refused');
    return next;
  });
  const connection = await connectEngine({
    connect,
    makeClient: (transport) => {
      made.push(transport);
      return {} as LogsiftClient;
    },
    session,
    wait: async () => undefined,
  });
  const resumed = vi.fn();
  connection.onReconnect(resumed);
  const before = connection.clients.getState().client;
  channels[0]?.breakIt();
  expect(session.getState().connection).toBe('lost');
  await vi.waitFor(() => expect(resumed).toHaveBeenCalledOnce());
  expect(session.getState()).toMatchObject({ connection: 'connected', epoch: 1 });
  expect(connection.clients.getState().client).not.toBe(before);
  expect(made).toEqual(channels);
});

test('the first failure is told once, then it is tried until it works', async () => {
  const told = vi.fn();
  let tries = 0;
  await connectEngine({
    connect: async () => {
      tries += 1;
      if (tries < 4) throw new Error('refused');
      return channel();
    },
    makeClient: () => ({}) as LogsiftClient,
    session: createSessionStore(),
    wait: async () => undefined,
    onFirstFailure: told,
  });
  expect([tries, told.mock.calls.length]).toEqual([4, 1]);
});
