import { setImmediate } from 'node:timers/promises';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { PullFilter } from '../../base/pull.ts';
import { isoOfUs, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../../base/time.ts';
import type { Page, ReadOptions } from '../connector.ts';
import { RecordLines } from '../record-line.ts';
import { usOfIso } from '../time.ts';
import type { LogRow, RowPage } from './answers.ts';
import { type LogQuery, logQuery } from './log-query.ts';
import { PageRow } from './page-row.ts';
import { type Position, positionOf, SeenRows } from './position.ts';
import { recordOfRow } from './row-record.ts';

/** The service gives no more at once. */
const MOST_ROWS = 2_000;
const FEWEST_ROWS = 10;
/** A server that cannot answer for so short a time cannot answer. */
const SHORTEST_US = US_PER_SECOND;
/** So many empty pages that lead nowhere are a fault of the service. */
const MOST_EMPTY_PAGES = 1_000;
/** How far before the beginning of a pull a live follower looks for what came in meanwhile. */
const LIVE_OVERLAP_US = US_PER_MINUTE;
export const POLL_MS = 2_000;

export interface RowsQuery extends LogQuery {
  readonly orderBy: 'earliest' | 'latest';
  readonly limit: number;
  readonly after?: string | undefined;
  readonly liveLogsCheckpoint?: string | undefined;
}

/** An answer with rows, of which no more is known than where the first begins; see PageFrame. */
export interface RowBytes {
  /** In memory of its own. */
  readonly bytes: Buffer<ArrayBuffer>;
  readonly from: number;
  readonly until: number;
  readonly hasMore: boolean;
  readonly nextCursor: string | undefined;
}

/** Asks for one page; see ServiceClient.read for what it throws. */
export type AskRows<Answer> = (query: RowsQuery, signal: AbortSignal) => Promise<Answer>;

/** Every row of the filter once, by time. */
export async function* readRows(
  ask: AskRows<RowBytes>,
  { filter, cursor, willFollow, signal }: ReadOptions,
  nowUs: () => number,
): AsyncGenerator<Page> {
  const position = positionOf(cursor, filter.fromUs);
  const seen = new SeenRows(position);
  const lines = new RecordLines();
  const row = new PageRow();
  if (willFollow) position.live ??= { checkpoint: isoOfUs(nowUs() - LIVE_OVERLAP_US), kept: [] };
  const way = new Way(ask, filter, position, signal);
  let next = position.fromUs < filter.untilUs ? way.next() : undefined;
  while (next !== undefined) {
    const page: RowBytes = await next;
    way.advance(page);
    // Asked for before this page is made into lines: the service works meanwhile. A failure is thrown when it is its turn.
    next = position.fromUs < filter.untilUs ? way.next() : undefined;
    next?.catch(() => undefined);
    // Sent only in a later turn: this one is about to be long.
    await setImmediate();
    seen.beginPage();
    for (let at = page.from; at < page.until; ) {
      at = row.read(page.bytes, at, page.until);
      // Whether a range includes its end differs between versions: here it does not.
      if (row.us >= filter.untilUs || !seen.take(row)) continue;
      noteLive(position, row);
      row.addTo(lines);
    }
    seen.endPage();
    // Freed at once: left to the garbage collector, it goes through everything for every ten of them.
    page.bytes.buffer.transfer(0);
    yield { ...lines.take(), cursor: JSON.stringify(position) };
  }
}

/** Which page to ask for next, and what to do when the service cannot give it. */
class Way {
  readonly #ask: AskRows<RowBytes>;
  readonly #filter: PullFilter;
  readonly #position: Position;
  readonly #signal: AbortSignal;
  #limit = MOST_ROWS;
  /** Time asked for at once; halved when the service fails over it. */
  #spanUs = Number.POSITIVE_INFINITY;
  #isRestarted = false;
  #emptyPages = 0;

  constructor(ask: AskRows<RowBytes>, filter: PullFilter, position: Position, signal: AbortSignal) {
    this.#ask = ask;
    this.#filter = filter;
    this.#position = position;
    this.#signal = signal;
  }

  async next(): Promise<RowBytes> {
    for (;;) {
      try {
        const { fromUs, after } = this.#position;
        const query = { ...logQuery(this.#filter, fromUs, this.#untilUs), orderBy: 'earliest', limit: this.#limit, after } as const;
        const page = await this.#ask(query, this.#signal);
        this.#isRestarted = false;
        return page;
      } catch (error) {
        if (!isAppError(error) || !this.#askForLess(error)) throw error;
      }
    }
  }

  advance({ from, until, hasMore, nextCursor }: RowBytes): void {
    const position = this.#position;
    this.#emptyPages = from === until ? this.#emptyPages + 1 : 0;
    if (!hasMore) {
      position.fromUs = this.#untilUs;
      position.after = undefined;
      this.#spanUs *= 2;
      return;
    }
    if (nextCursor === undefined || this.#emptyPages > MOST_EMPTY_PAGES) {
      throw new AppError(
        'SERVICE_FAILED',
        'PostHog says there are more records and not how to ask for them. What was read until then is in use. Go on later, or update PostHog.',
      );
    }
    position.after = nextCursor;
  }

  get #untilUs(): number {
    const { fromUs, lastUs = fromUs } = this.#position;
    return Math.min(this.#filter.untilUs, Math.max(fromUs, lastUs) + this.#spanUs);
  }

  /** @returns false when nothing smaller can be asked for */
  #askForLess(error: AppError): boolean {
    const { status, isTooLarge } = error.details;
    const position = this.#position;
    if (isTooLarge === 1) {
      if (this.#limit <= FEWEST_ROWS) return false;
      this.#limit = Math.max(FEWEST_ROWS, Math.floor(this.#limit / 2));
      return true;
    }
    if (status !== 400 && status !== 500 && status !== 504) return false;
    // Cursors may expire or be refused by another version: the time of the last row kept is as good, what is repeated is known.
    if (position.after !== undefined && !this.#isRestarted && status !== 504) {
      this.#isRestarted = true;
      position.after = undefined;
      position.fromUs = position.lastUs ?? position.fromUs;
      return true;
    }
    const { fromUs, lastUs = fromUs } = position;
    const spanUs = (this.#untilUs - Math.max(fromUs, lastUs)) / 2;
    if (status === 400 || spanUs < SHORTEST_US) return false;
    this.#spanUs = Math.floor(spanUs);
    return true;
  }
}

/** What the service observes from now on, by its checkpoint; the first call goes on where `readRows` began. */
export async function* followRows(
  ask: AskRows<RowPage>,
  { filter, cursor, signal }: ReadOptions,
  nowUs: () => number,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Page> {
  const position = positionOf(cursor, filter.fromUs);
  const live = position.live ?? { checkpoint: isoOfUs(nowUs() - LIVE_OVERLAP_US), kept: [] };
  position.live = live;
  const kept = new Map(live.kept);
  const lines = new RecordLines();
  for (;;) {
    let checkpoint: string | undefined;
    let after: string | undefined;
    do {
      const query = {
        ...logQuery(filter, filter.fromUs, undefined),
        orderBy: 'latest',
        limit: MOST_ROWS,
        after,
        liveLogsCheckpoint: live.checkpoint,
      } as const;
      const page: RowPage = await ask(query, signal);
      checkpoint ??= page.results.find((row) => typeof row.live_logs_checkpoint === 'string')?.live_logs_checkpoint ?? undefined;
      for (const row of page.results.toReversed()) {
        if (kept.has(row.uuid)) continue;
        kept.set(row.uuid, observedUs(row));
        lines.add(recordOfRow(row));
      }
      after = page.hasMore === true ? (page.nextCursor ?? undefined) : undefined;
      if (after === undefined) {
        // Only now: whoever goes on from the middle must ask from the old checkpoint again.
        live.checkpoint = checkpoint ?? live.checkpoint;
        const sinceUs = usOfIso(live.checkpoint);
        for (const [uuid, us] of kept) if (us < sinceUs) kept.delete(uuid);
      }
      live.kept = [...kept];
      yield { ...lines.take(), cursor: JSON.stringify(position) };
    } while (after !== undefined);
    await wait(POLL_MS, signal);
  }
}

function noteLive({ live }: Position, row: PageRow): void {
  if (live === undefined) return;
  const us = usOfIso(row.observed);
  if (us >= usOfIso(live.checkpoint)) live.kept.push([row.uuid, us]);
}

function observedUs(row: LogRow): number {
  return usOfIso(row.observed_timestamp ?? row.timestamp);
}

/** Microseconds of a clock in milliseconds. */
export function usOfMs(ms: number): number {
  return Math.floor(ms) * US_PER_MS;
}
