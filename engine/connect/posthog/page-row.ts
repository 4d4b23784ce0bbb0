import { MAX_LINE_BYTES } from '../../ingest/split/record-splitter.ts';
import { parseExact } from '../exact-json.ts';
import type { RecordLines } from '../record-line.ts';
import { IsoTimes, usOfIso } from '../time.ts';
import { LogRow, parsedAnswer, unknownShape } from './answers.ts';
import { pastValue } from './json-bytes.ts';
import { canBeCopied, writePlainLine, writtenLevels } from './plain-line.ts';
import { PlainRow } from './plain-row.ts';
import { nextRow } from './row-page.ts';
import { recordOfRow } from './row-record.ts';
import type { TextPile } from './text-pile.ts';

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
  /** Microseconds; NaN where the row's time is none. */
  us = Number.NaN;

  /** @param start of a row in a list that ends at `until`  @returns where the next begins, or `until`  @throws AppError SERVICE_FAILED for what is no row */
  read(bytes: Buffer, start: number, until: number): number {
    try {
      return nextRow(bytes, this.#read(bytes, start), until);
    } catch (error) {
      throw error instanceof SyntaxError ? unknownShape('results') : error;
    }
  }

  #read(bytes: Buffer, start: number): number {
    const plainEnd = this.#plain.read(bytes, start);
    const isPlain = plainEnd >= 0 && plainEnd - start < LONGEST_PLAIN_ROW && canBeCopied(this.#plain);
    const end = isPlain ? plainEnd : pastValue(bytes, start);
    this.#parsed = isPlain ? undefined : parsedRow(bytes.toString('utf8', start, end));
    this.us =
      this.#parsed === undefined
        ? this.#times.us(bytes, this.#plain.start('timestamp'), this.#plain.end('timestamp'))
        : usOfIso(this.#parsed.timestamp);
    return end;
  }

  get uuid(): string {
    if (this.#parsed !== undefined) return this.#parsed.uuid;
    return this.#plain.bytes.toString('utf8', this.#plain.start('uuid'), this.#plain.end('uuid'));
  }

  /** Adds what `uuid` gives, without making a string of it where there is none yet. */
  noteUuid(texts: TextPile): void {
    if (this.#parsed === undefined) texts.add(this.#plain.bytes, this.#plain.start('uuid'), this.#plain.end('uuid'));
    else texts.addText(this.#parsed.uuid);
  }

  /** When the service got it; its own time where that is not said. */
  get observed(): string {
    if (this.#parsed !== undefined) return this.#parsed.observed_timestamp ?? this.#parsed.timestamp;
    return this.#plain.ascii(this.#plain.has('observed_timestamp') ? 'observed_timestamp' : 'timestamp');
  }

  addTo(lines: RecordLines): void {
    if (this.#parsed === undefined) lines.addBytes(this.#write);
    else lines.add(recordOfRow(this.#parsed));
  }

  readonly #write: Parameters<RecordLines['addBytes']>[0] = (line) => writePlainLine(this.#plain, this.#levels, line);
}

function parsedRow(text: string): LogRow {
  return parsedAnswer(LogRow, parseExact(text));
}
