import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface PlayedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which request of its path it is, from 1. */
  readonly count: number;
}

/** What goes wrong instead of, or with, an answer. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Record<string, string>; readonly body: string }
  /** The right answer, of which only the first half arrives. */
  | { readonly kind: 'cut' }
  /** No answer for as long as the client waits. */
  | { readonly kind: 'silent' }
  /** The right answer, in pieces, the second one when `until` resolves. */
  | { readonly kind: 'slow'; readonly until: Promise<void> }
  /** The page begins with the last rows of the one before. */
  | { readonly kind: 'repeats'; readonly rows: number }
  /** A page without rows that is not the last. */
  | { readonly kind: 'empty' }
  /** The cursor is not known any more. */
  | { readonly kind: 'expired'; readonly status: 400 | 500 };

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** A server that answers over HTTP as another program would, and counts what it was asked. */
export class PlayedServer {
  readonly requests: PlayedRequest[] = [];
  /** Asked for every request; undefined: the right answer. */
  fault: (request: PlayedRequest) => Fault | undefined = () => undefined;
  /** Milliseconds that the clock of this server is ahead. */
  skewMs = 0;
  /** Requests whose client went away before the answer. */
  abandoned = 0;
  readonly #server: Server;
  readonly #counts = new Map<string, number>();

  private constructor(answer: (request: PlayedRequest, fault: Fault | undefined) => Answer) {
    this.#server = createServer((incoming, outgoing) => {
      void this.#serve(incoming, outgoing, answer);
    });
  }

  static async start(answer: (request: PlayedRequest, fault: Fault | undefined) => Answer): Promise<PlayedServer> {
    const played = new PlayedServer(answer);
    await new Promise<void>((resolve) => played.#server.listen(0, '127.0.0.1', resolve));
    return played;
  }

  get server(): Server {
    return this.#server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    answer: (request: PlayedRequest, fault: Fault | undefined) => Answer,
  ): Promise<void> {
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) this.abandoned++;
    });
    const url = new URL(incoming.url ?? '/', 'http://played');
    const body = await text(incoming).catch(() => '');
    const count = (this.#counts.get(url.pathname) ?? 0) + 1;
    this.#counts.set(url.pathname, count);
    const request: PlayedRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
      count,
    };
    this.requests.push(request);
    const fault = this.fault(request);
    if (fault?.kind === 'silent') return;
    const right = fault?.kind === 'answer' ? fault : answer(request, fault);
    outgoing.writeHead(right.status, {
      'content-type': 'application/json',
      date: new Date(Date.now() + this.skewMs).toUTCString(),
      'content-length': String(Buffer.byteLength(right.body)),
      ...right.headers,
    });
    const half = right.body.slice(0, right.body.length / 2);
    if (fault?.kind === 'cut') {
      outgoing.write(half, () => outgoing.destroy());
    } else if (fault?.kind === 'slow') {
      outgoing.write(half);
      await fault.until;
      outgoing.end(right.body.slice(half.length));
    } else outgoing.end(right.body);
  }
}
