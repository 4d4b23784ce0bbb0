import { type Answer, type Fault, type PlayedRequest, PlayedServer } from './played-server.ts';

export const LOKI_USER = '812345';
export const LOKI_PASSWORD = 'glc_playedTokenOfNobody0123456789';
export const LOKI_TENANT = 'shop';

export interface StoredEntry {
  readonly ns: bigint;
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const LINES = [
  (n: number) => `payment ${n} failed: timeout after ${(n % 90) * 100}ms`,
  (n: number) => `GET /orders/${n} 200 in ${n % 70}ms`,
  (n: number) => `posted entry ${n} of user u-${n % 977}`,
];
const LEVELS = ['error', 'info', 'debug'];
const APPS = ['checkout', 'ledger', 'web'];

/** `count` entries in three streams; every fifth shares its nanosecond with the one before. Metadata has 64-bit numbers. */
export function makeEntries(count: number, fromNs: bigint, stepNs: bigint, first = 0): StoredEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const app = APPS[n % APPS.length];
    return {
      ns: fromNs + BigInt(index % 5 === 4 ? index - 1 : index) * stepNs + 7n,
      line: LINES[n % LINES.length](n),
      labels: { app, namespace: 'shop', service_name: app },
      metadata: { detected_level: LEVELS[n % LEVELS.length], 'order.id': String(9_007_199_254_740_993n + BigInt(n)), entry: String(n) },
    };
  });
}

export interface LokiOptions {
  readonly entries?: readonly StoredEntry[];
  readonly maxEntries?: number;
}

/** Loki's HTTP API behind a gateway that wants a user, a password and a tenant. Strict: what the contract does not know is an error. */
export class PlayedLoki {
  readonly played: PlayedServer;
  entries: StoredEntry[];
  readonly #maxEntries: number;

  private constructor(played: PlayedServer, { entries = [], maxEntries = 5_000 }: LokiOptions) {
    this.played = played;
    this.entries = [...entries];
    this.#maxEntries = maxEntries;
  }

  static async start(options: LokiOptions = {}): Promise<PlayedLoki> {
    let loki: PlayedLoki | undefined;
    const played = await PlayedServer.start((request, fault) => loki?.answer(request, fault) ?? { status: 503, body: '' });
    loki = new PlayedLoki(played, options);
    return loki;
  }

  get settings(): Record<string, string> {
    return { host: `${this.played.url}/gateway`, user: LOKI_USER, tenant: LOKI_TENANT };
  }

  close(): Promise<void> {
    return this.played.close();
  }

  add(entries: readonly StoredEntry[]): void {
    this.entries = [...this.entries, ...entries].sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  }

  answer(request: PlayedRequest, _fault: Fault | undefined): Answer {
    const { authorization } = request.headers;
    if (authorization !== `Basic ${Buffer.from(`${LOKI_USER}:${LOKI_PASSWORD}`).toString('base64')}`) return plain(401, 'Unauthorized');
    if (request.headers['x-scope-orgid'] === undefined) return plain(401, 'no org id');
    const match = /^\/gateway\/loki\/api\/v1\/(.+)$/.exec(request.path);
    if (match === null || request.headers['x-scope-orgid'] !== LOKI_TENANT) return plain(404, '404 page not found');
    const asked = request.method === 'POST' ? new URLSearchParams(request.body) : request.query;
    if (request.method === 'POST' && request.headers['content-type'] !== 'application/x-www-form-urlencoded') return plain(400, 'no form');
    const value = /^label\/([^/]+)\/values$/.exec(match[1]);
    if (value !== null) return list(this.#labelled(asked).map(({ labels }) => labels[decodeURIComponent(value[1])]));
    switch (match[1]) {
      case 'labels':
        return list(this.#labelled(asked).flatMap(({ labels }) => Object.keys(labels)));
      case 'series':
        return this.#series(asked);
      case 'query_range':
        return this.#query(asked, request.headers['x-loki-response-encoding-flags'] === 'categorize-labels');
      case 'index/stats':
        return this.#selected(asked, (found) => ({ streams: 3, chunks: 3, entries: found.length, bytes: found.length * 60 }));
      case 'index/volume':
        return this.#selected(asked, (found) => success({ resultType: 'vector', result: byService(found) }));
      case 'patterns':
        return this.#selected(asked, (found) => ({
          status: 'success',
          data: [{ pattern: 'payment <_> failed: timeout after <_>', level: 'error', samples: [[1_788_256_800, found.length]] }],
        }));
      default:
        return plain(404, '404 page not found');
    }
  }

  #labelled(asked: URLSearchParams): readonly StoredEntry[] {
    const [start, end] = [BigInt(asked.get('start') ?? 0), BigInt(asked.get('end') ?? 0)];
    return this.entries.filter(({ ns }) => ns >= start && ns < end);
  }

  #series(asked: URLSearchParams): Answer {
    const selector = parse(asked.get('match[]') ?? '');
    if (selector === undefined) return plain(400, 'parse error');
    const found = this.#labelled(asked).filter(selector);
    const streams = [...new Map(found.map(({ labels }) => [JSON.stringify(labels), labels])).values()];
    return { status: 200, body: JSON.stringify({ status: 'success', data: streams }) };
  }

  #selected(asked: URLSearchParams, of: (found: readonly StoredEntry[]) => unknown): Answer {
    const fits = parse(asked.get('query') ?? '');
    return fits === undefined
      ? plain(400, 'parse error : syntax error')
      : { status: 200, body: JSON.stringify(of(this.#labelled(asked).filter(fits))) };
  }

  #query(asked: URLSearchParams, isCategorized: boolean): Answer {
    const [start, end] = [asked.get('start'), asked.get('end')];
    if (start === null || end === null || start.length < 11 || end.length < 11) return plain(400, 'times are nanoseconds here');
    const query = asked.get('query') ?? '';
    const metric = /^sum\(count_over_time\((.*) \[(\d+)s\]\)\)$/s.exec(query);
    const fits = parse(metric === null ? query : metric[1]);
    if (fits === undefined) return plain(400, 'parse error at line 1, col 1: syntax error: unexpected IDENTIFIER');
    if (BigInt(end) - BigInt(start) > 2_595_600_000_000_000n) {
      return plain(400, 'the query time range exceeds the limit (query length: 800h0m0s, limit: 30d1h)');
    }
    if (metric !== null) return this.#counts(fits, BigInt(start), BigInt(end), BigInt(metric[2]) * 1_000_000_000n);
    const limit = Number(asked.get('limit') ?? 100);
    if (limit > this.#maxEntries) {
      return plain(400, `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${this.#maxEntries})`);
    }
    if (asked.get('direction') !== 'forward') return plain(400, 'only forward is played');
    const streams = new Map<string, { stream: Record<string, string>; values: unknown[] }>();
    let count = 0;
    for (let at = this.#firstFrom(BigInt(start)); at < this.entries.length && count < limit; at++) {
      const entry = this.entries[at];
      if (entry.ns >= BigInt(end)) break;
      if (!fits(entry)) continue;
      count++;
      const stream = isCategorized ? entry.labels : { ...entry.labels, ...entry.metadata };
      const key = JSON.stringify(stream);
      const held = streams.get(key) ?? { stream, values: [] };
      held.values.push(
        isCategorized ? [String(entry.ns), entry.line, { structuredMetadata: entry.metadata }] : [String(entry.ns), entry.line],
      );
      streams.set(key, held);
    }
    return { status: 200, body: JSON.stringify(success({ resultType: 'streams', result: [...streams.values()], stats: {} })) };
  }

  #counts(fits: (entry: StoredEntry) => boolean, start: bigint, end: bigint, step: bigint): Answer {
    const values: [number, string][] = [];
    for (let at = start; at <= end; at += step) {
      const count = this.entries.filter((entry) => entry.ns > at - step && entry.ns <= at && fits(entry)).length;
      if (count > 0) values.push([Number(at / 1_000_000_000n), String(count)]);
    }
    return {
      status: 200,
      body: JSON.stringify(success({ resultType: 'matrix', result: values.length === 0 ? [] : [{ metric: {}, values }], stats: {} })),
    };
  }

  #firstFrom(ns: bigint): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle].ns < ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function success(data: unknown): unknown {
  return { status: 'success', data };
}

/** Errors are plain text. */
function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

function list(values: readonly (string | undefined)[]): Answer {
  const data = [...new Set(values.filter((value) => value !== undefined))].sort();
  return { status: 200, body: JSON.stringify(data.length === 0 ? { status: 'success' } : success(data)) };
}

function byService(entries: readonly StoredEntry[]): unknown[] {
  const bytes = new Map<string, number>();
  for (const { labels } of entries) bytes.set(labels.service_name, (bytes.get(labels.service_name) ?? 0) + 60);
  return [...bytes].map(([service_name, sum]) => ({ metric: { service_name }, value: [1_788_260_400, String(sum)] }));
}

/** A selector with matchers, then line filters and label filters: so much of LogQL is played. Undefined: a syntax error. */
function parse(query: string): ((entry: StoredEntry) => boolean) | undefined {
  const match = /^\{((?:"(?:[^"\\]|\\.)*"|[^}"])*)\}(.*)$/s.exec(query.trim());
  if (match === null) return undefined;
  const tests: ((entry: StoredEntry) => boolean)[] = [];
  const matcher = /\s*([a-zA-Z_]\w*)\s*(=~|!=|!~|=)\s*("(?:[^"\\]|\\.)*")\s*,?/y;
  const stage = /\s*(\|=|\|~|!=|!~)\s*("(?:[^"\\]|\\.)*")|\s*\|\s*([a-zA-Z_]\w*)(=~|=)("(?:[^"\\]|\\.)*")/y;
  let at = 0;
  while (at < match[1].length) {
    matcher.lastIndex = at;
    const found = matcher.exec(match[1]);
    if (found === null) return undefined;
    at = matcher.lastIndex;
    const holds = operation(found[2], JSON.parse(found[3]));
    if (holds('')) return undefined;
    tests.push(({ labels }) => holds(labels[found[1]] ?? ''));
  }
  if (tests.length === 0) return undefined;
  const pipeline = match[2].trimEnd();
  for (at = 0; at < pipeline.length; at = stage.lastIndex) {
    stage.lastIndex = at;
    const found = stage.exec(pipeline);
    if (found === null) return undefined;
    if (found[1] !== undefined) {
      const pattern = found[1] === '|~' ? new RegExp(JSON.parse(found[2]).replace('(?i)', ''), 'i') : undefined;
      const text: string = JSON.parse(found[2]);
      tests.push(({ line }) => (pattern === undefined ? line.includes(text) : pattern.test(line)));
    } else {
      const holds = operation(found[4], JSON.parse(found[5]));
      tests.push(({ labels, metadata }) => holds(metadata[found[3]] ?? labels[found[3]] ?? ''));
    }
  }
  return (entry) => tests.every((holds) => holds(entry));
}

function operation(sign: string, text: string): (value: string) => boolean {
  const pattern = new RegExp(`^(?:${text})$`);
  if (sign === '=') return (value) => value === text;
  if (sign === '!=') return (value) => value !== text;
  return sign === '=~' ? (value) => pattern.test(value) : (value) => !pattern.test(value);
}
