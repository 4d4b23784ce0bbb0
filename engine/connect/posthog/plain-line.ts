import type { LineBuffer } from '../line-buffer.ts';
import { zuluOf } from '../time.ts';
import { BACKSLASH } from './json-bytes.ts';
import { KnownTexts } from './known-texts.ts';
import type { PlainRow, RowText } from './plain-row.ts';
import { knownLevel } from './row-record.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const TIMESTAMP = bytesOf('{"timestamp":"');
const OBSERVED = bytesOf(',"observed_timestamp":"');
const UTC = bytesOf('+00:00');
const ZULU = bytesOf('Z');
const LETTER_T = 0x54;
const ZERO = 0x30;
/** The bit by which small letters differ from large ones. */
const LOWER = 0x20;
const SERVICE = bytesOf('"service":"');
const BODY = bytesOf('"body":"');
const KEYS = Object.freeze({
  trace_id: bytesOf(',"trace_id":"'),
  span_id: bytesOf(',"span_id":"'),
  event_name: bytesOf(',"event_name":"'),
  instrumentation_scope: bytesOf(',"otel.scope":"'),
  resource_fingerprint: bytesOf(',"resource_fingerprint":"'),
  uuid: bytesOf(',"uuid":"'),
});
const QUOTE_COMMA = bytesOf('",');
const QUOTE = bytesOf('"');
const END = bytesOf('}\n');

/** Whether what is worked on as text is what it looks like: hexadecimal digits, times without escapes. */
export function canBeCopied(row: PlainRow): boolean {
  return (
    isHexadecimal(row, 'trace_id') && isHexadecimal(row, 'span_id') && !hasEscape(row, 'timestamp') && !hasEscape(row, 'observed_timestamp')
  );
}

/** The line that RecordLines.add gives for recordOfRow of the same row, byte for byte. */
export function writePlainLine(row: PlainRow, levels: WrittenLevels, line: LineBuffer): void {
  copyAll(line, TIMESTAMP);
  writeZulu(row, 'timestamp', line);
  copyAll(line, QUOTE_COMMA);
  const level = levelOf(row, levels);
  if (level !== undefined) copyAll(line, level);
  const [serviceStart, serviceEnd] =
    row.serviceStart < 0 ? [row.start('service_name'), row.end('service_name')] : [row.serviceStart, row.serviceEnd];
  if (serviceStart >= 0 && serviceEnd > serviceStart) {
    copyAll(line, SERVICE);
    line.copy(row.bytes, serviceStart, serviceEnd);
    copyAll(line, QUOTE_COMMA);
  }
  copyAll(line, BODY);
  if (row.has('body')) line.copy(row.bytes, row.start('body'), row.end('body'));
  copyAll(line, QUOTE);
  writeIdentifier(row, 'trace_id', line);
  writeIdentifier(row, 'span_id', line);
  writeText(row, 'event_name', line);
  for (let index = 0; index < row.attributes; index++) {
    copyAll(line, row.attributeNames[index].key);
    line.copy(row.bytes, row.attributeFrom[index], row.attributeUntil[index]);
  }
  writeText(row, 'instrumentation_scope', line);
  writeText(row, 'resource_fingerprint', line);
  if (row.end('observed_timestamp') > row.start('observed_timestamp') && row.has('observed_timestamp')) {
    copyAll(line, OBSERVED);
    writeZulu(row, 'observed_timestamp', line);
    copyAll(line, QUOTE);
  }
  writeText(row, 'uuid', line);
  copyAll(line, END);
}

function writeText(row: PlainRow, text: Exclude<RowText & keyof typeof KEYS, 'trace_id' | 'span_id'>, line: LineBuffer): void {
  const start = row.start(text);
  const end = row.end(text);
  if (start < 0 || end === start) return;
  copyAll(line, KEYS[text]);
  line.copy(row.bytes, start, end);
  copyAll(line, QUOTE);
}

function writeIdentifier(row: PlainRow, text: 'trace_id' | 'span_id', line: LineBuffer): void {
  const end = row.end(text);
  let start = row.start(text);
  if (start < 0) return;
  while (start < end && row.bytes[start] === ZERO) start++;
  // All zeros mean: not set.
  if (start === end) return;
  copyAll(line, KEYS[text]);
  line.copyLower(row.bytes, row.start(text), end);
  copyAll(line, QUOTE);
}

function copyAll(line: LineBuffer, bytes: Uint8Array): void {
  line.copy(bytes, 0, bytes.length);
}

function writeZulu(row: PlainRow, text: 'timestamp' | 'observed_timestamp', line: LineBuffer): void {
  const start = row.start(text);
  const zone = row.end(text) - UTC.length;
  // As nearly all are written; see zuluOf.
  if (zone > start + 10 && row.bytes[start + 10] === LETTER_T && UTC.every((byte, index) => row.bytes[zone + index] === byte)) {
    line.copy(row.bytes, start, zone);
    copyAll(line, ZULU);
  } else line.writeLatin1(zuluOf(row.ascii(text)));
}

/** `"level":"…",` of words met before, by their first letter. */
export type WrittenLevels = KnownTexts<Uint8Array | undefined>;

export function writtenLevels(): WrittenLevels {
  return new KnownTexts((word) => {
    const level = knownLevel(word);
    return level === undefined ? undefined : bytesOf(`"level":"${level}",`);
  });
}

function levelOf(row: PlainRow, levels: WrittenLevels): Uint8Array | undefined {
  const text = row.has('severity_text') ? 'severity_text' : 'level';
  const start = row.start(text);
  return start < 0 ? undefined : levels.of(row.bytes, start, row.end(text), row.bytes[start]);
}

function isHexadecimal(row: PlainRow, text: RowText): boolean {
  for (let at = row.start(text); at >= 0 && at < row.end(text); at++) {
    const byte = row.bytes[at];
    const letter = byte | LOWER;
    if ((byte < ZERO || byte > 0x39) && (letter < 0x61 || letter > 0x66)) return false;
  }
  return true;
}

function hasEscape(row: PlainRow, text: RowText): boolean {
  for (let at = row.start(text); at >= 0 && at < row.end(text); at++) if (row.bytes[at] === BACKSLASH) return true;
  return false;
}
