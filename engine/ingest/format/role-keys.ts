import type { FieldRoles, Role } from './field-roles.ts';

const utf8 = new TextEncoder();

/** Roles by the bytes of a field's path, for the hot loop: a look at the last key first, then a hash of the path, then the bytes. */
export class RoleKeys {
  readonly #byHash = new Map<number, { readonly role: Role; readonly path: Uint8Array }>();
  /** 1 where some path may end in a key of this fingerprint: most keys are turned away here. */
  readonly #mayBe = new Uint8Array(4096);

  constructor(roles: FieldRoles) {
    for (const role of ['time', 'level', 'message', 'service'] as const) {
      const path = roles[role];
      if (path === undefined) continue;
      const bytes = utf8.encode(path);
      this.#byHash.set(extendHash(0, bytes, 0, bytes.length), { role, path: bytes });
      // A key may hold dots itself: the path may have been cut at any of them.
      for (let at = 0; at < bytes.length; at++)
        if (at === 0 || bytes[at - 1] === 0x2e) this.#mayBe[fingerprint(bytes, at, bytes.length)] = 1;
    }
  }

  /** @param parent hash of the path before the key (extendHash, extendWithDot), 0 for none; the key is bytes[start, end) */
  find(parent: number, bytes: Uint8Array, start: number, end: number): Role {
    if (end <= start || this.#mayBe[fingerprint(bytes, start, end)] === 0) return 'none';
    const found = this.#byHash.get(extendHash(parent, bytes, start, end));
    if (found === undefined) return 'none';
    const { path, role } = found;
    const from = path.length - (end - start);
    if (from < 0) return 'none';
    for (let i = start; i < end; i++) if (bytes[i] !== path[from + i - start]) return 'none';
    return role;
  }
}

function fingerprint(bytes: Uint8Array, start: number, end: number): number {
  return ((bytes[start] << 7) ^ (bytes[end - 1] << 3) ^ (end - start)) & 4095;
}

/** Hash of a path, a part at a time; parts are joined by a dot. */
export function extendHash(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let value = hash;
  for (let i = start; i < end; i++) value = (Math.imul(value, 31) + bytes[i]) | 0;
  return value;
}

export function extendWithDot(hash: number): number {
  return (Math.imul(hash, 31) + 0x2e) | 0;
}
