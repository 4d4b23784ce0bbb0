import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { WebhookStore } from '../policy-storage.ts';
import type { DeliveryRow, WebhookFormat, WebhookRow } from '../rows.ts';

interface StoredWebhook {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  readonly format: WebhookFormat;
  readonly events: string;
  readonly secret: string;
  readonly createdMs: number;
}

type StoredDelivery = Omit<DeliveryRow, 'id' | 'webhook' | 'dueMs' | 'problem'> &
  StoredWebhook & { readonly deliveryId: string; readonly dueMs: number | null; readonly problem: string | null };

const Events = z.array(z.string());
const WEBHOOK = 'webhook.id, webhook.tenant, webhook.url, webhook.format, webhook.events, webhook.secret, webhook.created_ms AS createdMs';
const DELIVERY = `SELECT delivery.id AS deliveryId, delivery.kind, delivery.data, delivery.at_ms AS atMs, delivery.attempts,
  delivery.due_ms AS dueMs, delivery.problem, ${WEBHOOK} FROM delivery JOIN webhook ON webhook.id = delivery.webhook_id`;
const OF_TENANT = 'webhook_id IN (SELECT id FROM webhook WHERE tenant = ?)';

export function webhookStore(database: Database): WebhookStore {
  const insert = database.prepare<[string, string, string, string, string, string, number]>(
    'INSERT INTO webhook (id, tenant, url, format, events, secret, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const list = database.prepare<[string], StoredWebhook>(`SELECT ${WEBHOOK} FROM webhook WHERE tenant = ? ORDER BY createdMs, id`);
  const remove = database.prepare<[string, string]>('DELETE FROM webhook WHERE tenant = ? AND id = ?');
  const due = database.prepare<[number, number], StoredDelivery>(`${DELIVERY} WHERE due_ms <= ? ORDER BY due_ms LIMIT ?`);
  const next = database.prepare<[], { dueMs: number | null }>('SELECT min(due_ms) AS dueMs FROM delivery WHERE due_ms IS NOT NULL');
  const finish = database.prepare<[string]>('DELETE FROM delivery WHERE id = ?');
  const fail = database.prepare<[string, number | null, string]>(
    'UPDATE delivery SET attempts = attempts + 1, problem = ?, due_ms = ? WHERE id = ?',
  );
  const dead = database.prepare<[string, number], StoredDelivery>(
    `${DELIVERY} WHERE webhook.tenant = ? AND due_ms IS NULL ORDER BY at_ms DESC LIMIT ?`,
  );
  const revive = database.prepare<[number, string, string]>(
    `UPDATE delivery SET attempts = 0, due_ms = ? WHERE id = ? AND due_ms IS NULL AND ${OF_TENANT}`,
  );
  const discard = database.prepare<[string, string]>(`DELETE FROM delivery WHERE id = ? AND due_ms IS NULL AND ${OF_TENANT}`);
  return {
    add: ({ id, tenant, url, format, events, secret, createdMs }) =>
      void insert.run(id, tenant, url, format, JSON.stringify(events), secret, createdMs),
    of: (tenant) => list.all(tenant).map(webhookOf),
    remove: (tenant, id) => remove.run(tenant, id).changes > 0,
    due: (nowMs, limit) => due.all(nowMs, limit).map(deliveryOf),
    nextDueMs: () => next.get()?.dueMs ?? undefined,
    delivered: (id) => void finish.run(id),
    failed: (id, problem, dueMs) => void fail.run(problem, dueMs ?? null, id),
    dead: (tenant, limit) => dead.all(tenant, limit).map(deliveryOf),
    revive: (tenant, id, nowMs) => revive.run(nowMs, id, tenant).changes > 0,
    discard: (tenant, id) => discard.run(id, tenant).changes > 0,
  };
}

function webhookOf({ id, tenant, url, format, events, secret, createdMs }: StoredWebhook): WebhookRow {
  return { id, tenant, url, format, events: Events.parse(JSON.parse(events)), secret, createdMs };
}

function deliveryOf(stored: StoredDelivery): DeliveryRow {
  const { deliveryId: id, kind, data, atMs, attempts, dueMs, problem } = stored;
  return { id, webhook: webhookOf(stored), kind, data, atMs, attempts, dueMs: dueMs ?? 0, problem: problem ?? undefined };
}
