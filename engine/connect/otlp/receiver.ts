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
 * Takes logs over OTLP/HTTP on this computer alone, and gives them as they come, until the signal fires.
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
      const { lines, records } = await inbox.next(signal);
      taken += records;
      if (records > 0) yield { lines, records, cursor: JSON.stringify({ taken }) };
    }
  } finally {
    signal.removeEventListener('abort', stop);
    server.closeAllConnections();
    server.close();
  }
}

class Inbox {
  readonly #lines = new RecordLines();
  #bytes = 0;
  #wake: (() => void) | undefined;

  get isFull(): boolean {
    return this.#bytes > MAX_QUEUED_BYTES;
  }

  take(logs: unknown, bytes: number): void {
    for (const record of recordsOfLogs(logs)) this.#lines.add(record);
    this.#bytes += bytes;
    this.wakeUp();
  }

  async next(signal: AbortSignal): Promise<{ readonly lines: Uint8Array; readonly records: number }> {
    while (this.#lines.records === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#bytes = 0;
    return this.#lines.take();
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
  inbox.take(logs, body.length);
  response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' }).end(isJson ? '{}' : '');
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
