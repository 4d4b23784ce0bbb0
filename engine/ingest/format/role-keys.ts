import type { FieldRoles, Role } from './field-roles.ts';

const utf8 = new TextEncoder();

/** Roles by the bytes of a field's path, for the hot loop: a hash first, then the bytes themselves. */
export class RoleKeys {
  readonly #byHash = new Map<number, { readonly role: Role; readonly path: Uint8Array }>();
  /** 1 where a known hash ends in these bits: most keys are turned away here. */
  readonly #mayBe = new Uint8Array(1024);

  constructor(roles: FieldRoles) {
    for (const role of ['time', 'level', 'message', 'service'] as const) {
      const path = roles[role];
      if (path === undefined) continue;
      const bytes = utf8.encode(path);
      const hash = extendHash(0, bytes, 0, bytes.length);
      this.#byHash.set(hash, { role, path: bytes });
      this.#mayBe[hash & 1023] = 1;
    }
  }

  /** @param hash of the whole path (extendHash), whose last part is bytes[start, end). */
  find(hash: number, bytes: Uint8Array, start: number, end: number): Role {
    if (this.#mayBe[hash & 1023] === 0) return 'none';
    const found = this.#byHash.get(hash);
    if (found === undefined) return 'none';
    const { path, role } = found;
    const from = path.length - (end - start);
    if (from < 0) return 'none';
    for (let i = start; i < end; i++) if (bytes[i] !== path[from + i - start]) return 'none';
    return role;
  }
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
