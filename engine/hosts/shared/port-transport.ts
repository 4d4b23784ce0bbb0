import type { Transport } from '../../contract/rpc/transport.ts';

/** What a Node worker port and Electron's MessagePortMain have in common. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start?(): void;
  close(): void;
}

/** @param unwrap Electron's ports hand over an event; Node's the message itself. */
export function portTransport(port: PortLike, unwrap: (received: unknown) => unknown = (received) => received): Transport {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (received) => listener(unwrap(received)));
      port.start?.();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
