import { LineScan, type LineScanner, type SignatureShape } from '../../base/line-scan.ts';
import type { FieldRoles } from './field-roles.ts';
import { extendHash, extendWithDot, RoleKeys } from './role-keys.ts';
import type { ScannerContext } from './scanner-context.ts';
import { StructuredFields } from './structured-fields.ts';

/** Objects nested deeper, and arrays, are one value. */
const MAX_DEPTH = 4;
const utf8 = new TextDecoder('utf-8');

/** Reads one JSON object a line in a single pass over its bytes. Checks structure, not every escape: a line it accepts is kept byte for byte either way. */
export class JsonScanner implements LineScanner {
  readonly #keys: RoleKeys;
  readonly #fields: StructuredFields;
  readonly #again = new LineScan();

  constructor(roles: FieldRoles, context: ScannerContext) {
    this.#keys = new RoleKeys(roles);
    this.#fields = new StructuredFields(roles, context);
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    this.#fields.begin(start, end, into);
    const at = skipSpace(bytes, start, end);
    if (at >= end || bytes[at] !== 0x7b) return false;
    const after = this.#object(bytes, at, end, 0, '', 0, into);
    return after >= 0 && skipSpace(bytes, after, end) === end;
  }

  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape {
    return this.#fields.describe(bytes, scan, () => this.scan(bytes, start, end, this.#again));
  }

  /** Reads an object that is the message of another format: adds to `into`, leaves its time alone. */
  scanNested(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    this.#fields.beginNested();
    const after = this.#object(bytes, start, end, 0, '', 0, into);
    return after >= 0 && skipSpace(bytes, after, end) === end;
  }

  /** Names of the slots that scanNested added, from 0. */
  describeNested(bytes: Uint8Array, start: number, end: number): SignatureShape {
    const again = this.#again;
    again.reset(start, end);
    return this.#fields.describe(bytes, again, () => this.scanNested(bytes, start, end, again));
  }

  /** @returns the place behind the closing brace, -1 when this is no JSON object. */
  #object(bytes: Uint8Array, from: number, end: number, hash: number, path: string, depth: number, into: LineScan): number {
    const fields = this.#fields;
    let at = skipSpace(bytes, from + 1, end);
    if (bytes[at] === 0x7d && at < end) return at + 1;
    for (;;) {
      if (at >= end || bytes[at] !== 0x22) return -1;
      const keyStart = at + 1;
      const keyEnd = stringEnd(bytes, keyStart, end);
      if (keyEnd < 0) return -1;
      const name = fields.isNaming ? path + utf8.decode(bytes.subarray(keyStart, keyEnd)) : '';
      const role = this.#keys.find(hash, bytes, keyStart, keyEnd);
      at = skipSpace(bytes, keyEnd + 1, end);
      if (at >= end || bytes[at] !== 0x3a) return -1;
      at = skipSpace(bytes, at + 1, end);
      if (at >= end) return -1;
      const first = bytes[at];
      let after: number;
      if (first === 0x22) {
        const valueEnd = stringEnd(bytes, at + 1, end);
        if (valueEnd < 0) return -1;
        fields.value(role, name, bytes, at + 1, valueEnd, true, true, into);
        after = valueEnd + 1;
      } else if (first === 0x7b && depth < MAX_DEPTH) {
        after = this.#object(
          bytes,
          at,
          end,
          extendWithDot(extendHash(hash, bytes, keyStart, keyEnd)),
          fields.isNaming ? `${name}.` : '',
          depth + 1,
          into,
        );
        if (after < 0) return -1;
      } else {
        after = first === 0x7b || first === 0x5b ? nestedEnd(bytes, at, end) : scalarEnd(bytes, at, end);
        if (after <= at) return -1;
        fields.value(role, name, bytes, at, after, false, true, into);
      }
      at = skipSpace(bytes, after, end);
      if (at >= end) return -1;
      if (bytes[at] === 0x7d) return at + 1;
      if (bytes[at] !== 0x2c) return -1;
      at = skipSpace(bytes, at + 1, end);
    }
  }
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

/** Where the string that began before `from` has its closing quote; -1 when it has none. */
function stringEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x22) return at;
    if (byte === 0x5c) at++;
  }
  return -1;
}

function scalarEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x20 || byte === 0x22 || byte === 0x7b) break;
    at++;
  }
  const first = bytes[from];
  const isNumber = first === 0x2d || (first >= 0x30 && first <= 0x39);
  const length = at - from;
  const isWord = (first === 0x74 && length === 4) || (first === 0x66 && length === 5) || (first === 0x6e && length === 4);
  return isNumber || isWord ? at : -1;
}

function nestedEnd(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0;
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte === 0x22) {
      at = stringEnd(bytes, at + 1, end);
      if (at < 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth === 0) return at + 1;
    }
    at++;
  }
  return -1;
}
