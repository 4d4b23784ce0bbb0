import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { InstanceName, ServiceName } from '../../policy/protocol/messages.ts';
import type { Delivery } from '../published-sets.ts';
import { tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';

const LONGEST_WAIT_S = 55;
const HEARTBEAT_MS = 15_000;

const Params = z.object({ service: ServiceName });
const Query = z.object({
  /** Who asks: decides about canaries, and is listed among the agents. */
  instance: InstanceName.optional(),
  mode: z.enum(['enforce', 'shadow']).default('enforce'),
  sdk: z.string().max(128).default(''),
  /** Seconds to wait for a change when the ETag is the current one. */
  wait: z.coerce.number().int().min(0).max(LONGEST_WAIT_S).default(0),
});

/** How clients get their policies: at once, after a change, or as a stream of changes. */
export const deliverRoutes =
  ({ published, agents, signer, now, closing }: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.get(
      '/api/v1/policies/:service',
      {
        // An answer from memory costs less than a refusal.
        config: { scope: 'read', rateLimit: false },
        schema: {
          summary: 'The policies that a client applies',
          description:
            'Answers 304 without a body while the ETag is current. With "wait", the answer is held back until there is a change. Drafts, disabled and expired policies are left out, as is what only authors need.',
          tags: ['clients'],
          params: Params,
          querystring: Query,
        },
      },
      async (request, reply) => {
        const { mode, instance, sdk, wait } = request.query;
        const place = { tenant: tenantOf(request), service: request.params.service };
        const asked = request.headers['if-none-match'];
        let delivery = published.delivery(place, mode, instance);
        if (wait > 0 && isCurrent(asked, delivery)) {
          await new Promise<void>((resolve) => {
            const end = (): void => {
              clearTimeout(timer);
              stop();
              reply.raw.off('close', end);
              closing.removeEventListener('abort', end);
              resolve();
            };
            const stop = published.onChange(place, end);
            const timer = setTimeout(end, wait * 1000);
            reply.raw.once('close', end);
            closing.addEventListener('abort', end);
          });
          delivery = published.delivery(place, mode, instance);
        }
        if (instance !== undefined) {
          const setVersion = isCurrent(asked, delivery) ? delivery.set.version : undefined;
          agents.note({ ...place, instance, sdk, mode, setVersion, lastSeenMs: now() });
        }
        return send(reply, delivery, asked);
      },
    );

    app.get(
      '/api/v1/policies/:service/events',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'The policies now and after each change, as server-sent events',
          tags: ['clients'],
          params: Params,
          querystring: Query.omit({ wait: true }),
        },
      },
      (request, reply) => {
        const { mode, instance } = request.query;
        const place = { tenant: tenantOf(request), service: request.params.service };
        let sent: string | undefined;
        let stop = (): void => undefined;
        const stream = reply.raw;
        reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) stream.setHeader(name, value);
        stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
        const sendChange = (): void => {
          stop = published.onChange(place, sendChange);
          const { etag, body } = published.delivery(place, mode, instance);
          // A reader that does not keep up is cut off; it comes back and gets the newest.
          if (stream.writableLength > 8 << 20) stream.destroy();
          else if (etag !== sent) stream.write(`event: policies\nid: ${etag.slice(1, -1)}\ndata: ${body}\n\n`);
          sent = etag;
        };
        const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
        const end = (): void => {
          clearInterval(heartbeat);
          stop();
          closing.removeEventListener('abort', end);
          stream.end();
        };
        stream.on('close', end);
        stream.on('error', end);
        closing.addEventListener('abort', end);
        stream.write('retry: 5000\n\n');
        sendChange();
      },
    );

    app.get(
      '/api/v1/policies/:service/bundle',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'The same set, signed',
          description: 'A DSSE envelope: base64 of the exact bytes and an Ed25519 signature over them and their type.',
          tags: ['clients'],
          params: Params,
          querystring: Query.pick({ instance: true, mode: true }),
        },
      },
      async (request, reply) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        const { body } = published.delivery(place, request.query.mode, request.query.instance);
        const signed = Buffer.from(JSON.stringify(signer.sign(body)));
        const etag = `"${createHash('sha256').update(signed).digest('hex').slice(0, 24)}"`;
        return send(reply, { body: signed, etag }, request.headers['if-none-match']);
      },
    );

    app.get(
      '/api/v1/signing-key',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'The public key of signed sets',
          tags: ['clients'],
          response: { 200: z.object({ keyid: z.string(), algorithm: z.literal('ed25519'), public_key: z.string() }) },
        },
      },
      async () => ({ keyid: signer.keyId, algorithm: 'ed25519' as const, public_key: signer.publicKey }),
    );
    done();
  };

function send(reply: FastifyReply, { body, etag }: Pick<Delivery, 'body' | 'etag'>, asked: string | undefined): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (isCurrent(asked, { etag })) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** RFC 9110: a list of tags, each perhaps weak, or `*`. */
function isCurrent(asked: string | undefined, { etag }: Pick<Delivery, 'etag'>): boolean {
  if (asked === undefined) return false;
  if (asked === etag) return true;
  return asked.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
