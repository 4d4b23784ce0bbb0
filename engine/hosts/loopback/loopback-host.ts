import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { logsiftApi, type LogsiftHandlers } from '../../contract/api.ts';
import { serve } from '../../contract/rpc/server.ts';
import type { Transport } from '../../contract/rpc/transport.ts';
import { bearer, protocolToken, type Refusal, refuseHost, refuseOrigin, refuseToken } from './guard.ts';
import { sendStatic } from './static-files.ts';

export interface LoopbackOptions {
  readonly handlers: LogsiftHandlers;
  /** Folder of the built window. */
  readonly windowFolder: string;
  /** Dropped files are kept here until the host stops. */
  readonly uploadFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly onBug?: (error: unknown) => void;
}

export interface LoopbackHost {
  readonly port: number;
  readonly token: string;
  /** The address to open; the token stands in the fragment, which browsers send to nobody. */
  readonly url: string;
  close(): Promise<void>;
}

/** Requests larger than this are no requests of ours. */
const MAX_MESSAGE_BYTES = 4 << 20;

/** Sent with every answer. The window's own Content-Security-Policy is also in its HTML. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Serves the window and the engine on 127.0.0.1, to whoever holds the token. */
export async function startLoopbackHost(options: LoopbackOptions): Promise<LoopbackHost> {
  const token = randomBytes(32).toString('base64url');
  mkdirSync(options.uploadFolder, { recursive: true, mode: 0o700 });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols: () => 'logsift' });
  const server = createServer((request, response) => void answer(request, response));
  await listen(server, options.port);
  const { port } = addressOf(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refuseHost(request.headers, port) ?? refuseOrigin(request.headers, port);
    if (refusal !== undefined) return refuse(response, refusal);
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (url.pathname === '/upload') return upload(request, response, url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, { status: 405, reason: 'Only GET here.' });
    // The raw path: URL has already folded `..` away, and what is folded must not be served either.
    sendStatic(options.windowFolder, (request.url ?? '/').split('?')[0], response);
  }

  async function upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const refusal = refuseToken(bearer(request.headers), token);
    if (refusal !== undefined) return refuse(response, refusal);
    if (request.method !== 'PUT' && request.method !== 'POST') return refuse(response, { status: 405, reason: 'Only PUT here.' });
    const name = path.basename(url.searchParams.get('name') ?? 'dropped').replace(/[^\w.\- ]/g, '_').slice(-120) || 'dropped';
    const folder = path.join(options.uploadFolder, randomBytes(8).toString('hex'));
    mkdirSync(folder, { mode: 0o700 });
    const file = path.join(folder, name);
    try {
      await pipeline(request, createWriteStream(file, { mode: 0o600 }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path: file }));
    } catch {
      // The browser went away, or the disk is full: nothing half-written may be read as a log.
      rmSync(folder, { recursive: true, force: true });
      if (!response.headersSent) refuse(response, { status: 507, reason: `${name} could not be copied to this computer's temporary folder. Free some space and drop it again.` });
    }
  }

  server.on('upgrade', (request, socket, head) => {
    const isRpc = (request.url ?? '').split('?')[0] === '/rpc';
    const refusal = !isRpc
      ? { status: 404, reason: 'There is nothing here.' }
      : (refuseHost(request.headers, port) ?? refuseOrigin(request.headers, port) ?? refuseToken(protocolToken(request.headers), token));
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(logsiftApi, options.handlers, webSocketTransport(webSocket), options.onBug));
  });

  return {
    port,
    token,
    url: `http://127.0.0.1:${port}/#token=${token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(options.uploadFolder, { recursive: true, force: true });
    },
  };
}

function refuse(response: ServerResponse, { status, reason }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(reason);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

function addressOf(server: Server): { port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}

/** One JSON text per message. */
export function webSocketTransport(socket: WebSocket): Transport {
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
