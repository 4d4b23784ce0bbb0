import type { Database } from 'better-sqlite3';
import type { KeyStore } from '../policy-storage.ts';
import type { KeyRow, Scope } from '../rows.ts';

interface Stored {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdMs: number;
  readonly revokedMs: number | null;
}

const COLUMNS = 'id, tenant, name, scope, created_ms AS createdMs, revoked_ms AS revokedMs';

export function keyStore(database: Database): KeyStore {
  const insert = database.prepare<[string, string, string, string, Uint8Array, number]>(
    'INSERT INTO api_key (id, tenant, name, scope, hash, created_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const byHash = database.prepare<[Uint8Array], Stored>(`SELECT ${COLUMNS} FROM api_key WHERE hash = ? AND revoked_ms IS NULL`);
  const list = database.prepare<[], Stored>(`SELECT ${COLUMNS} FROM api_key ORDER BY tenant, created_ms, id`);
  const revoke = database.prepare<[number, string]>('UPDATE api_key SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL');
  return {
    add: ({ id, tenant, name, scope, createdMs }, hash) => void insert.run(id, tenant, name, scope, hash, createdMs),
    ofHash(hash) {
      const found = byHash.get(hash);
      return found && rowOf(found);
    },
    all: () => list.all().map(rowOf),
    revoke: (id, atMs) => revoke.run(atMs, id).changes > 0,
  };
}

function rowOf(stored: Stored): KeyRow {
  return { ...stored, revokedMs: stored.revokedMs ?? undefined };
}
