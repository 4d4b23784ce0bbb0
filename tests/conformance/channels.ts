import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { memoryTransports } from '../../engine/contract/rpc/memory-transport.ts';
import type { Transport } from '../../engine/contract/rpc/transport.ts';
import { startLoopbackHost } from '../../engine/hosts/loopback/loopback-host.ts';
import { portTransport } from '../../engine/hosts/shared/port-transport.ts';
import { portTransport as pagePortTransport } from '../../renderer/transport/port-transport.ts';
import { openSocket, socketTransport } from '../../renderer/transport/socket-transport.ts';

/** Both ends of a channel that really exists. */
export interface Channel {
  readonly near: Transport;
  readonly far: Transport;
  close(): Promise<void>;
}

export async function memoryChannel(): Promise<Channel> {
  const [near, far] = memoryTransports();
  return { near, far, close: async () => near.close() };
}

/** Two Node ports, as between the engine's thread and the main process. */
export async function nodePortChannel(): Promise<Channel> {
  const { port1, port2 } = new MessageChannel();
  return { near: portTransport(port1), far: portTransport(port2), close: async () => port1.close() };
}

/** The page's own transport over a port, which Node's ports also fit, to the engine's. */
export async function pagePortChannel(): Promise<Channel> {
  const { port1, port2 } = new globalThis.MessageChannel();
  const far = pagePortTransport(port2);
  return { near: pagePortTransport(port1), far, close: async () => port1.close() };
}

/** The real loopback host and the transport the page uses, over a real socket. */
export async function loopbackChannel(): Promise<Channel> {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-channel-'));
  const clients: ((far: Transport) => void)[] = [];
  const arrived = new Promise<Transport>((resolve) => clients.push(resolve));
  const host = await startLoopbackHost({
    onClient: (transport) => clients[0](transport),
    windowFolder: folder,
    uploadFolder: path.join(folder, 'uploads'),
    port: 0,
  });
  const socket = await openSocket(new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, ['logsift', host.token]));
  return {
    near: socketTransport(socket),
    far: await arrived,
    async close() {
      socket.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
