import type { LineBuffer } from '../line-buffer.ts';
import { zuluOf } from '../time.ts';
import type { PlainRow, RowText } from './plain-row.ts';
import { identifierOf, knownLevel } from './row-record.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
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
    isHexadecimal(row.ascii('trace_id')) &&
    isHexadecimal(row.ascii('span_id')) &&
    !row.ascii('timestamp').includes('\\') &&
    !row.ascii('observed_timestamp').includes('\\')
  );
}

/** The line that RecordLines.add gives for recordOfRow of the same row, byte for byte. */
export function writePlainLine(row: PlainRow, line: LineBuffer): void {
  line.writeLatin1(`{"timestamp":"${zuluOf(row.ascii('timestamp'))}",`);
  const level = knownLevel(row.has('severity_text') ? row.ascii('severity_text') : row.ascii('level'));
  if (level !== undefined) line.writeLatin1(`"level":"${level}",`);
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
  const observed = row.ascii('observed_timestamp');
  if (observed !== '') line.writeLatin1(`,"observed_timestamp":"${zuluOf(observed)}"`);
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
  const identifier = identifierOf(row.ascii(text));
  if (identifier === '') return;
  copyAll(line, KEYS[text]);
  line.writeLatin1(identifier);
  copyAll(line, QUOTE);
}

function copyAll(line: LineBuffer, bytes: Uint8Array): void {
  line.copy(bytes, 0, bytes.length);
}

function isHexadecimal(text: string): boolean {
  return /^[\da-fA-F]*$/.test(text);
}
