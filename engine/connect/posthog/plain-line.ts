import { FixedText, type LineBuffer } from '../line-buffer.ts';
import { isUtcOffset, zuluOf } from '../time.ts';
import { hexadecimalEnd } from './json-bytes.ts';
import { KnownTexts } from './known-texts.ts';
import type { PlainRow, RowText } from './plain-row.ts';
import { knownLevel } from './row-record.ts';

const TIMESTAMP = new FixedText('{"timestamp":"');
const OBSERVED = new FixedText(',"observed_timestamp":"');
/** Bytes of `+00:00`. */
const UTC_BYTES = 6;
const ZULU = new FixedText('Z');
const LETTER_T = 0x54;
const ZERO = 0x30;
const SERVICE = new FixedText('"service":"');
const BODY = new FixedText('"body":"');
const KEYS = Object.freeze({
  trace_id: new FixedText(',"trace_id":"'),
  span_id: new FixedText(',"span_id":"'),
  event_name: new FixedText(',"event_name":"'),
  instrumentation_scope: new FixedText(',"otel.scope":"'),
  resource_fingerprint: new FixedText(',"resource_fingerprint":"'),
  uuid: new FixedText(',"uuid":"'),
});
const QUOTE_COMMA = new FixedText('",');
const QUOTE = new FixedText('"');
const END = new FixedText('}\n');

/** Whether what is worked on as text is what it looks like: hexadecimal digits, times without escapes. */
export function canBeCopied(row: PlainRow): boolean {
  return (
    isHexadecimal(row, 'trace_id') && isHexadecimal(row, 'span_id') && !row.hasEscape('timestamp') && !row.hasEscape('observed_timestamp')
  );
}

/** The line that RecordLines.add gives for recordOfRow of the same row, byte for byte. */
export function writePlainLine(row: PlainRow, levels: WrittenLevels, line: LineBuffer): void {
  line.writeFixed(TIMESTAMP);
  writeZulu(row, 'timestamp', line);
  line.writeFixed(QUOTE_COMMA);
  const level = levelOf(row, levels);
  if (level !== undefined) line.writeFixed(level);
  const [serviceStart, serviceEnd] =
    row.serviceStart < 0 ? [row.start('service_name'), row.end('service_name')] : [row.serviceStart, row.serviceEnd];
  if (serviceStart >= 0 && serviceEnd > serviceStart) {
    line.writeFixed(SERVICE);
    line.copy(row.bytes, serviceStart, serviceEnd);
    line.writeFixed(QUOTE_COMMA);
  }
  line.writeFixed(BODY);
  if (row.has('body')) line.copy(row.bytes, row.start('body'), row.end('body'));
  line.writeFixed(QUOTE);
  writeIdentifier(row, 'trace_id', line);
  writeIdentifier(row, 'span_id', line);
  writeText(row, 'event_name', line);
  for (let index = 0; index < row.attributes; index++) {
    line.writeFixed(row.attributeNames[index].key);
    line.copy(row.bytes, row.attributeFrom[index], row.attributeUntil[index]);
  }
  writeText(row, 'instrumentation_scope', line);
  writeText(row, 'resource_fingerprint', line);
  if (row.end('observed_timestamp') > row.start('observed_timestamp') && row.has('observed_timestamp')) {
    line.writeFixed(OBSERVED);
    writeZulu(row, 'observed_timestamp', line);
    line.writeFixed(QUOTE);
  }
  writeText(row, 'uuid', line);
  line.writeFixed(END);
}

function writeText(row: PlainRow, text: Exclude<RowText & keyof typeof KEYS, 'trace_id' | 'span_id'>, line: LineBuffer): void {
  const start = row.start(text);
  const end = row.end(text);
  if (start < 0 || end === start) return;
  line.writeFixed(KEYS[text]);
  line.copy(row.bytes, start, end);
  line.writeFixed(QUOTE);
}

function writeIdentifier(row: PlainRow, text: 'trace_id' | 'span_id', line: LineBuffer): void {
  const end = row.end(text);
  let start = row.start(text);
  if (start < 0) return;
  while (start < end && row.bytes[start] === ZERO) start++;
  // All zeros mean: not set.
  if (start === end) return;
  line.writeFixed(KEYS[text]);
  line.copyLower(row.bytes, row.start(text), end);
  line.writeFixed(QUOTE);
}

function writeZulu(row: PlainRow, text: 'timestamp' | 'observed_timestamp', line: LineBuffer): void {
  const start = row.start(text);
  const zone = row.end(text) - UTC_BYTES;
  // As nearly all are written; see zuluOf.
  if (zone > start + 10 && row.bytes[start + 10] === LETTER_T && isUtcOffset(row.bytes, zone)) {
    line.copy(row.bytes, start, zone);
    line.writeFixed(ZULU);
  } else line.writeLatin1(zuluOf(row.ascii(text)));
}

/** `"level":"…",` of words met before, by their first letter. */
export type WrittenLevels = KnownTexts<FixedText | undefined>;

export function writtenLevels(): WrittenLevels {
  return new KnownTexts((word) => {
    const level = knownLevel(word);
    return level === undefined ? undefined : new FixedText(`"level":"${level}",`);
  });
}

function levelOf(row: PlainRow, levels: WrittenLevels): FixedText | undefined {
  const text = row.has('severity_text') ? 'severity_text' : 'level';
  const start = row.start(text);
  if (start < 0) return undefined;
  const place = row.bytes[start];
  return row.isKnown(text, levels, place) ? levels.meaningAt(place) : levels.learn(row.bytes, start, row.end(text), place);
}

function isHexadecimal(row: PlainRow, text: RowText): boolean {
  return !row.has(text) || hexadecimalEnd(row.bytes, row.start(text)) === row.end(text);
}
