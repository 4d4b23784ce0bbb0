import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { EventRow } from '../rows.ts';

/** Puts an event before every webhook of its tenant that wants it; part of the transaction in which it happened. */
export function outbox(database: Database): (event: EventRow) => void {
  const wanting = database.prepare<[string, string], { id: string }>(
    `SELECT id FROM webhook WHERE tenant = ?
     AND (json_array_length(events) = 0 OR EXISTS (SELECT 1 FROM json_each(events) WHERE value = ?))`,
  );
  const insert = database.prepare<[string, string, string, string, number, number]>(
    'INSERT INTO delivery (id, webhook_id, kind, data, at_ms, due_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return ({ tenant, kind, data, atMs }) => {
    for (const { id } of wanting.all(tenant, kind)) insert.run(`evt_${randomUUID()}`, id, kind, data, atMs, atMs);
  };
}
