import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';
import type { DeliveryRow, WebhookRow } from '../storage/rows.ts';
import { isoOfMs } from '../version-answers.ts';
import { EVENT_KINDS } from '../webhooks/webhook-body.ts';

const MAX_WEBHOOKS = 100;
const tags = ['webhooks'];
const Id = z.object({ id: z.string().min(1).max(64) });

const NewWebhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .refine((url) => {
      const parsed = URL.parse(url);
      return parsed !== null && parsed.username === '' && parsed.password === '';
    }, 'holds a name or password; sign with the secret instead'),
  format: z.enum(['generic', 'slack']).default('generic'),
  /** Empty: all of them. */
  events: z.array(z.enum(EVENT_KINDS)).max(EVENT_KINDS.length).default([]),
});

const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  format: z.enum(['generic', 'slack']),
  events: z.array(z.string()),
  created_at: z.string(),
});

const DeadLetter = z.object({
  id: z.string(),
  webhook_id: z.string(),
  event: z.string(),
  at: z.string(),
  attempts: z.int(),
  problem: z.string(),
});

export const webhookRoutes =
  ({ storage, dispatcher, now }: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.post(
      '/api/v1/webhooks',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Adds a webhook',
          description: 'The secret of its signature (Standard Webhooks, HMAC-SHA256) is answered once.',
          tags,
          body: NewWebhook,
          response: { 201: Webhook.extend({ secret: z.string() }) },
        },
      },
      async (request, reply) => {
        const tenant = tenantOf(request);
        if (storage.webhooks.of(tenant).length >= MAX_WEBHOOKS) {
          throw new AppError('CONFLICT', `There are ${MAX_WEBHOOKS} webhooks already, which is the most there can be. Remove one first.`);
        }
        const secret = `whsec_${randomBytes(24).toString('base64')}`;
        const row = { id: `hook_${randomUUID().slice(0, 13)}`, tenant, ...request.body, secret, createdMs: now() };
        storage.webhooks.add(row);
        return reply.code(201).send({ ...webhookOf(row), secret });
      },
    );

    app.get(
      '/api/v1/webhooks',
      {
        config: { scope: 'write' },
        schema: { summary: 'All webhooks', tags, response: { 200: z.object({ webhooks: z.array(Webhook) }) } },
      },
      async (request) => ({ webhooks: storage.webhooks.of(tenantOf(request)).map(webhookOf) }),
    );

    app.delete(
      '/api/v1/webhooks/:id',
      { config: { scope: 'write' }, schema: { summary: 'Removes a webhook and what waits for it', tags, params: Id } },
      async (request, reply) => {
        if (!storage.webhooks.remove(tenantOf(request), request.params.id)) throw missing('webhook', request.params.id);
        return reply.code(204).send();
      },
    );

    app.get(
      '/api/v1/webhooks/dead-letters',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Deliveries that failed for good',
          tags,
          querystring: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
          response: { 200: z.object({ dead_letters: z.array(DeadLetter) }) },
        },
      },
      async (request) => ({ dead_letters: storage.webhooks.dead(tenantOf(request), request.query.limit).map(deadLetterOf) }),
    );

    app.post(
      '/api/v1/webhooks/dead-letters/:id/retry',
      { config: { scope: 'write' }, schema: { summary: 'Tries a dead delivery again', tags, params: Id } },
      async (request, reply) => {
        if (!storage.webhooks.revive(tenantOf(request), request.params.id, now())) throw missing('dead letter', request.params.id);
        dispatcher.wake();
        return reply.code(202).send();
      },
    );

    app.delete(
      '/api/v1/webhooks/dead-letters/:id',
      { config: { scope: 'write' }, schema: { summary: 'Forgets a dead delivery', tags, params: Id } },
      async (request, reply) => {
        if (!storage.webhooks.discard(tenantOf(request), request.params.id)) throw missing('dead letter', request.params.id);
        return reply.code(204).send();
      },
    );
    done();
  };

function webhookOf({ id, url, format, events, createdMs }: WebhookRow): z.output<typeof Webhook> {
  return { id, url, format, events: [...events], created_at: isoOfMs(createdMs) };
}

function deadLetterOf({ id, webhook, kind, atMs, attempts, problem }: DeliveryRow): z.output<typeof DeadLetter> {
  return { id, webhook_id: webhook.id, event: kind, at: isoOfMs(atMs), attempts, problem: problem ?? '' };
}

function missing(what: string, id: string): AppError {
  return new AppError('NOT_FOUND', `There is no ${what} "${id}". Nothing was changed.`);
}
