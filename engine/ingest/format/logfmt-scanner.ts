import { LineScan, type LineScanner, type SignatureShape } from '../../base/line-scan.ts';
import type { FieldRoles } from './field-roles.ts';
import { RoleKeys } from './role-keys.ts';
import type { ScannerContext } from './scanner-context.ts';
import { StructuredFields } from './structured-fields.ts';

const utf8 = new TextDecoder('utf-8');

const KEY = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9_.\-/@]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** Reads `key=value key="quoted value"` lines: every token is a pair, at least two of them. */
export class LogfmtScanner implements LineScanner {
  readonly #keys: RoleKeys;
  readonly #fields: StructuredFields;
  readonly #again = new LineScan();

  constructor(roles: FieldRoles, context: ScannerContext) {
    this.#keys = new RoleKeys(roles);
    this.#fields = new StructuredFields(roles, context);
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    const fields = this.#fields;
    fields.begin(start, end, into);
    let pairs = 0;
    let at = start;
    while (at < end) {
      if (bytes[at] === 0x20 || bytes[at] === 0x09) {
        at++;
        continue;
      }
      const keyStart = at;
      while (at < end && KEY[bytes[at]] === 1) at++;
      if (at === keyStart || at >= end || bytes[at] !== 0x3d) return false;
      const role = this.#keys.find(0, bytes, keyStart, at);
      const name = fields.isNaming ? utf8.decode(bytes.subarray(keyStart, at)) : '';
      at++;
      pairs++;
      if (at < end && bytes[at] === 0x22) {
        const from = at + 1;
        at = from;
        while (at < end && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
        if (at >= end) return false;
        fields.value(role, name, bytes, from, at, true, true, into);
        at++;
        if (at < end && bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
      } else {
        const from = at;
        while (at < end && bytes[at] !== 0x20 && bytes[at] !== 0x09) at++;
        fields.value(role, name, bytes, from, at, true, false, into);
      }
    }
    return pairs >= 2;
  }

  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape {
    return this.#fields.describe(bytes, scan, () => this.scan(bytes, start, end, this.#again));
  }
}
