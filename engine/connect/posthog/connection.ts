import type { z } from 'zod';
import { isAppError } from '../../base/app-error.ts';
import type { ConnectionCheck, PullEstimate, PullFilter, ServicePattern } from '../../base/pull.ts';
import { US_PER_SECOND } from '../../base/time.ts';
import type { Connection, ConnectionDeps, Page, ReadOptions } from '../connector.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { usOfIso } from '../time.ts';
import { Count, HasLogs, PageEnd, Patterns, parsedAnswer, RowPage, Services, Sparkline } from './answers.ts';
import { logQuery } from './log-query.ts';
import { followRows, type RowBytes, type RowsQuery, readRows, usOfMs } from './read-rows.ts';
import { frameOf } from './row-page.ts';
import { PosthogRules } from './rules.ts';

const NO_ROWS = Object.freeze({ from: 0, until: 0 });
const LEVEL_ORDER = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** One project of PostHog. */
export class PosthogConnection implements Connection {
  readonly #client: ServiceClient;
  readonly #project: string;
  readonly #deps: ConnectionDeps;
  readonly pushdown = { patterns: (filter: PullFilter, signal: AbortSignal) => this.#patterns(filter, signal) };

  readonly rules: PosthogRules;

  constructor(client: ServiceClient, project: string, deps: ConnectionDeps) {
    this.#client = client;
    this.#project = project;
    this.#deps = deps;
    this.rules = new PosthogRules(client, this.#path('logs/'));
  }

  async check(signal: AbortSignal): Promise<readonly ConnectionCheck[]> {
    const startedMs = this.#deps.now();
    try {
      const { hasLogs } = parsedAnswer(
        HasLogs,
        await this.#client.json({ method: 'GET', path: this.#path('logs/has_logs/'), once: true, signal }),
      );
      return [
        { state: 'ok', text: 'Host answers', note: `${this.#deps.now() - startedMs} ms` },
        { state: 'ok', text: `Key accepted, project ${this.#project}` },
        hasLogs
          ? { state: 'ok', text: 'May read logs', note: 'logs:read' }
          : { state: 'missing', text: 'May read logs, but the project has none', note: 'logs:read' },
        await this.#checkRules(signal),
      ];
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      const answers = error.code !== 'SERVICE_UNREACHABLE';
      const failed: ConnectionCheck = { state: 'failed', text: error.message, code: error.code };
      return answers ? [{ state: 'ok', text: 'Host answers', note: `${this.#deps.now() - startedMs} ms` }, failed] : [failed];
    }
  }

  async estimate(filter: PullFilter, signal: AbortSignal): Promise<PullEstimate> {
    // For the choice of services, all of them are counted.
    const everyService = { ...filter, services: [] };
    const [count, spark, services] = await Promise.all([
      this.#ask('logs/count/', filter, signal, Count),
      this.#ask('logs/sparkline/', filter, signal, Sparkline),
      this.#ask('logs/services/', everyService, signal, Services),
    ]);
    const byTime = new Map<number, number>();
    let bytes: number | undefined;
    for (const { time, count: records, bytes_uncompressed } of spark) {
      const us = usOfIso(time);
      byTime.set(us, (byTime.get(us) ?? 0) + records);
      if (typeof bytes_uncompressed === 'number') bytes = (bytes ?? 0) + bytes_uncompressed;
    }
    const buckets = [...byTime].map(([fromUs, records]) => ({ fromUs, count: records })).sort((a, b) => a.fromUs - b.fromUs);
    return {
      records: count.count,
      bytes,
      isApproximate: false,
      buckets,
      bucketUs:
        buckets
          .slice(1)
          .reduce((least, bucket, index) => Math.min(least, bucket.fromUs - buckets[index].fromUs), filter.untilUs - filter.fromUs) ||
        US_PER_SECOND,
      services: services.services
        .map(({ service_name, log_count }) => ({ name: service_name, count: log_count }))
        .sort((a, b) => b.count - a.count),
      countsBytes: false,
    };
  }

  read(options: ReadOptions): AsyncGenerator<Page> {
    return readRows(this.#askBytes, options, this.#nowUs);
  }

  follow(options: ReadOptions): AsyncGenerator<Page> {
    return followRows(this.#askRows, options, this.#nowUs, this.#deps.wait);
  }

  async #patterns(filter: PullFilter, signal: AbortSignal): Promise<readonly ServicePattern[]> {
    const { patterns, sampled } = await this.#ask('logs/patterns/', filter, signal, Patterns);
    return patterns.map(({ pattern, count, estimated_count, services, severity_counts }) => ({
      pattern,
      count: estimated_count ?? count,
      isEstimate: sampled === true,
      level: worstOf(severity_counts ?? {}),
      services: services ?? [],
    }));
  }

  /** Rules can be looked at where the feature is on and the key may; that is no condition for reading. */
  async #checkRules(signal: AbortSignal): Promise<ConnectionCheck> {
    try {
      await this.#client.json({ method: 'GET', path: this.#path('logs/sampling_rules/'), query: { limit: '1' }, once: true, signal });
      return { state: 'ok', text: 'May read sampling rules', note: 'optional' };
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      return { state: 'missing', text: 'May not read sampling rules', note: 'optional' };
    }
  }

  readonly #nowUs = (): number => usOfMs(this.#client.nowMs);

  readonly #askBytes = async (query: RowsQuery, signal: AbortSignal): Promise<RowBytes> => {
    const request = { method: 'POST', path: this.#path('logs/query/'), body: { query }, signal } as const;
    const { bytes, frame, rows } = await this.#client.read(request, (answer) => ({ bytes: answer, ...frameOf(answer) }));
    const { hasMore, nextCursor } = parsedAnswer(PageEnd, { ...frame, results: rows === undefined ? undefined : [] });
    return { bytes, ...(rows ?? NO_ROWS), hasMore: hasMore === true, nextCursor: nextCursor ?? undefined };
  };

  readonly #askRows = async (query: RowsQuery, signal: AbortSignal): Promise<RowPage> =>
    parsedAnswer(RowPage, await this.#client.json({ method: 'POST', path: this.#path('logs/query/'), body: { query }, signal }));

  async #ask<Schema extends z.ZodType>(path: string, filter: PullFilter, signal: AbortSignal, schema: Schema): Promise<z.output<Schema>> {
    const query = logQuery(filter, filter.fromUs, filter.untilUs);
    return parsedAnswer(schema, await this.#client.json({ method: 'POST', path: this.#path(path), body: { query }, signal }));
  }

  /** The slash at the end matters: without it the body may get lost on the way. */
  #path(rest: string): string {
    return `/api/projects/${this.#project}/${rest}`;
  }
}

function worstOf(counts: Readonly<Record<string, number>>): string | undefined {
  return LEVEL_ORDER.toReversed().find((level) => (counts[level] ?? 0) > 0);
}
