import { z } from 'zod';
import { type Answer, type Fault, type PlayedRequest, PlayedServer } from './played-server.ts';
import { isoUs, type StoredRow } from './posthog-rows.ts';

export const POSTHOG_KEY = 'phx_playedKeyOfNobody0123456789';
export const POSTHOG_PROJECT = '48211';

const Filter = z.strictObject({
  key: z.string(),
  type: z.string(),
  operator: z.enum(['exact', 'is_not', 'icontains', 'regex']),
  value: z.unknown(),
});
const Scope = {
  dateRange: z.strictObject({ date_from: z.string(), date_to: z.string().nullable() }),
  severityLevels: z.array(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])).default([]),
  serviceNames: z.array(z.string()).default([]),
  searchTerm: z.string().nullish(),
  filterGroup: z.array(Filter).default([]),
};
const LogsQuery = z.strictObject({
  ...Scope,
  orderBy: z.enum(['latest', 'earliest']).default('latest'),
  limit: z.int().min(1).default(1000),
  after: z.string().optional(),
  liveLogsCheckpoint: z.string().optional(),
});
const ScopeQuery = z.strictObject(Scope);

export interface PosthogOptions {
  readonly rows?: readonly StoredRow[];
  /** Of the key. */
  readonly scopes?: readonly string[];
}

/** PostHog's logs API for one project, strict: what the contract does not know is an error. */
export class PlayedPosthog {
  readonly played: PlayedServer;
  readonly rows: StoredRow[];
  readonly rules: unknown[] = [];
  readonly #scopes: readonly string[];
  /** Rows written out once, by uuid. */
  readonly #texts = new Map<string, string>();

  private constructor(played: PlayedServer, rows: readonly StoredRow[], scopes: readonly string[]) {
    this.played = played;
    this.rows = [...rows];
    this.#scopes = scopes;
  }

  static async start({ rows = [], scopes = ['logs:read', 'logs:write'] }: PosthogOptions = {}): Promise<PlayedPosthog> {
    let posthog: PlayedPosthog | undefined;
    const played = await PlayedServer.start((request, fault) => posthog?.answer(request, fault) ?? { status: 503, body: '{}' });
    posthog = new PlayedPosthog(played, rows, scopes);
    return posthog;
  }

  get url(): string {
    return this.played.url;
  }

  get settings(): Record<string, string> {
    return { host: this.url, project: POSTHOG_PROJECT };
  }

  close(): Promise<void> {
    return this.played.close();
  }

  /** Rows that come while somebody follows. */
  add(rows: readonly StoredRow[]): void {
    this.rows.push(...rows);
    this.rows.sort((a, b) => a.us - b.us || (a.uuid < b.uuid ? -1 : 1));
  }

  answer(request: PlayedRequest, fault: Fault | undefined): Answer {
    if (!request.path.endsWith('/')) return { status: 301, headers: { location: `${request.path}/` }, body: '' };
    const { authorization } = request.headers;
    if (authorization === undefined)
      return refusal(401, 'authentication_error', 'not_authenticated', 'Authentication credentials were not provided.');
    if (authorization !== `Bearer ${POSTHOG_KEY}`) {
      return refusal(
        401,
        'authentication_error',
        'authentication_failed',
        'Personal API key found in request Authorization header is invalid.',
      );
    }
    const match = /^\/api\/projects\/(\d+)\/logs\/([a-z_/-]+)\/$/.exec(request.path);
    if (match === null || match[1] !== POSTHOG_PROJECT) return refusal(404, 'invalid_request', 'not_found', 'Not found.');
    const scope = request.method === 'GET' || !match[2].startsWith('sampling_rules') ? 'logs:read' : 'logs:write';
    if (!this.#scopes.includes(scope))
      return refusal(403, 'authentication_error', 'permission_denied', `API key missing required scope '${scope}'`);
    switch (`${request.method} ${match[2]}`) {
      case 'GET has_logs':
        return ok({ hasLogs: this.rows.length > 0 });
      case 'POST query':
        return this.#query(request, fault);
      case 'POST count':
        return this.#scoped(request, (rows) => ({ count: rows.length }));
      case 'POST sparkline':
        return this.#scoped(request, sparkline);
      case 'POST services':
        return this.#scoped(request, services);
      case 'POST patterns':
        return this.#scoped(request, patterns);
      case 'GET sampling_rules':
        return ok({ count: this.rules.length, next: null, previous: null, results: this.rules });
      case 'POST sampling_rules': {
        const rule: unknown = { id: `00000000-0000-4000-8000-00000000000${this.rules.length}`, version: 1, ...JSON.parse(request.body) };
        this.rules.push(rule);
        return { status: 201, body: JSON.stringify(rule) };
      }
      default:
        return refusal(404, 'invalid_request', 'not_found', 'Not found.');
    }
  }

  #scoped(request: PlayedRequest, of: (rows: readonly StoredRow[]) => unknown): Answer {
    const asked = queryOf(request.body, ScopeQuery);
    if ('status' in asked) return asked;
    return ok(of(this.rows.filter((row) => fits(row, asked.query))));
  }

  #query(request: PlayedRequest, fault: Fault | undefined): Answer {
    const asked = queryOf(request.body, LogsQuery);
    if ('status' in asked) return asked;
    const { query } = asked;
    const limit = Math.min(query.limit, 2_000);
    const isEarliest = query.orderBy === 'earliest';
    let after: { us: number; uuid: string } | undefined;
    if (query.after !== undefined) {
      after = cursorOf(query.after);
      if (after === undefined || fault?.kind === 'expired') {
        return fault?.kind === 'expired' && fault.status === 500
          ? refusal(500, 'server_error', 'error', 'A server error occurred.')
          : { status: 400, body: '{"error": "Invalid cursor"}' };
      }
      // Later than the client waits for, or sooner than it was answered: the same cursor again.
      if (fault?.kind === 'empty')
        return ok({ query: {}, results: [], hasMore: true, nextCursor: query.after, maxExportableLogs: 10_000, columns: null });
    }
    const { rows } = this;
    const results: StoredRow[] = [];
    let hasMore = false;
    const first = isEarliest ? this.#firstBehind(after, Date.parse(query.dateRange.date_from) * 1000) : 0;
    for (let at = first; at < rows.length; at++) {
      const row = rows[isEarliest ? at : rows.length - 1 - at];
      if (query.dateRange.date_to !== null && isEarliest && row.us > usOf(query.dateRange.date_to)) break;
      if (after !== undefined && !isBehind(row, after, isEarliest)) continue;
      if (!fits(row, query) || (query.liveLogsCheckpoint !== undefined && row.observedUs < usOf(query.liveLogsCheckpoint))) continue;
      if (results.length === limit) {
        hasMore = true;
        break;
      }
      results.push(row);
    }
    const last = results.at(-1);
    const nextCursor =
      hasMore && last !== undefined ? Buffer.from(JSON.stringify({ timestamp: isoUs(last.us), uuid: last.uuid })).toString('base64') : null;
    const repeated = fault?.kind === 'repeats' && after !== undefined ? rows.slice(Math.max(0, first - fault.rows), first) : [];
    const newest = query.liveLogsCheckpoint === undefined ? undefined : Math.max(...rows.map((row) => row.observedUs));
    const checkpoint = newest === undefined ? 'null' : `"${isoUs(newest)}"`;
    const body = [...repeated, ...results].map((row) => this.#textOf(row, checkpoint)).join(',');
    return {
      status: 200,
      body: `{"query":{"kind":"LogsQuery"},"results":[${body}],"hasMore":${hasMore},"nextCursor":${JSON.stringify(nextCursor)},"maxExportableLogs":10000,"columns":null}`,
    };
  }

  #firstBehind(after: { us: number; uuid: string } | undefined, fromUs: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.rows[middle];
      if (after === undefined ? row.us < fromUs : !isBehind(row, after, true)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #textOf(row: StoredRow, checkpoint: string): string {
    let text = this.#texts.get(row.uuid);
    if (text === undefined) {
      text = JSON.stringify({
        uuid: row.uuid,
        timestamp: isoUs(row.us),
        observed_timestamp: isoUs(row.observedUs),
        body: row.body,
        severity_text: row.level,
        severity_number: 9,
        level: row.level,
        trace_id: row.traceId,
        span_id: '0000000000000000',
        attributes: row.attributes,
        resource_attributes: row.resource,
        resource_fingerprint: row.fingerprint,
        instrumentation_scope: 'app@2.4.0',
        event_name: '',
      }).slice(0, -1);
      this.#texts.set(row.uuid, text);
    }
    return `${text},"live_logs_checkpoint":${checkpoint}}`;
  }
}

function ok(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

function refusal(status: number, type: string, code: string, detail: string): Answer {
  return { status, body: JSON.stringify({ type, code, detail, attr: null }) };
}

function queryOf<Query extends z.ZodType>(body: string, schema: Query): Answer | { query: z.output<Query> } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return refusal(400, 'validation_error', 'parse_error', 'JSON parse error');
  }
  if (typeof parsed !== 'object' || parsed === null || !('query' in parsed)) return { status: 400, body: '{"error": "No query provided"}' };
  const { data, error } = schema.safeParse(parsed.query);
  if (data === undefined)
    return refusal(400, 'validation_error', 'invalid_input', `${error?.issues[0]?.path.join('.')}: ${error?.issues[0]?.message}`);
  return { query: data };
}

function cursorOf(text: string): { us: number; uuid: string } | undefined {
  try {
    const parsed: { timestamp: string; uuid: string } = JSON.parse(Buffer.from(text, 'base64').toString());
    return { us: usOf(parsed.timestamp), uuid: parsed.uuid };
  } catch {
    return undefined;
  }
}

function usOf(iso: string): number {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  return Math.floor(Date.parse(iso.replace(/\.\d+/, '')) * 1000) + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function isBehind(row: StoredRow, after: { us: number; uuid: string }, isEarliest: boolean): boolean {
  const isLater = row.us > after.us || (row.us === after.us && row.uuid > after.uuid);
  return isEarliest ? isLater : row.us < after.us || (row.us === after.us && row.uuid < after.uuid);
}

function fits(row: StoredRow, query: z.output<typeof ScopeQuery>): boolean {
  const { dateRange, severityLevels, serviceNames, searchTerm, filterGroup } = query;
  if (row.us < usOf(dateRange.date_from) || (dateRange.date_to !== null && row.us > usOf(dateRange.date_to))) return false;
  if (severityLevels.length > 0 && !severityLevels.some((level) => level === row.level)) return false;
  if (serviceNames.length > 0 && !serviceNames.includes(row.service)) return false;
  if (searchTerm !== null && searchTerm !== undefined && !row.body.toLowerCase().includes(searchTerm.toLowerCase())) return false;
  return filterGroup.every(({ key, type, operator, value }) => {
    const held = type === 'log' ? row.body : (type === 'log_resource_attribute' ? row.resource : row.attributes)[key];
    if (operator === 'regex') return new RegExp(String(value).replace('(?i)', ''), 'i').test(held ?? '');
    return Array.isArray(value) ? value.includes(held) : held === value;
  });
}

function sparkline(rows: readonly StoredRow[]): unknown {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = `${Math.floor(row.us / 60_000_000)} ${row.level}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    const [minute, severity] = key.split(' ');
    return { time: new Date(Number(minute) * 60_000).toISOString().slice(0, 19), severity, count, bytes_uncompressed: count * 200 };
  });
}

function services(rows: readonly StoredRow[]): unknown {
  const counts = new Map<string, number>();
  for (const { service } of rows) counts.set(service, (counts.get(service) ?? 0) + 1);
  return {
    services: [...counts].map(([service_name, log_count]) => ({
      service_name,
      log_count,
      error_count: 0,
      error_rate: 0,
      volume_share_pct: 0,
      severity_breakdown: {},
      active_rules: [],
    })),
    sparkline: [],
    total_services: counts.size,
    summary: {},
  };
}

function patterns(rows: readonly StoredRow[]): unknown {
  const counts = new Map<string, number>();
  for (const { body } of rows) {
    const pattern = body.replace(/\d+/g, '<num>');
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return {
    patterns: [...counts].map(([pattern, count]) => ({
      pattern,
      count,
      estimated_count: count,
      error_count: 0,
      services: ['checkout'],
      severity_counts: { error: count },
    })),
    scanned_count: rows.length,
    total_count: rows.length,
    sampled: false,
    sample_coverage_pct: 100,
    sparkline_buckets: [],
  };
}
