import { MAX_LINE_BYTES } from '../../ingest/split/record-splitter.ts';
import { parseExact } from '../exact-json.ts';
import type { RecordLines } from '../record-line.ts';
import { IsoTimes } from '../time.ts';
import { LogRow, parsedAnswer } from './answers.ts';
import { canBeCopied, writePlainLine, writtenLevels } from './plain-line.ts';
import { PlainRow } from './plain-row.ts';
import { recordOfRow } from './row-record.ts';

/** Names that change only make a line longer by a few bytes each; what may come near the longest line is cut where it is parsed. */
const LONGEST_PLAIN_ROW = MAX_LINE_BYTES / 4;

/**
 * One row after another of answers that are bytes. A row is copied into its line where that gives the same, five times as fast, and
 * parsed where it does not.
 */
export class PageRow {
  readonly #plain = new PlainRow();
  readonly #levels = writtenLevels();
  readonly #times = new IsoTimes();
  /** Undefined: the row is plain. */
  #parsed: LogRow | undefined;
  uuid = '';
  timestamp = '';
  /** Microseconds; NaN where the row's time is none. */
  us = Number.NaN;

  /** @throws AppError SERVICE_FAILED when the bytes [start, end) are no row */
  read(bytes: Buffer, start: number, end: number): void {
    const isPlain = end - start < LONGEST_PLAIN_ROW && this.#plain.read(bytes, start, end) && canBeCopied(this.#plain);
    this.#parsed = isPlain ? undefined : parsedRow(bytes.toString('utf8', start, end));
    this.uuid = this.#parsed?.uuid ?? this.#plain.ascii('uuid');
    this.timestamp = this.#parsed?.timestamp ?? this.#plain.ascii('timestamp');
    this.us = this.#times.us(this.timestamp);
  }

  /** When the service got it; its own time where that is not said. */
  get observed(): string {
    if (this.#parsed !== undefined) return this.#parsed.observed_timestamp ?? this.timestamp;
    return this.#plain.has('observed_timestamp') ? this.#plain.ascii('observed_timestamp') : this.timestamp;
  }

  addTo(lines: RecordLines): void {
    if (this.#parsed === undefined) lines.addBytes(this.#write);
    else lines.add(recordOfRow(this.#parsed));
  }

  readonly #write: Parameters<RecordLines['addBytes']>[0] = (line) => writePlainLine(this.#plain, this.#levels, line);
}

function parsedRow(text: string): LogRow {
  let row: unknown;
  try {
    row = parseExact(text);
  } catch (error) {
    // Its brackets and quotes are in order: what is between them is no JSON, and says so as any other shape.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return parsedAnswer(LogRow, row);
}
