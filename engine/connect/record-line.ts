import type { FieldRoles } from '../ingest/format/field-roles.ts';
import { MAX_LINE_BYTES } from '../ingest/split/record-splitter.ts';
import { LineBuffer } from './line-buffer.ts';

/** How the lines written here are read: nothing is left to detection. */
export const RECORD_ROLES: FieldRoles = Object.freeze({
  time: 'timestamp',
  level: 'level',
  message: 'body',
  service: 'service',
  multiline: 'none',
});

const RESERVED: ReadonlySet<string> = new Set(['timestamp', 'level', 'service', 'body']);
/** Of a line that would be too long, so much of every value is kept. */
const KEPT_OF_FIELD = 4_000;
/** Where names are values, remembering all of them would take the memory. */
const MOST_KEYS = 10_000;

/** A record of a service. Numbers that matter to the last digit are texts here. */
export interface ServiceRecord {
  /** ISO 8601, up to nanoseconds; undefined: the service knows none. */
  readonly time: string | undefined;
  /** One of trace, debug, info, warn, error, fatal; undefined: told from the words of the message. */
  readonly level: string | undefined;
  readonly service: string | undefined;
  readonly body: string;
  /** In this order; a later one of the same name is kept under another. */
  readonly fields: Iterable<readonly [name: string, value: string]>;
}

/** Writes records as the JSON lines that become the source's text: time, level, service and message first, then every attribute. */
export class RecordLines {
  readonly #keys = new Map<string, string>();
  readonly #buffer = new LineBuffer();
  records = 0;

  add(record: ServiceRecord): void {
    const line = lineOf(record, this.#keys);
    // A byte of UTF-8 is at least a third of a character.
    this.#buffer.write(line.length * 3 < MAX_LINE_BYTES || Buffer.byteLength(line) < MAX_LINE_BYTES ? line : shortened(record, this.#keys));
    this.records++;
  }

  /** For a record whose line is copied together elsewhere. @param write writes one whole line, as `add` would */
  addBytes(write: (buffer: LineBuffer) => void): void {
    write(this.#buffer);
    this.records++;
  }

  /** What was added since the last call. */
  take(): { readonly lines: Uint8Array; readonly records: number } {
    const taken = { lines: this.#buffer.take(), records: this.records };
    this.records = 0;
    return taken;
  }
}

/** @param keys of fields as they are written: there are few names and many records */
function lineOf({ time, level, service, body, fields }: ServiceRecord, keys: Map<string, string>): string {
  let line = time === undefined ? '{' : `{"timestamp":"${time}",`;
  if (level !== undefined) line += `"level":"${level}",`;
  if (service !== undefined) line += `"service":${JSON.stringify(service)},`;
  line += `"body":${JSON.stringify(body)}`;
  const names = new Set<string>();
  for (const [name, value] of fields) {
    if (value === '') continue;
    const own = freeName(name, names);
    names.add(own);
    line += keyOf(own, keys) + JSON.stringify(value);
  }
  return `${line}}\n`;
}

function keyOf(name: string, keys: Map<string, string>): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = `,${JSON.stringify(name)}:`;
  if (keys.size < MOST_KEYS) keys.set(name, key);
  return key;
}

/** What an attribute is called in a line: names of roles are taken. */
export function lineName(name: string): string {
  return RESERVED.has(name) ? `attributes.${name}` : name;
}

/** Names of roles are taken, and a name may come from the record and from its resource. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let own = lineName(name);
  while (taken.has(own)) own = `resource.${own}`;
  return own;
}

/** A line beyond what a line may have: its values are cut, and it says so, so that time and level are still read. */
function shortened(record: ServiceRecord, keys: Map<string, string>): string {
  const fields = [...record.fields].map(([name, value]) => [name, value.slice(0, KEPT_OF_FIELD)] as const);
  for (let kept = MAX_LINE_BYTES; ; kept = Math.floor(kept / 2)) {
    const cut = kept < record.body.length ? ([['body.cut_characters', String(record.body.length - kept)]] as const) : [];
    const line = lineOf({ ...record, body: record.body.slice(0, kept), fields: [...cut, ...fields.slice(0, kept)] }, keys);
    if (Buffer.byteLength(line) < MAX_LINE_BYTES) return line;
  }
}
