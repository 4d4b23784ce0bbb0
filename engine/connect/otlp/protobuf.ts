import type { Member } from './any-value.ts';

/** Deeper messages are no logs. */
const MAX_DEPTH = 40;
const utf8 = new TextDecoder('utf-8');

type Kind = 'string' | 'bool' | 'int' | 'double' | 'fixed64' | 'fixed32' | 'uint32' | 'hex' | 'base64' | Fields;
interface Field {
  readonly name: string;
  readonly kind: Kind | (() => Fields);
  readonly isRepeated?: boolean;
}
type Fields = Readonly<Record<number, Field>>;

// Field numbers of opentelemetry/proto/{logs,common,resource}/v1, as JSON names them.
const KEY_VALUE: Fields = { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: () => ANY_VALUE } };
const ANY_VALUE: Fields = {
  1: { name: 'stringValue', kind: 'string' },
  2: { name: 'boolValue', kind: 'bool' },
  3: { name: 'intValue', kind: 'int' },
  4: { name: 'doubleValue', kind: 'double' },
  5: { name: 'arrayValue', kind: { 1: { name: 'values', kind: () => ANY_VALUE, isRepeated: true } } },
  6: { name: 'kvlistValue', kind: { 1: { name: 'values', kind: KEY_VALUE, isRepeated: true } } },
  7: { name: 'bytesValue', kind: 'base64' },
};
const LOG_RECORD: Fields = {
  1: { name: 'timeUnixNano', kind: 'fixed64' },
  2: { name: 'severityNumber', kind: 'uint32' },
  3: { name: 'severityText', kind: 'string' },
  5: { name: 'body', kind: ANY_VALUE },
  6: { name: 'attributes', kind: KEY_VALUE, isRepeated: true },
  8: { name: 'flags', kind: 'fixed32' },
  9: { name: 'traceId', kind: 'hex' },
  10: { name: 'spanId', kind: 'hex' },
  11: { name: 'observedTimeUnixNano', kind: 'fixed64' },
  12: { name: 'eventName', kind: 'string' },
};
const SCOPE: Fields = { 1: { name: 'name', kind: 'string' }, 2: { name: 'version', kind: 'string' } };
const SCOPE_LOGS: Fields = { 1: { name: 'scope', kind: SCOPE }, 2: { name: 'logRecords', kind: LOG_RECORD, isRepeated: true } };
const RESOURCE: Fields = { 1: { name: 'attributes', kind: KEY_VALUE, isRepeated: true } };
const RESOURCE_LOGS: Fields = { 1: { name: 'resource', kind: RESOURCE }, 2: { name: 'scopeLogs', kind: SCOPE_LOGS, isRepeated: true } };
const REQUEST: Fields = { 1: { name: 'resourceLogs', kind: RESOURCE_LOGS, isRepeated: true } };

/**
 * An ExportLogsServiceRequest as its JSON form has it. Unknown fields are passed over, as the wire format wants it.
 * @throws RangeError for what is no protobuf, or nested too deeply
 */
export function decodeLogsRequest(bytes: Uint8Array): Member {
  return message(new Wire(bytes), bytes.length, REQUEST, 0);
}

function message(wire: Wire, end: number, fields: Fields, depth: number): Member {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  const found: Record<string, unknown> = {};
  while (wire.at < end) {
    const tag = wire.varint();
    const type = Number(tag & 7n);
    const field = fields[Number(tag >> 3n)];
    if (field === undefined) {
      wire.skip(type);
      continue;
    }
    const value = fieldValue(wire, type, typeof field.kind === 'function' ? field.kind() : field.kind, depth);
    const list = found[field.name];
    if (field.isRepeated !== true) found[field.name] = value;
    else if (Array.isArray(list)) list.push(value);
    else found[field.name] = [value];
  }
  if (wire.at !== end) throw new RangeError('a message is longer than it says');
  return found;
}

function fieldValue(wire: Wire, type: number, kind: Kind, depth: number): unknown {
  if (typeof kind === 'object') {
    expectType(type, 2);
    const end = Number(wire.varint()) + wire.at;
    return message(wire, wire.checked(end), kind, depth + 1);
  }
  switch (kind) {
    case 'string':
      return utf8.decode(wire.bytes(type));
    case 'hex':
      return Buffer.from(wire.bytes(type)).toString('hex');
    case 'base64':
      return Buffer.from(wire.bytes(type)).toString('base64');
    case 'bool':
      expectType(type, 0);
      return wire.varint() !== 0n;
    case 'uint32':
      expectType(type, 0);
      return Number(wire.varint());
    case 'int':
      expectType(type, 0);
      return String(BigInt.asIntN(64, wire.varint()));
    case 'double':
      expectType(type, 1);
      return wire.double();
    case 'fixed64':
      expectType(type, 1);
      return String(wire.fixed64());
    case 'fixed32':
      expectType(type, 5);
      return wire.fixed32();
  }
}

function expectType(type: number, wanted: number): void {
  if (type !== wanted) throw new RangeError(`a field of wire type ${type} where ${wanted} belongs`);
}

class Wire {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.checked(this.at + 1) - 1];
      this.at++;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number without end');
  }

  bytes(type: number): Uint8Array {
    expectType(type, 2);
    const length = Number(this.varint());
    const from = this.at;
    this.at = this.checked(from + length);
    return this.#bytes.subarray(from, this.at);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  skip(type: number): void {
    if (type === 0) this.varint();
    else if (type === 1) this.#take(8);
    else if (type === 2) this.bytes(2);
    else if (type === 5) this.#take(4);
    else throw new RangeError(`wire type ${type}`);
  }

  /** @throws RangeError when the bytes end before `end` */
  checked(end: number): number {
    if (end > this.#bytes.length || end < this.at) throw new RangeError('the bytes end in the middle');
    return end;
  }

  #take(length: number): number {
    const from = this.at;
    this.at = this.checked(from + length);
    return from;
  }
}
