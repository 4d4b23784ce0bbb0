import type { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { ConnectionCheck, PullEstimate, PullFilter, ServicePattern } from '../../base/pull.ts';
import { US_PER_HOUR, US_PER_SECOND } from '../../base/time.ts';
import type { Connection, ConnectionDeps, Page, ReadOptions } from '../connector.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { entriesOf, ListAnswer, LogAnswer, MatrixAnswer, PatternAnswer, SeriesAnswer, StatsAnswer } from './answers.ts';
import { logQuery } from './log-query.ts';
import { type AskLoki, followEntries, readEntries } from './read-entries.ts';

const API = '/loki/api/v1/';
const BUCKETS = 60;
const MOST_SERVICES = 100;

/** One Loki, or what answers like it. */
export class LokiConnection implements Connection {
  readonly #client: ServiceClient;
  readonly #deps: ConnectionDeps;
  readonly pushdown = {
    patterns: (filter: PullFilter, signal: AbortSignal) => this.#patterns(filter, signal),
    labels: (filter: PullFilter, name: string | undefined, signal: AbortSignal) => this.#labels(filter, name, signal),
  };

  constructor(client: ServiceClient, deps: ConnectionDeps) {
    this.#client = client;
    this.#deps = deps;
  }

  async check(signal: AbortSignal): Promise<readonly ConnectionCheck[]> {
    const startedMs = this.#deps.now();
    const untilUs = Math.floor(startedMs) * 1000;
    try {
      const path = `${API}labels`;
      const query = rangeOf({ fromUs: untilUs - US_PER_HOUR, untilUs });
      const { data } = this.#parsed(ListAnswer, await this.#client.json({ method: 'GET', path, query, once: true, signal }));
      const count = data?.length ?? 0;
      return [
        { state: 'ok', text: 'Host answers', note: `${this.#deps.now() - startedMs} ms` },
        count > 0
          ? { state: 'ok', text: 'May read logs', note: `${count} labels` }
          : { state: 'missing', text: 'No logs in the last hour', note: 'no labels' },
      ];
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      return [{ state: 'failed', text: error.message, code: error.code }];
    }
  }

  async estimate(filter: PullFilter, signal: AbortSignal): Promise<PullEstimate> {
    const { selector, pipeline } = logQuery(filter);
    const everyService = logQuery({ ...filter, services: [] }).selector;
    const bucketUs = Math.max(1, Math.ceil((filter.untilUs - filter.fromUs) / BUCKETS / US_PER_SECOND)) * US_PER_SECOND;
    const step = bucketUs / US_PER_SECOND;
    // A sample counts what lies in the step before it.
    const sampled = { fromUs: filter.fromUs + bucketUs, untilUs: filter.untilUs + bucketUs };
    const [matrix, stats, volume] = await Promise.all([
      this.#form(
        'query_range',
        MatrixAnswer,
        { query: `sum(count_over_time(${selector} ${pipeline} [${step}s]))`, step: String(step), ...rangeOf(sampled) },
        signal,
      ),
      this.#optional(StatsAnswer, 'index/stats', { query: selector, ...rangeOf(filter) }, signal),
      this.#optional(
        MatrixAnswer,
        'index/volume',
        { query: everyService, targetLabels: 'service_name', aggregateBy: 'labels', limit: String(MOST_SERVICES), ...rangeOf(filter) },
        signal,
      ),
    ]);
    const byTime = new Map<number, number>();
    for (const { values } of matrix.data.result ?? []) {
      for (const [seconds, count] of values ?? []) {
        const fromUs = Math.round(seconds * US_PER_SECOND) - bucketUs;
        if (Number(count) > 0) byTime.set(fromUs, (byTime.get(fromUs) ?? 0) + Number(count));
      }
    }
    const buckets = [...byTime].map(([fromUs, count]) => ({ fromUs, count })).sort((a, b) => a.fromUs - b.fromUs);
    return {
      records: buckets.reduce((sum, { count }) => sum + count, 0),
      bytes: pipeline === '' ? stats?.bytes : undefined,
      isApproximate: true,
      buckets,
      bucketUs,
      services: (volume?.data.result ?? [])
        .flatMap(({ metric, value }) =>
          metric.service_name === undefined ? [] : [{ name: metric.service_name, count: Number(value?.[1] ?? 0) }],
        )
        .sort((a, b) => b.count - a.count),
      countsBytes: true,
    };
  }

  read(options: ReadOptions): AsyncGenerator<Page> {
    return readEntries(this.#ask, options);
  }

  follow(options: ReadOptions): AsyncGenerator<Page> {
    return followEntries(this.#ask, options, () => BigInt(Math.floor(this.#client.nowMs)) * 1_000_000n, this.#deps.wait);
  }

  readonly #ask: AskLoki = {
    entries: async ({ selector, pipeline, from, until, limit }, signal) =>
      entriesOf(
        await this.#form(
          'query_range',
          LogAnswer,
          { query: `${selector} ${pipeline}`.trim(), start: String(from), end: String(until), limit: String(limit), direction: 'forward' },
          signal,
        ),
      ),
    streams: async (selector, from, until, signal) =>
      (await this.#form('series', SeriesAnswer, { 'match[]': selector, start: String(from), end: String(until) }, signal)).data ?? [],
  };

  async #labels(filter: PullFilter, name: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const path = name === undefined ? 'labels' : `label/${encodeURIComponent(name)}/values`;
    const query = { ...rangeOf(filter), ...(filter.expression === undefined ? {} : { query: logQuery(filter).selector }) };
    return this.#parsed(ListAnswer, await this.#client.json({ method: 'GET', path: API + path, query, signal })).data ?? [];
  }

  async #patterns(filter: PullFilter, signal: AbortSignal): Promise<readonly ServicePattern[]> {
    const answer = await this.#optional(PatternAnswer, 'patterns', { query: logQuery(filter).selector, ...rangeOf(filter) }, signal);
    return (answer?.data ?? []).map(({ pattern, level, samples }) => ({
      pattern,
      count: samples.reduce((sum, [, count]) => sum + count, 0),
      isEstimate: true,
      level: level ?? undefined,
      services: [],
    }));
  }

  async #form<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    form: Record<string, string>,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    return this.#parsed(schema, await this.#client.json({ method: 'POST', path: API + path, form, signal }));
  }

  /** What some servers have switched off, and nothing depends on. */
  async #optional<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<z.output<Schema> | undefined> {
    try {
      return this.#parsed(schema, await this.#client.json({ method: 'GET', path: API + path, query, signal }));
    } catch (error) {
      if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'SERVICE_FAILED' || error.code === 'BAD_QUERY'))
        return undefined;
      throw error;
    }
  }

  #parsed<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
    const { data, error } = schema.safeParse(answer);
    if (data !== undefined) return data;
    const where = error?.issues[0]?.path.join('.') ?? '';
    throw new AppError(
      'SERVICE_FAILED',
      `Loki answered in a shape this Logsift does not know${where === '' ? '' : ` (at ${where})`}. Nothing of that answer is used. Check that the query is one for logs, and the host Loki’s own.`,
    );
  }
}

/** Nanoseconds as text: a short number would be read as seconds. */
function rangeOf({ fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number }): { start: string; end: string } {
  return { start: String(BigInt(fromUs) * 1_000n), end: String(BigInt(untilUs) * 1_000n) };
}
