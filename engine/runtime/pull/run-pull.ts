import { isAppError } from '../../base/app-error.ts';
import type { PullRequest } from '../../base/pull.ts';
import type { Connection, Page } from '../../connect/connector.ts';
import type { SourceProblem } from '../ingest/dispatcher.ts';

/** Pages are put together up to so much text: blocks of that size pack best. */
const CHUNK_BYTES = 1 << 20;
/** Records of a slow service are shown after so long. */
const CHUNK_AFTER_MS = 400;
/** While following, patterns of new records are looked for that often at most. */
const REFINE_EVERY_MS = 5_000;

/** Takes the lines of a pull, no faster than they are committed; see ingest/feed.ts. */
export interface PullFeed {
  /** Fires when nothing more is wanted. */
  readonly signal: AbortSignal;
  /** @param bytes whole lines, in memory of their own that is given away  @throws AppError CANCELLED when nothing more is wanted */
  push(bytes: Uint8Array<ArrayBuffer>, cursor: string, onKept: () => void): Promise<void>;
}

/** The source a pull fills. */
export interface PullTarget {
  readonly feed: PullFeed;
  /** Where it is to go on; undefined: at the beginning. */
  readonly cursor: string | undefined;
  refine(): Promise<void>;
  end(problem: SourceProblem | undefined): void;
}

/** Reads everything a request asks for into its source, follows if asked to, and says how it ended. Never rejects. */
export async function runPull(connection: Connection, request: PullRequest, target: PullTarget, now: () => number): Promise<void> {
  const chunks = new Chunks(target, now);
  try {
    const options = { filter: request.filter, willFollow: request.follow, signal: target.feed.signal };
    let records = 0;
    let leftOut = 0;
    for await (const page of connection.read({ ...options, cursor: target.cursor })) {
      records += page.records;
      leftOut += page.leftOut ?? 0;
      await chunks.add(page);
    }
    await chunks.flush();
    if (request.follow) {
      let refinedMs = now();
      for await (const page of connection.follow({ ...options, cursor: chunks.cursor })) {
        await chunks.add(page);
        await chunks.flush();
        if (now() - refinedMs < REFINE_EVERY_MS) continue;
        refinedMs = now();
        await target.refine();
      }
    }
    target.end(leftOut > 0 ? partsLeftOut(leftOut) : records > 0 || target.cursor !== undefined ? undefined : NOTHING);
  } catch (error) {
    // What came before it broke is as good as ever.
    await chunks.flush().catch(() => undefined);
    target.end(problemOf(error));
  }
}

function partsLeftOut(count: number): SourceProblem {
  const parts = count === 1 ? '1 part of this source holds' : `${count.toLocaleString('en-US')} parts of this source hold`;
  return {
    code: 'PARTS_LEFT_OUT',
    message: `${parts} no logs (traces, metrics, or half a line). All logs in it are in use. Nothing needs to be done.`,
  };
}

const NOTHING: SourceProblem = {
  code: 'EMPTY_SOURCE',
  message: 'The service holds no record for this time range and these filters. Nothing was read. Choose a longer range or fewer filters.',
};

class Chunks {
  readonly #target: PullTarget;
  readonly #now: () => number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #onKept: (() => void)[] = [];
  #sinceMs = 0;
  cursor: string | undefined;
  #keptCursor: string | undefined;

  constructor(target: PullTarget, now: () => number) {
    this.#target = target;
    this.#now = now;
    this.cursor = target.cursor;
    this.#keptCursor = target.cursor;
  }

  async add({ lines, cursor, onKept }: Page): Promise<void> {
    if (this.#pieces.length === 0) this.#sinceMs = this.#now();
    if (lines.length > 0) this.#pieces.push(lines);
    this.#bytes += lines.length;
    if (onKept !== undefined) this.#onKept.push(onKept);
    this.cursor = cursor;
    if (this.#bytes >= CHUNK_BYTES || this.#now() - this.#sinceMs >= CHUNK_AFTER_MS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.cursor === undefined || this.cursor === this.#keptCursor) return;
    const bytes = joined(this.#pieces, this.#bytes);
    const waiting = this.#onKept;
    this.#pieces = [];
    this.#bytes = 0;
    this.#onKept = [];
    this.#keptCursor = this.cursor;
    await this.#target.feed.push(bytes, this.cursor, () => {
      for (const onKept of waiting) onKept();
    });
  }
}

/** In memory of their own, which can change hands. */
function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

export function problemOf(error: unknown): SourceProblem {
  if (isAppError(error)) return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
