import { AppError, isAppError } from '../../base/app-error.ts';
import { LineScan } from '../../base/line-scan.ts';
import { NO_TIME } from '../../base/time.ts';
import { type ByteFeed, memoryFeed, openFileFeed } from '../../ingest/source/byte-feed.ts';
import { withLineFeeds } from '../../ingest/source/line-end.ts';
import { openPackedFeed } from '../../ingest/source/packed-feed.ts';
import { unfinishedStream } from '../../ingest/split/parts.ts';
import { MAX_LINE_BYTES, RecordSplitter, RowColumns, type SplitRules } from '../../ingest/split/record-splitter.ts';
import { BlockEncoder } from '../../store/block-encoder.ts';
import { BlockBuilder, SignatureRegistry, type SignatureSource } from './block-builder.ts';
import type { BlockMessage, ReadPlan, ReadTask } from './messages.ts';

/** Text of one block; smaller blocks compress worse, larger ones gained nothing. */
const BLOCK_BYTES = 1 << 20;
/** One block, one line and one tail of the greatest allowed length, and room to read on. */
const BUFFER_BYTES = BLOCK_BYTES + 3 * MAX_LINE_BYTES;
/** How far before a range the time of the record above is looked for, and the line right above: more than any part of a line has. */
const LOOK_BACK_BYTES = 1 << 16;

const LOOK_AHEAD_BYTES = 1 << 14;

/** What a thread keeps between tasks: some 20 MB that would otherwise be cleared and thrown away for every range. */
export class TaskMemory {
  readonly registry = new SignatureRegistry();
  readonly encoder = new BlockEncoder();
  readonly builder = new BlockBuilder(this.registry);
  readonly rows = new RowColumns();
  /** A Buffer, for its search for a byte: line ends are found with it. */
  readonly buffer: Uint8Array = Buffer.alloc(BUFFER_BYTES);
}

export interface TaskContext {
  readonly rules: SplitRules;
  readonly source: SignatureSource;
  readonly memory: TaskMemory;
  /** Hands a block on; resolves when there is room for another. */
  readonly emit: (block: BlockMessage) => Promise<void>;
  readonly isCancelled: () => boolean;
}

export interface TaskOutcome {
  readonly consumed: number;
  readonly problem: { readonly code: string; readonly message: string } | undefined;
}

/** Reads one range of a source and emits its blocks in order. An expected failure ends the task with what came before it. */
export async function runReadTask(task: ReadTask, context: TaskContext): Promise<TaskOutcome> {
  let feed: ByteFeed | undefined;
  try {
    const { skipBytes } = task.plan;
    if (task.chunk !== undefined) {
      feed = memoryFeed(task.chunk);
      await readBlocks(task, feed, task.from, { lastTimeUs: NO_TIME, openStream: 0, skipLeading: false }, context);
      return { consumed: feed.consumed(), problem: undefined };
    }
    const isMiddle = task.from > skipBytes;
    const start = isMiddle ? lineStartAt(task.plan, task.from) : skipBytes;
    if (start >= task.until) return { consumed: task.until, problem: undefined };
    feed = openFeed(task.plan, start);
    if (task.plan.compression !== 'none') await discard(feed, start);
    const state = isMiddle ? stateBehind(readBefore(task.plan, start), context.rules) : { lastTimeUs: NO_TIME, openStream: 0 };
    await readBlocks(task, feed, start, { ...state, skipLeading: start > skipBytes }, context);
    return { consumed: feed.consumed(), problem: undefined };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { consumed: feed?.consumed() ?? 0, problem: { code: error.code, message: error.message } };
  } finally {
    feed?.close();
  }
}

/** A source with lines that end with line feeds: a plain one from a byte on, a packed one from its beginning. */
function openFeed(plan: ReadPlan, start: number): ByteFeed {
  const { path, name, compression } = plan;
  if (compression === 'none') return openPlainFeed(plan, start);
  const packed = openPackedFeed(path, name, compression);
  return plan.lineEnd === 'CR' ? withLineFeeds(packed) : packed;
}

function openPlainFeed({ path, name, lineEnd }: ReadPlan, start: number): ByteFeed {
  const feed = openFileFeed(path, name, start);
  return lineEnd === 'CR' ? withLineFeeds(feed) : feed;
}

async function readBlocks(
  task: ReadTask,
  feed: ByteFeed,
  start: number,
  state: { readonly lastTimeUs: number; readonly openStream: number; readonly skipLeading: boolean },
  context: TaskContext,
): Promise<void> {
  const { buffer, builder, rows } = context.memory;
  builder.use(context.source);
  const options = { stopAt: task.until, ...state };
  const splitter = new RecordSplitter(context.rules, builder, options, rows);
  let offset = start;
  let length = 0;
  let problem: unknown;
  while (!splitter.stopped) {
    if (context.isCancelled())
      throw new AppError('CANCELLED', `Reading ${task.plan.name} was stopped. What was read until then is in use.`);
    const want = splitter.isDiscarding ? BLOCK_BYTES : wantedLength(length, task.until - offset);
    let atEnd = false;
    while (!atEnd && length < want) {
      const count = await readOrKeep(feed, buffer, length, want - length, (error) => {
        problem = error;
      });
      atEnd = count === 0;
      length += count;
    }
    builder.begin();
    const used = splitter.split(buffer, length, offset, atEnd);
    await context.emit(blockMessage(task, feed, context.memory, splitter, buffer, offset, used));
    buffer.copyWithin(0, used, length);
    length -= used;
    offset += used;
    if (atEnd && length === 0) break;
  }
  if (problem !== undefined) throw problem;
}

/** A block's worth; less near the end of the range, where only the next record's beginning is of interest; always more than there is. */
function wantedLength(length: number, untilRangeEnd: number): number {
  const block = Math.max(BLOCK_BYTES, length + BLOCK_BYTES / 4);
  const inRange = Math.max(untilRangeEnd, length) + LOOK_AHEAD_BYTES;
  return Math.min(BUFFER_BYTES, block, inRange);
}

/** A source that breaks ends there: what came before it still becomes records. */
async function readOrKeep(
  feed: ByteFeed,
  buffer: Uint8Array,
  at: number,
  length: number,
  onProblem: (error: unknown) => void,
): Promise<number> {
  try {
    const count = feed.read(buffer, at, length);
    return typeof count === 'number' ? count : await count;
  } catch (error) {
    onProblem(error);
    return 0;
  }
}

function blockMessage(
  task: ReadTask,
  feed: ByteFeed,
  { registry, encoder, builder }: TaskMemory,
  splitter: RecordSplitter,
  bytes: Uint8Array,
  byteOffset: number,
  byteCount: number,
): BlockMessage {
  const encoded = encoder.encode(builder.input(bytes, splitter, byteOffset));
  const newSignatures = registry.takeFresh();
  return {
    kind: 'block',
    taskId: task.taskId,
    encoded,
    byteOffset,
    byteCount,
    counts: splitter.counts,
    signatures: builder.localIds(),
    newSignatures,
    firstNewSignature: registry.table.size - newSignatures.count,
    consumed: feed.consumed(),
  };
}

async function discard(feed: ByteFeed, count: number): Promise<void> {
  const scratch = new Uint8Array(count);
  let left = count;
  while (left > 0) {
    const got = await feed.read(scratch, 0, left);
    if (got === 0) return;
    left -= got;
  }
}

/** Offset of the first line that starts at or behind `from`; Infinity when there is none. */
function lineStartAt(plan: ReadPlan, from: number): number {
  const feed = openPlainFeed(plan, from - 1);
  try {
    const piece = new Uint8Array(LOOK_BACK_BYTES);
    let offset = from - 1;
    for (;;) {
      const count = feed.read(piece, 0, piece.length);
      if (typeof count !== 'number' || count === 0) return Number.POSITIVE_INFINITY;
      const lineFeed = piece.subarray(0, count).indexOf(0x0a);
      if (lineFeed >= 0) return offset + lineFeed + 1;
      offset += count;
    }
  } finally {
    feed.close();
  }
}

/** What stands right before a range: some of it, and whether a line begins with its first byte. */
interface Before {
  readonly bytes: Uint8Array;
  readonly isLineStart: boolean;
}

function readBefore(plan: ReadPlan, start: number): Before {
  const from = Math.max(plan.skipBytes, start - LOOK_BACK_BYTES);
  const bytes: Uint8Array = Buffer.alloc(start - from);
  const feed = openPlainFeed(plan, from);
  try {
    const count = feed.read(bytes, 0, bytes.length);
    return { bytes: bytes.subarray(0, typeof count === 'number' ? count : 0), isLineStart: from === plan.skipBytes };
  } finally {
    feed.close();
  }
}

/** What a splitter must know that begins behind these bytes. */
function stateBehind({ bytes, isLineStart }: Before, rules: SplitRules): { lastTimeUs: number; openStream: number } {
  const scan = new LineScan();
  let openStream = 0;
  let lineEnd = bytes.length - 1;
  while (lineEnd > 0) {
    const lineStart = bytes.lastIndexOf(0x0a, lineEnd - 1) + 1;
    if (lineStart === 0 && !isLineStart) break;
    const contentEnd = bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    if (lineEnd === bytes.length - 1) openStream = unfinishedStream(rules.partOf?.(bytes, lineStart, contentEnd) ?? 0);
    if (contentEnd > lineStart && rules.scanner.scan(bytes, lineStart, contentEnd, scan) && !Number.isNaN(scan.timeUs))
      return { lastTimeUs: scan.timeUs, openStream };
    lineEnd = lineStart - 1;
  }
  return { lastTimeUs: NO_TIME, openStream };
}
