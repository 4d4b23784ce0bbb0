import type { Transport } from '#contract/rpc/transport.ts';

/** A transport over a MessagePort; values are cloned, not written as text. */
export function portTransport(port: MessagePort): Transport {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data));
      // Messages that came earlier wait until now.
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
    close: () => port.close(),
  };
}
