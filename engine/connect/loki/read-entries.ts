import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { Page, ReadOptions } from '../connector.ts';
import { RecordLines } from '../record-line.ts';
import type { Entry } from './answers.ts';
import { recordOfEntry } from './entry-record.ts';
import { type LogQuery, logQuery, streamSelector } from './log-query.ts';

const NS_PER_US = 1_000n;
const NS_PER_SECOND = 1_000_000_000n;
/** The default of the server; where it allows fewer, it says how many. */
const MOST_ENTRIES = 5_000;
/** Time asked for at once: the server cuts by the hour, and refuses more than a month. */
const FIRST_SPAN_NS = 6n * 3_600n * NS_PER_SECOND;
const LONGEST_SPAN_NS = 28n * 86_400n * NS_PER_SECOND;
const SHORTEST_SPAN_NS = NS_PER_SECOND;
/** Entries come late and out of order: following looks so far back each time. */
const OVERLAP_NS = 30n * NS_PER_SECOND;
const POLL_MS = 2_000;

export interface EntriesQuery extends LogQuery {
  /** Half-open, nanoseconds. */
  readonly from: bigint;
  readonly until: bigint;
  readonly limit: number;
}

export interface AskLoki {
  /** Oldest first, at most `limit`. */
  entries(query: EntriesQuery, signal: AbortSignal): Promise<Entry[]>;
  /** Labels of the streams that have entries in a time. */
  streams(selector: string, from: bigint, until: bigint, signal: AbortSignal): Promise<readonly Readonly<Record<string, string>>[]>;
}

/** How far a pull has come. */
const Position = z.object({
  /** Nanoseconds: everything before is read. */
  from: z.string(),
  /** How often which entry of that very time was taken. */
  edge: z.record(z.string(), z.number()),
  /** For following: the same of every entry that may be given again, with its time. */
  kept: z.record(z.string(), z.tuple([z.string(), z.number()])).optional(),
});
type Position = z.output<typeof Position>;

/** Every entry of the filter once, by time. */
export async function* readEntries(ask: AskLoki, { filter, cursor, willFollow, signal }: ReadOptions): AsyncGenerator<Page> {
  const position = positionOf(cursor, BigInt(filter.fromUs) * NS_PER_US);
  const until = BigInt(filter.untilUs) * NS_PER_US;
  const lines = new RecordLines();
  for await (const entries of walk(ask, logQuery(filter), position, until, signal)) {
    for (const entry of entries) {
      if (willFollow && entry.ns >= until - OVERLAP_NS) keep(position, entry);
      lines.add(recordOfEntry(entry));
    }
    yield { ...lines.take(), cursor: JSON.stringify(position) };
  }
}

/** What comes later, asked for again and again; the first call goes on where `readEntries` ended. */
export async function* followEntries(
  ask: AskLoki,
  { filter, cursor, signal }: ReadOptions,
  nowNs: () => bigint,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Page> {
  const position = positionOf(cursor, BigInt(filter.untilUs) * NS_PER_US);
  const query = logQuery(filter);
  const lines = new RecordLines();
  for (;;) {
    const since = BigInt(position.from) - OVERLAP_NS;
    const until = nowNs() + NS_PER_SECOND;
    const counts = new Map<string, number>();
    for await (const entries of walk(ask, query, { from: String(since), edge: {} }, until, signal)) {
      for (const entry of entries) {
        const key = keyOf(entry);
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        if (count <= (position.kept?.[key]?.[1] ?? 0)) continue;
        keep(position, entry);
        lines.add(recordOfEntry(entry));
      }
      yield { ...lines.take(), cursor: JSON.stringify(position) };
    }
    position.from = String(until);
    position.edge = {};
    const kept = Object.entries(position.kept ?? {});
    position.kept = Object.fromEntries(kept.filter(([, [ns]]) => BigInt(ns) >= until - OVERLAP_NS));
    await wait(POLL_MS, signal);
  }
}

/** Entries page by page; the position stands behind each page when it is given. */
async function* walk(ask: AskLoki, query: LogQuery, position: Position, until: bigint, signal: AbortSignal): AsyncGenerator<Entry[]> {
  let limit = MOST_ENTRIES;
  let span = FIRST_SPAN_NS;
  while (BigInt(position.from) < until) {
    const from = BigInt(position.from);
    const end = from + span < until ? from + span : until;
    let entries: Entry[];
    try {
      entries = await ask.entries({ ...query, from, until: end, limit }, signal);
    } catch (error) {
      const less = isAppError(error) ? askForLess(error, limit, span) : undefined;
      if (less === undefined) throw error;
      ({ limit, span } = less);
      continue;
    }
    const fresh = withoutEdge(entries, position);
    if (entries.length < limit) {
      position.from = String(end);
      position.edge = {};
      if (entries.length < limit / 4 && span < LONGEST_SPAN_NS) span *= 2n;
    } else {
      const last = entries[entries.length - 1].ns;
      if (last === from) {
        // A page of one single time leads no further: stream by stream it does.
        fresh.push(...(await atOneTime(ask, query, from, limit, position, entries, signal)));
        position.from = String(from + 1n);
        position.edge = {};
      } else {
        position.from = String(last);
        position.edge = {};
        for (const entry of entries) if (entry.ns === last) position.edge[keyOf(entry)] = (position.edge[keyOf(entry)] ?? 0) + 1;
      }
    }
    yield fresh;
  }
}

/** Entries of one nanosecond beyond those of a full page. @throws AppError SERVICE_FAILED when one stream alone has more than a page of them */
async function atOneTime(
  ask: AskLoki,
  { selector, pipeline }: LogQuery,
  ns: bigint,
  limit: number,
  position: Position,
  page: readonly Entry[],
  signal: AbortSignal,
): Promise<Entry[]> {
  const known = { ...position, edge: { ...position.edge } };
  for (const entry of withoutEdge(page, position)) known.edge[keyOf(entry)] = (known.edge[keyOf(entry)] ?? 0) + 1;
  const fresh: Entry[] = [];
  for (const labels of await ask.streams(selector, ns, ns + 1n, signal)) {
    const entries = await ask.entries({ selector: streamSelector(labels), pipeline, from: ns, until: ns + 1n, limit }, signal);
    if (entries.length >= limit) {
      throw new AppError(
        'SERVICE_FAILED',
        `One stream of Loki has ${limit} entries or more at the very same nanosecond, and Loki gives no more at once. What was read until then is in use. Raise max_entries_limit_per_query, or leave that stream out.`,
      );
    }
    fresh.push(...withoutEdge(entries, known));
  }
  return fresh;
}

/** Those that were not taken at the same time before. */
function withoutEdge(entries: readonly Entry[], { from, edge }: Position): Entry[] {
  const left = { ...edge };
  const at = BigInt(from);
  return entries.filter((entry) => {
    if (entry.ns !== at) return true;
    const key = keyOf(entry);
    if ((left[key] ?? 0) === 0) return true;
    left[key]--;
    return false;
  });
}

/** The server says how many entries it allows; what it cannot do for a long time it can for a short one. */
function askForLess(error: AppError, limit: number, span: bigint): { limit: number; span: bigint } | undefined {
  const { status, said = '', isTooLarge } = error.details;
  const allowed = /max entries limit .*\(\d+ > (\d+)\)/.exec(String(said))?.[1];
  if (status === 400 && allowed !== undefined && Number(allowed) < limit) return { limit: Number(allowed), span };
  if (isTooLarge === 1 && limit > 10) return { limit: Math.floor(limit / 2), span };
  const isTooMuch =
    status === 500 || status === 504 || (status === 400 && /exceeds the limit|too (?:large|many)|limit exceeded|bytes/i.test(String(said)));
  return isTooMuch && span / 2n >= SHORTEST_SPAN_NS ? { limit, span: span / 2n } : undefined;
}

function positionOf(cursor: string | undefined, from: bigint): Position {
  if (cursor === undefined) return { from: String(from), edge: {} };
  const { data } = Position.safeParse(JSON.parse(cursor));
  if (data !== undefined) return data;
  throw new AppError(
    'BAD_REQUEST',
    'How far this source was read is written in a way this Logsift does not know. Update Logsift, or pull it anew.',
  );
}

function keep(position: Position, entry: Entry): void {
  position.kept ??= {};
  const key = keyOf(entry);
  position.kept[key] = [String(entry.ns), (position.kept[key]?.[1] ?? 0) + 1];
}

/** Short, and the same for the same entry whatever order its labels come in. */
function keyOf({ ns, line, labels, more }: Entry): string {
  const sorted = [labels, more].map((texts) => Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(JSON.stringify([String(ns), line, sorted]))
    .digest('base64url')
    .slice(0, 16);
}
