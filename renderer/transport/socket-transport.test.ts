import { expect, test } from 'vitest';
import { openSocket, type SocketLike, socketTransport } from './socket-transport.ts';

/** A socket that the test plays. */
function playedSocket() {
  const listeners = new Map<string, ((event: { readonly data: unknown }) => void)[]>();
  const sent: string[] = [];
  const socket: SocketLike = {
    send: (text) => void sent.push(text),
    close: () => undefined,
    addEventListener: (type: string, listener: (event: { readonly data: unknown }) => void) => {
      listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    },
  };
  const fire = (type: string, data?: unknown): void => {
    for (const listener of listeners.get(type) ?? []) listener({ data });
  };
  return { socket, sent, fire };
}

test('messages travel as JSON text in both directions', () => {
  const { socket, sent, fire } = playedSocket();
  const transport = socketTransport(socket);
  const received: unknown[] = [];
  transport.onMessage((message) => received.push(message));
  transport.send({ kind: 'hello', contract: 1 });
  fire('message', '{"kind":"end","id":4}');
  fire('message', new ArrayBuffer(2));
  expect([sent, received]).toEqual([['{"kind":"hello","contract":1}'], [{ kind: 'end', id: 4 }]]);
});

test('after the end nothing is sent and the end is told', () => {
  const { socket, sent, fire } = playedSocket();
  const transport = socketTransport(socket);
  let ends = 0;
  transport.onClose(() => {
    ends += 1;
  });
  fire('close');
  transport.send({ kind: 'cancel', id: 1 });
  expect([ends, sent]).toEqual([1, []]);
});

test.each(['error', 'close'])('a socket that ends with %s before it is open is an error in plain words', async (end) => {
  const { socket, fire } = playedSocket();
  const opened = openSocket(socket);
  fire(end);
  await expect(opened).rejects.toThrow('The engine on this computer does not answer.');
});
