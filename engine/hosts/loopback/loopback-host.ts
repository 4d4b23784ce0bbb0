import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../base/app-error.ts';
import type { Transport } from '../../contract/rpc/transport.ts';
import { bearer, protocolToken, type Refusal, refuseHost, refuseOrigin, refuseToken } from './guard.ts';
import { webSocketTransport } from './socket-transport.ts';
import { sendStatic } from './static-files.ts';
import { receiveUpload } from './upload.ts';

export interface LoopbackOptions {
  /** Called with each client that holds the token; it answers until the channel closes. */
  readonly onClient: (transport: Transport) => void;
  /** Folder of the built window. */
  readonly windowFolder: string;
  /** Dropped files are kept here until the host stops. */
  readonly uploadFolder: string;
  /** 0: any free port. */
  readonly port: number;
  /** Of one dropped file. */
  readonly maxUploadBytes?: number;
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

/**
 * Serves the window and the engine on 127.0.0.1. The page itself holds no secret and needs no token; whatever reaches the engine
 * or the disk does: see docs/decisions/0003-loopback-token.md.
 * @throws AppError BAD_REQUEST when the port is taken or not allowed
 */
export async function startLoopbackHost(options: LoopbackOptions): Promise<LoopbackHost> {
  const token = randomBytes(32).toString('base64url');
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols: () => 'logsift' });
  const server = createServer((request, response) => void answer(request, response));
  const port = await listen(server, options.port);
  const headers = Object.entries(securityHeaders(port));
  mkdirSync(options.uploadFolder, { recursive: true, mode: 0o700 });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of headers) response.setHeader(name, value);
    const refusal = refuseHost(request.headers, port) ?? refuseOrigin(request.headers, port);
    if (refusal !== undefined) return refuse(request, response, refusal);
    const [urlPath, urlQuery] = (request.url ?? '/').split('?', 2);
    if (urlPath === '/upload') return upload(request, response, new URLSearchParams(urlQuery));
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(request, response, { status: 405, reason: 'Only GET here.' });
    await sendStatic(options.windowFolder, urlPath, response);
  }

  async function upload(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const refusal = refuseToken(bearer(request.headers), token);
    if (refusal !== undefined) return refuse(request, response, refusal);
    if (request.method !== 'PUT') return refuse(request, response, { status: 405, reason: 'Only PUT here.' });
    const received = await receiveUpload(request, {
      folder: options.uploadFolder,
      name: query.get('name') ?? 'dropped',
      maxBytes: options.maxUploadBytes,
    });
    if ('path' in received) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received));
    else refuse(request, response, received);
  }

  server.on('upgrade', (request, socket, head) => {
    // A peer that breaks off while it is refused is no event of ours.
    socket.on('error', () => socket.destroy());
    const isRpc = (request.url ?? '').split('?')[0] === '/rpc';
    const refusal = !isRpc
      ? { status: 404, reason: 'There is nothing here.' }
      : (refuseHost(request.headers, port) ??
        refuseOrigin(request.headers, port) ??
        refuseToken(protocolToken(request.headers) ?? bearer(request.headers), token));
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => options.onClient(webSocketTransport(webSocket)));
  });

  return {
    port,
    token,
    url: `http://127.0.0.1:${port}/#token=${token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      rmSync(options.uploadFolder, { recursive: true, force: true });
    },
  };
}

/** Sent with every answer. 'self' covers the page's own WebSocket in newer browsers; its address is named for the others. */
function securityHeaders(port: number): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** Answers in a sentence and reads no more of a body that nobody wants. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal): void {
  const isBodyUnread = !request.complete;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...(isBodyUnread ? { connection: 'close' } : {}) }).end(reason);
}

/** Listens on the loopback address and nowhere else. @returns the port */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program uses it' : cause.message;
      reject(
        new AppError('BAD_REQUEST', `Port ${port} cannot be used: ${why}. Nothing was started. Leave --port away for any free one.`, {
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server listens on no port'));
      else resolve(address.port);
    });
  });
}
