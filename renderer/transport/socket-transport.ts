import type { Transport } from '#contract/rpc/transport.ts';

/** The part of a WebSocket that is used; the browser's fits. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

/** A transport over an open WebSocket: one JSON text per message. */
export function socketTransport(socket: SocketLike): Transport {
  let closed = false;
  return {
    send: (message) => {
      // After the end nothing can be sent; whoever waits for an answer is told by onClose.
      if (!closed) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') listener(JSON.parse(data));
      }),
    onClose: (listener) =>
      socket.addEventListener('close', () => {
        closed = true;
        listener();
      }),
    close: () => socket.close(),
  };
}

/** Resolves when the socket is open. @throws Error when it cannot be opened */
export function openSocket<Socket extends SocketLike>(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket));
    const fail = (): void => reject(new Error('The engine on this computer does not answer.'));
    socket.addEventListener('error', fail);
    // One that is closed before it opened need not have failed.
    socket.addEventListener('close', fail);
  });
}
