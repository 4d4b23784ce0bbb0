// One algorithm over one buffer; it stays whole because every branch touches the same cursor and counters.
import { LineScan, type LineScanner } from '../../base/line-scan.ts';
import { NO_TIME } from '../../base/time.ts';
import { type PartOf, streamOf, unfinishedStream } from './parts.ts';

/** How lines become records; decided once per source from its format. */
export interface SplitRules {
  readonly scanner: LineScanner;
  /** Reads a line that does not fit the format: never refuses. */
  readonly fallback: LineScanner;
  /** True: every line the format refuses joins the record above. False: only lines that look like a continuation do. */
  readonly joinUnmatched: boolean;
  /** Judges by the line alone (indented, `Caused by:`, `at …`), never by its neighbours. */
  readonly isContinuation: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** For logs whose runtime cuts long lines: what a line is a part of. A line joins the one right above it that goes on in its stream. */
  readonly partOf?: PartOf | undefined;
}

/** Lines read so far. records + continuation + skipped = lines. */
export interface LineCounts {
  lines: number;
  records: number;
  continuation: number;
  skipped: number;
  unparsed: number;
  untimed: number;
  truncated: number;
}

export function noLines(): LineCounts {
  return { lines: 0, records: 0, continuation: 0, skipped: 0, unparsed: 0, untimed: 0, truncated: 0 };
}

/** Field by field: it runs for every record. */
function copyCounts(from: LineCounts, to: LineCounts): void {
  to.lines = from.lines;
  to.records = from.records;
  to.continuation = from.continuation;
  to.skipped = from.skipped;
  to.unparsed = from.unparsed;
  to.untimed = from.untimed;
  to.truncated = from.truncated;
}

export interface RecordSink {
  /**
   * A record begins: its first line is bytes[start, end), a carriage return at its end included.
   * @returns false when no further record fits into this block.
   */
  record(bytes: Uint8Array, start: number, end: number, scan: LineScan, matched: boolean): boolean;
}

/** Longer lines are cut: one corrupt source without line feeds must not take the memory. */
export const MAX_LINE_BYTES = 1 << 20;
/** Joined lines of one record end here; further ones become records of their own. */
const MAX_TAIL_BYTES = 1 << 20;
export const MAX_ROWS = 65_536;

const LF = 0x0a;
const CR = 0x0d;

/** Room for the rows of one buffer; a thread that splits many sources keeps one. */
export class RowColumns {
  readonly lineStart = new Int32Array(MAX_ROWS);
  readonly lineEnd = new Int32Array(MAX_ROWS);
  readonly tailStart = new Int32Array(MAX_ROWS);
  readonly tailEnd = new Int32Array(MAX_ROWS);
  readonly byteOffset = new Float64Array(MAX_ROWS);
  readonly line = new Float64Array(MAX_ROWS);
  readonly timeUs = new Float64Array(MAX_ROWS);
}

/**
 * Cuts buffers into records. Holds the rows of one buffer at a time; feeds every first line to the sink.
 *
 * The last record of a buffer stays open, because its next line may follow in the next buffer: `split` returns how
 * many bytes are finished and the caller presents the rest again, at the head of the next buffer.
 */
export class RecordSplitter {
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  readonly tailStart: Int32Array;
  readonly tailEnd: Int32Array;
  readonly byteOffset: Float64Array;
  readonly line: Float64Array;
  readonly timeUs: Float64Array;
  rowCount = 0;
  /** Counts of the rows and skipped lines of the last `split`. */
  counts: LineCounts = noLines();
  /** True once a record began at or behind `stopAt`: the rest of the source belongs to somebody else. */
  stopped = false;

  readonly #rules: SplitRules;
  readonly #sink: RecordSink;
  readonly #scan = new LineScan();
  readonly #stopAt: number;
  #skipLeading: boolean;
  #isDiscarding = false;
  /** Time of the last record that had one, and what it was before the last record. An array: a field would be allocated anew for every record. */
  readonly #lastTimeUs = new Float64Array(2);
  /** Stream that the line right above goes on in; 0 where it is complete. */
  #openStream: number;

  /**
   * @param skipLeading leave out lines until the first that begins a record: they belong to the range before.
   * @param stopAt offset in the source; a record that begins there or later is not ours.
   * @param lastTimeUs time of the record before the first one, NO_TIME where there is none.
   * @param openStream stream that the line right before the first one goes on in, 0 where there is none.
   */
  constructor(
    rules: SplitRules,
    sink: RecordSink,
    options: { skipLeading: boolean; stopAt: number; lastTimeUs: number; openStream?: number },
    rows: RowColumns = new RowColumns(),
  ) {
    this.lineStart = rows.lineStart;
    this.lineEnd = rows.lineEnd;
    this.tailStart = rows.tailStart;
    this.tailEnd = rows.tailEnd;
    this.byteOffset = rows.byteOffset;
    this.line = rows.line;
    this.timeUs = rows.timeUs;
    this.#rules = rules;
    this.#sink = sink;
    this.#skipLeading = options.skipLeading;
    this.#stopAt = options.stopAt;
    this.#lastTimeUs[0] = options.lastTimeUs;
    this.#openStream = options.openStream ?? 0;
  }

  /** The rest of a line that was too long is being passed over: read on in large pieces. */
  get isDiscarding(): boolean {
    return this.#isDiscarding;
  }

  /**
   * @param sourceOffset where bytes[0] stands in the source
   * @param atEnd the source has nothing behind `length`: a line without line feed and the last record are complete
   * @returns bytes that are finished; at least one when the buffer holds a whole record or MAX_LINE_BYTES
   */
  split(buffer: Uint8Array, length: number, sourceOffset: number, atEnd: boolean): number {
    // What lies behind `length` is left over from before: no search may run into it.
    const bytes = length === buffer.length ? buffer : buffer.subarray(0, length);
    const { scanner, fallback, joinUnmatched, isContinuation, partOf } = this.#rules;
    const scan = this.#scan;
    this.rowCount = 0;
    this.counts = noLines();
    const counts = this.counts;
    const beforeRow = noLines();
    const lastTimeUs = this.#lastTimeUs;
    lastTimeUs[1] = lastTimeUs[0];
    let openStream = this.#openStream;
    let streamBeforeRow = openStream;
    let position = 0;
    /** Blank lines that wait to know whether a continuation follows: then they belong to the record. */
    let blankLines = 0;
    let open: 'none' | 'matched' | 'unmatched' = 'none';
    let isFull = false;

    if (this.#isDiscarding) {
      const lineFeed = bytes.indexOf(LF);
      if (lineFeed < 0) return length;
      this.#isDiscarding = false;
      position = lineFeed + 1;
    }

    while (position < length) {
      // A native search: beats a loop from lines of some forty bytes on, and lines have a hundred.
      let lineEnd = bytes.indexOf(LF, position);
      if (lineEnd < 0) lineEnd = length;
      let isCut = false;
      if (lineEnd === length) {
        if (length - position >= MAX_LINE_BYTES) {
          lineEnd = position + MAX_LINE_BYTES;
          isCut = true;
        } else if (atEnd) lineEnd = length;
        else break;
      } else if (lineEnd - position > MAX_LINE_BYTES) {
        isCut = true;
      }
      const next = isCut && bytes[lineEnd] !== LF ? length : Math.min(lineEnd + 1, length);
      const keptEnd = isCut ? position + MAX_LINE_BYTES : lineEnd;
      const contentEnd = keptEnd > position && bytes[keptEnd - 1] === CR ? keptEnd - 1 : keptEnd;

      if (contentEnd === position) {
        if (!this.#skipLeading) blankLines++;
        openStream = 0;
        position = next;
        continue;
      }

      const row = this.rowCount - 1;
      const looksJoined = !joinUnmatched && isContinuation(bytes, position, contentEnd);
      const matched = !looksJoined && scanner.scan(bytes, position, contentEnd, scan);
      const streamAbove = openStream;
      let isPart = false;
      if (partOf !== undefined) {
        const code = partOf(bytes, position, contentEnd);
        isPart = streamAbove !== 0 && streamOf(code) === streamAbove;
        openStream = unfinishedStream(code);
      }
      const startsRecord = !isPart && (matched || (!joinUnmatched && !looksJoined));
      if (this.#skipLeading) {
        if (!startsRecord) {
          position = next;
          continue;
        }
        this.#skipLeading = false;
      }
      if (startsRecord && sourceOffset + position >= this.#stopAt) {
        this.stopped = true;
        break;
      }

      const joins =
        !startsRecord &&
        (open === 'matched' || (open === 'unmatched' && (looksJoined || isContinuation(bytes, position, contentEnd)))) &&
        lineEnd - this.tailStart[row] <= MAX_TAIL_BYTES;
      if (joins) {
        // Blank lines between belong to the record: its text is shown as it stands in the file.
        if (this.tailStart[row] === this.tailEnd[row]) this.tailStart[row] = this.lineEnd[row] + 1;
        this.tailEnd[row] = keptEnd;
        counts.continuation += blankLines + 1;
        counts.lines += blankLines + 1;
        if (isCut) counts.truncated++;
        blankLines = 0;
        position = next;
        if (isCut && next === length) this.#isDiscarding = true;
        continue;
      }

      if (isFull || this.rowCount === MAX_ROWS) {
        openStream = streamAbove;
        break;
      }
      if (!matched) fallback.scan(bytes, position, contentEnd, scan);
      counts.lines += blankLines;
      counts.skipped += blankLines;
      blankLines = 0;
      copyCounts(counts, beforeRow);
      lastTimeUs[1] = lastTimeUs[0];
      streamBeforeRow = streamAbove;

      const at = this.rowCount;
      this.lineStart[at] = position;
      this.lineEnd[at] = keptEnd;
      this.tailStart[at] = keptEnd;
      this.tailEnd[at] = keptEnd;
      this.byteOffset[at] = sourceOffset + position;
      this.line[at] = counts.lines;
      if (Number.isNaN(scan.timeUs)) {
        counts.untimed++;
        this.timeUs[at] = lastTimeUs[0];
      } else {
        lastTimeUs[0] = scan.timeUs;
        this.timeUs[at] = scan.timeUs;
      }
      counts.lines++;
      counts.records++;
      if (!matched) counts.unparsed++;
      if (isCut) counts.truncated++;
      this.rowCount = at + 1;
      isFull = !this.#sink.record(bytes, position, keptEnd, scan, matched);
      open = isCut ? 'none' : matched ? 'matched' : 'unmatched';
      position = next;
      if (isCut && next === length) this.#isDiscarding = true;
    }

    const isComplete = this.stopped || this.#isDiscarding || (atEnd && position >= length);
    // A single record that already fills the buffer is closed too: its further lines become records of their own.
    if (isComplete || this.rowCount === 0 || (this.rowCount === 1 && length >= 3 * MAX_LINE_BYTES)) {
      counts.lines += blankLines;
      counts.skipped += blankLines;
      this.#openStream = openStream;
      this.#fillLeadingTimes();
      return position;
    }
    // The last record may go on in the next buffer: give it back, and what stood behind it.
    this.rowCount--;
    this.counts = beforeRow;
    lastTimeUs[0] = lastTimeUs[1];
    this.#openStream = streamBeforeRow;
    this.#fillLeadingTimes();
    return this.lineStart[this.rowCount];
  }

  /** Records before the first time of the source take that first time, where the same buffer knows it. */
  #fillLeadingTimes(): void {
    const { timeUs, rowCount } = this;
    if (rowCount === 0 || timeUs[0] !== NO_TIME) return;
    let first = 0;
    while (first < rowCount && timeUs[first] === NO_TIME) first++;
    if (first < rowCount) timeUs.fill(timeUs[first], 0, first);
  }
}
