import { timingSafeEqual } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import type { ServerContext } from '../server-context.ts';

const tags = ['operations'];
const State = z.object({ status: z.enum(['ok', 'unavailable']), problem: z.string().optional() });

/** For those who run the server. None of it needs a key; figures need a token of their own where one is set. */
export const operationRoutes =
  ({ storage, metrics, version, closing }: ServerContext, metricsToken: string | undefined): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const config = { scope: 'none', rateLimit: false } as const;

    app.get('/health', { config, schema: { summary: 'The process is alive', tags, response: { 200: State } } }, async () => ({
      status: 'ok' as const,
    }));

    app.get(
      '/ready',
      { config, schema: { summary: 'Requests can be answered and changes stored', tags, response: { 200: State, 503: State } } },
      async (_request, reply) => {
        if (closing.aborted) return reply.code(503).send({ status: 'unavailable', problem: 'the server is closing' });
        try {
          storage.checkWritable();
          return { status: 'ok' as const };
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          return reply.code(503).send({ status: 'unavailable', problem });
        }
      },
    );

    app.get(
      '/version',
      { config, schema: { summary: 'Of the program', tags, response: { 200: z.object({ version: z.string(), node: z.string() }) } } },
      async () => ({ version, node: process.version }),
    );

    app.get('/metrics', { config, schema: { summary: 'Figures for Prometheus', tags } }, async (request, reply) => {
      if (metricsToken !== undefined && !isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
        throw new AppError(
          'NOT_SIGNED_IN',
          'The figures need their own token as "Authorization: Bearer TOKEN". Whoever runs this server has it.',
        );
      }
      return reply
        .type(metrics.contentType)

        .send(await metrics.text());
    });
    done();
  };

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
