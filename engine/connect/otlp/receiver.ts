import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../../base/app-error.ts';
import type { Page } from '../connector.ts';
import { parseExact } from '../exact-json.ts';
import { RecordLines } from '../record-line.ts';
import { isMember } from './any-value.ts';
import { recordsOfLogs } from './log-records.ts';
import { decodeLogsRequest } from './protobuf.ts';

/** Of one request, packed and unpacked. */
const MAX_BODY_BYTES = 64 << 20;
/** Text that waits to be taken; senders are asked to wait beyond that. */
const MAX_QUEUED_BYTES = 16 << 20;
const RETRY_AFTER_SECONDS = '1';
const unzip = promisify(gunzip);

/**
 * Takes logs over OTLP/HTTP on this computer alone, and gives them as they come, until the signal fires. A sender is answered when its
 * records are kept, and told to send them again when they may not be.
 * @throws AppError BAD_REQUEST when the port is taken
 */
export async function* receiveLogs(port: number, signal: AbortSignal): AsyncGenerator<Page> {
  const inbox = new Inbox();
  const server = createServer((request, response) => {
    void answer(request, response, inbox);
  });
  await listen(server, port);
  const stop = (): void => inbox.wakeUp();
  signal.addEventListener('abort', stop);
  try {
    let taken = 0;
    while (!signal.aborted) {
      const { lines, records, onKept } = await inbox.next(signal);
      taken += records;
      if (records > 0) yield { lines, records, cursor: JSON.stringify({ taken }), onKept };
    }
  } finally {
    signal.removeEventListener('abort', stop);
    server.close();
    await inbox.giveUp();
    server.closeAllConnections();
  }
}

class Inbox {
  readonly #lines = new RecordLines();
  #bytes = 0;
  /** Told whether the records of a request are kept: of those waiting to be taken, and of all. */
  #untaken: ((isKept: boolean) => void)[] = [];
  readonly #unanswered = new Set<(isKept: boolean) => void>();
  readonly #answering = new Set<Promise<void>>();
  #wake: (() => void) | undefined;

  get isFull(): boolean {
    return this.#bytes > MAX_QUEUED_BYTES;
  }

  /** @param answer says to the sender whether its records are kept; resolves when that is said */
  take(logs: unknown, bytes: number, answer: (isKept: boolean) => Promise<void>): void {
    const before = this.#lines.records;
    for (const record of recordsOfLogs(logs)) this.#lines.add(record);
    const settle = (isKept: boolean): void => {
      this.#unanswered.delete(settle);
      const answering = answer(isKept).finally(() => this.#answering.delete(answering));
      this.#answering.add(answering);
    };
    if (this.#lines.records === before) settle(true);
    else {
      this.#bytes += bytes;
      this.#untaken.push(settle);
      this.#unanswered.add(settle);
      this.wakeUp();
    }
  }

  async next(signal: AbortSignal): Promise<Pick<Page, 'lines' | 'records' | 'onKept'>> {
    while (this.#lines.records === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#bytes = 0;
    const taken = this.#untaken;
    this.#untaken = [];
    return {
      ...this.#lines.take(),
      onKept: () => {
        for (const settle of taken) settle(true);
      },
    };
  }

  /** Nothing more is kept: whoever waits is to send again. Resolves when all are told. */
  async giveUp(): Promise<void> {
    for (const settle of this.#unanswered) settle(false);
    await Promise.all(this.#answering);
  }

  wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, inbox: Inbox): Promise<void> {
  const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '');
  const isProtobuf = /^application\/x-protobuf\b/.test(request.headers['content-type'] ?? '');
  const refuse = (status: number, message: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ code: 3, message }));
  };
  // A page in a browser can reach this port too: it names its origin, and no sender of logs does.
  if (request.headers.origin !== undefined) return refuse(403, 'not for pages');
  if (request.url !== '/v1/logs') return refuse(404, 'only /v1/logs is here');
  if (request.method !== 'POST') return refuse(405, 'only POST is here');
  if (!isJson && !isProtobuf) return refuse(415, 'application/json or application/x-protobuf');
  if (inbox.isFull) return refuse(429, 'the queue is full', { 'retry-after': RETRY_AFTER_SECONDS });
  let body: Uint8Array;
  try {
    body = await bodyOf(request);
  } catch (error) {
    return refuse(error instanceof TooLarge ? 413 : 400, error instanceof TooLarge ? 'more than 64 MiB' : 'the body cannot be read');
  }
  let logs: unknown;
  try {
    logs = isJson ? parseExact(Buffer.from(body).toString('utf8') || '{}') : decodeLogsRequest(body);
  } catch {
    return refuse(400, 'the body is not what its type says');
  }
  if (!isMember(logs)) return refuse(400, 'no ExportLogsServiceRequest');
  inbox.take(logs, body.length, async (isKept) => {
    if (isKept) response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' }).end(isJson ? '{}' : '');
    else refuse(503, 'no logs are taken any more', { 'retry-after': RETRY_AFTER_SECONDS, connection: 'close' });
    // A sender that went away will not be told.
    if (!response.closed) await new Promise<void>((resolve) => response.once('close', () => resolve()));
  });
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new TooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw new TooLarge();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const code = 'code' in cause ? String(cause.code) : '';
      reject(
        new AppError(
          'BAD_REQUEST',
          `Logs cannot be taken on port ${port}: ${code === 'EADDRINUSE' ? 'another program has it' : `the system says ${code}`}. Nothing was received. Choose another port.`,
          { cause },
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
