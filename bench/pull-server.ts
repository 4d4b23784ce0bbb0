import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** 2026-09-01T10:00:00Z. */
export const FROM_MS = 1_788_256_800_000;
const PAGE = 2_000;

export interface PullServer {
  readonly url: string;
  /** Answers given so far. */
  readonly pages: () => number;
  close(): Promise<void>;
}

/** PostHog's row query as fast as it can be played: row n is made from its number, one a millisecond. Nothing else is checked. */
export async function startPullServer(records: number): Promise<PullServer> {
  let pages = 0;
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const path = request.url ?? '';
    if (path.endsWith('/has_logs/')) return reply(response, '{"hasLogs":true}');
    if (path.endsWith('/count/')) return reply(response, `{"count":${records}}`);
    if (path.endsWith('/sparkline/')) return reply(response, '[]');
    if (path.endsWith('/services/')) return reply(response, '{"services":[]}');
    if (!path.endsWith('/query/')) return reply(response, '{"results":[]}');
    const { after }: { after?: string } = JSON.parse(body).query;
    const first = after === undefined ? 0 : Number(after);
    const until = Math.min(records, first + PAGE);
    pages++;
    reply(response, pageOf(first, until, until < records));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages: () => pages,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

function pageOf(first: number, until: number, hasMore: boolean): string {
  let rows = '';
  for (let n = first; n < until; n++) rows += `${n === first ? '' : ','}${rowOf(n)}`;
  return `{"results":[${rows}],"hasMore":${hasMore},"nextCursor":${hasMore ? `"${until}"` : 'null'}}`;
}

const BODIES = [
  (n: number) => `payment ${n} failed: timeout after ${(n % 90) * 100}ms`,
  (n: number) => `GET /orders/${n} 200 in ${n % 70}ms`,
  (n: number) => `user u-${n % 977} signed in from 10.0.${n % 256}.${n % 199}`,
  (n: number) => `cache miss for key cart:${n % 4096}`,
];
const LEVELS = ['error', 'info', 'debug', 'warn'];
const SERVICES = ['checkout', 'ledger', 'web'];

function rowOf(n: number): string {
  const time = `${new Date(FROM_MS + n).toISOString().slice(0, -1)}000+00:00`;
  const service = SERVICES[n % SERVICES.length];
  const level = LEVELS[n % LEVELS.length];
  return `{"uuid":"01990e5a-7c1b-7d40-9a52-${n.toString(16).padStart(12, '0')}","timestamp":"${time}","observed_timestamp":"${time}","body":"${BODIES[n % BODIES.length](n)}","severity_text":"${level}","severity_number":9,"level":"${level}","trace_id":"${n % 2 === 0 ? '4BF92F3577B34DA6A3CE929D0E0E4736' : '00000000000000000000000000000000'}","span_id":"00F067AA0BA902B7","attributes":{"order.id":"${n}","retry":"true"},"resource_attributes":{"service.name":"${service}","k8s.namespace.name":"shop"},"resource_fingerprint":"14023981172263904417","instrumentation_scope":"app@2.4.0","event_name":"","live_logs_checkpoint":null}`;
}
