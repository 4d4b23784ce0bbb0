import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { type ByteFeed, openFileFeed } from '../../ingest/source/byte-feed.ts';
import { compressionOf } from '../../ingest/source/container.ts';
import { openPackedFeed } from '../../ingest/source/packed-feed.ts';
import { type Connector, NOTHING_KNOWN, type Page, type ReadOptions } from '../connector.ts';
import { parseExact } from '../exact-json.ts';
import { RecordLines } from '../record-line.ts';
import { CsvRows } from './csv.ts';
import { recordOfFields, recordsOfExport } from './export-records.ts';
import { EXPORT_TITLES, type ExportKind, type RecognisedExport } from './recognise.ts';

const READ_BYTES = 1 << 20;
/** A batch of the collector is one line, of many megabytes; beyond this it is left out. */
const MAX_LINE_BYTES = 64 << 20;
/** One JSON value can only be read as a whole. */
const MAX_DOCUMENT_BYTES = 256 << 20;
const MAX_CSV_CHARACTERS = 16 << 20;

/** A file that another system exported. Settings: `path`, `kind`, `shape`. */
export const exportedFile: Connector = {
  id: 'exported-file',
  title: 'Exported file',
  keyVariable: '',
  isLocal: true,
  needsKey: () => false,

  describe(settings) {
    const { file } = settingsOf(settings);
    return { name: path.basename(file), place: file };
  },

  connect(settings) {
    const { file, kind, shape } = settingsOf(settings);
    return {
      pushdown: {},
      check: async () => [],
      estimate: async () => NOTHING_KNOWN,
      read: (options) => (shape === 'lines' ? readLines(file, kind, options) : readWhole(file, kind, shape, options)),
      follow: async function* () {},
    };
  },
};

function settingsOf({
  path: file = '',
  kind = '',
  shape = '',
}: Readonly<Record<string, string>>): RecognisedExport & { readonly file: string } {
  const known = Object.keys(EXPORT_TITLES).find((one): one is ExportKind => one === kind);
  if (known === undefined || (shape !== 'lines' && shape !== 'document' && shape !== 'rows')) {
    throw new AppError(
      'BAD_REQUEST',
      `${path.basename(file)} was exported in a way this Logsift does not know. Update Logsift, or open the file anew.`,
    );
  }
  return { file, kind: known, shape };
}

/** Line by line; the cursor is the byte behind the last line that was taken. */
async function* readLines(file: string, kind: ExportKind, { cursor, signal }: ReadOptions): AsyncGenerator<Page> {
  let offset = cursor === undefined ? 0 : Number(cursor);
  let skip = offset;
  let waiting: Buffer = Buffer.alloc(0);
  const records = new RecordLines();
  let leftOut = 0;
  const take = (line: Buffer): void => {
    if (!addLine(kind, line, records)) leftOut++;
  };
  for await (const chunk of chunksOf(file, signal)) {
    const fresh = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - fresh.length;
    waiting = waiting.length === 0 ? fresh : Buffer.concat([waiting, fresh]);
    let start = 0;
    for (let end = waiting.indexOf(0x0a); end >= 0; end = waiting.indexOf(0x0a, start)) {
      take(waiting.subarray(start, end));
      start = end + 1;
    }
    offset += start;
    waiting = Buffer.from(waiting.subarray(start));
    if (waiting.length > MAX_LINE_BYTES) throw tooLong(file);
    if (start > 0) yield { ...records.take(), cursor: String(offset), leftOut };
    leftOut = 0;
  }
  if (waiting.length === 0) return;
  take(waiting);
  yield { ...records.take(), cursor: String(offset + waiting.length), leftOut };
}

/** @returns false when the line holds no logs: a trace, a metric, half a line */
function addLine(kind: ExportKind, line: Buffer, into: RecordLines): boolean {
  const text = line.toString('utf8').trim();
  if (text === '') return true;
  const before = into.records;
  try {
    for (const record of recordsOfExport(kind, parseExact(text.replace(/^\ufeff/, '')))) into.add(record);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return into.records > before;
}

/** What can only be read from its beginning: there is one cursor, for the whole of it. */
async function* readWhole(
  file: string,
  kind: ExportKind,
  shape: 'document' | 'rows',
  { cursor, signal }: ReadOptions,
): AsyncGenerator<Page> {
  if (cursor !== undefined) return;
  const records = new RecordLines();
  let leftOut = 0;
  if (shape === 'rows') leftOut = await addRows(file, records, signal);
  else {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of chunksOf(file, signal)) {
      bytes += chunk.length;
      if (bytes > MAX_DOCUMENT_BYTES) throw tooLong(file);
      chunks.push(Buffer.from(chunk));
    }
    for (const record of recordsOfExport(kind, parsedDocument(file, Buffer.concat(chunks).toString('utf8')))) records.add(record);
  }
  yield { ...records.take(), cursor: 'all', leftOut };
}

function parsedDocument(file: string, text: string): unknown {
  try {
    return parseExact(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError(
      'UNREADABLE_SOURCE',
      `${path.basename(file)} ends in the middle or is damaged: it is no whole JSON value. Nothing of it is read. Export it again.`,
      { cause },
    );
  }
}

/** @returns rows that have not as many fields as the head */
async function addRows(file: string, into: RecordLines, signal: AbortSignal): Promise<number> {
  const rows = new CsvRows();
  const decoder = new TextDecoder();
  let head: string[] | undefined;
  let leftOut = 0;
  const take = (row: string[]): void => {
    if (head === undefined) head = row.map((name) => name.replace(/^\ufeff/, ''));
    else if (row.length === head.length) into.add(recordOfRow(head, row));
    else leftOut++;
  };
  for await (const chunk of chunksOf(file, signal)) {
    for (const row of rows.push(decoder.decode(chunk, { stream: true }))) take(row);
    if (rows.waiting > MAX_CSV_CHARACTERS) throw tooLong(file);
  }
  for (const row of rows.end()) take(row);
  return leftOut;
}

/** Maps arrive as JSON text in one column each. */
function recordOfRow(head: readonly string[], row: readonly string[]) {
  const fields = new Map<string, string>();
  for (const [index, name] of head.entries()) {
    const value = row[index];
    const map = /^(?:resource_)?attributes$/.test(name) ? mapOf(value) : undefined;
    if (map === undefined) fields.set(name, value);
    else for (const [key, text] of map) if (!fields.has(key)) fields.set(key, text);
  }
  if (fields.get('severity_text') === fields.get('level')) fields.delete('level');
  return recordOfFields(fields);
}

function mapOf(text: string): [string, string][] | undefined {
  try {
    const value: unknown = parseExact(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).map(([key, member]) => [key, typeof member === 'string' ? member : JSON.stringify(member)]);
  } catch {
    return undefined;
  }
}

async function* chunksOf(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const name = path.basename(file);
  const feed = openFeed(file, name);
  const buffer = Buffer.alloc(READ_BYTES);
  try {
    while (!signal.aborted) {
      const count = await feed.read(buffer, 0, buffer.length);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    feed.close();
  }
}

function openFeed(file: string, name: string): ByteFeed {
  const plain = openFileFeed(file, name, 0);
  const head = new Uint8Array(16);
  const count = plain.read(head, 0, head.length);
  plain.close();
  const compression = typeof count === 'number' && count === head.length ? compressionOf(head) : 'none';
  return compression === 'none' ? openFileFeed(file, name, 0) : openPackedFeed(file, name, compression);
}

function tooLong(file: string): AppError {
  return new AppError(
    'UNREADABLE_SOURCE',
    `${path.basename(file)} holds one value that is too large to be read at once. What came before it is in use. Export it in smaller parts, or one record a line.`,
  );
}
