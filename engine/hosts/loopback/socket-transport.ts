import type { WebSocket } from 'ws';
import type { Transport } from '../../contract/rpc/transport.ts';

/** The server's end of a WebSocket: one JSON text per message. A frame that is no JSON, or too large, closes the socket. */
export function webSocketTransport(socket: WebSocket): Transport {
  // ws reports bad frames here and closes the socket itself; without a listener they would end the process.
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      void socket.on('message', (data) => {
        let message: unknown;
        try {
          message = JSON.parse(String(data));
        } catch {
          // Not a client of ours.
          socket.close(1003);
          return;
        }
        listener(message);
      }),
    onClose: (listener) => void socket.on('close', () => listener()),
    close: () => socket.close(),
  };
}
