import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { AgentsSeen } from './agents-seen.ts';
import { Analyser } from './analysis/analyser.ts';
import { answerError } from './answers.ts';
import { Authenticator } from './keys.ts';
import { serverMetrics } from './metrics.ts';
import { PublishedSets } from './published-sets.ts';
import { guardRoutes } from './requests.ts';
import { deliverRoutes } from './routes/deliver.ts';
import { operationRoutes } from './routes/operations.ts';
import { reportRoutes } from './routes/reports.ts';
import { serviceRoutes } from './routes/services.ts';
import { syncRoutes } from './routes/sync.ts';
import { versionRoutes } from './routes/versions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { ServerContext } from './server-context.ts';
import type { Signer } from './signing.ts';
import type { PolicyStorage } from './storage/policy-storage.ts';
import { addressGuard } from './webhooks/address-guard.ts';
import { Dispatcher } from './webhooks/dispatcher.ts';

export interface PolicyServerOptions {
  /** Closed with the server. */
  readonly storage: PolicyStorage;
  readonly signer: Signer;
  readonly version: string;
  /** Where structured lines go; undefined: nowhere. */
  readonly log: { readonly level: string; readonly stream?: { write(line: string): void } } | undefined;
  /** PEM texts. Absent: plain HTTP, for a proxy or this computer alone. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer } | undefined;
  /** Origins whose pages may call, such as `https://shop.example`. */
  readonly corsOrigins?: readonly string[];
  /** Of one key from one address in a minute; 0: any number. Fetching policies is never limited. */
  readonly requestsPerMinute?: number;
  readonly maxBodyBytes?: number;
  /** Believe X-Forwarded-For: only behind a proxy that sets it. */
  readonly trustProxy?: boolean;
  readonly allowPrivateWebhooks?: boolean;
  /** See Dispatcher. */
  readonly webhookWaitsMs?: readonly number[];
  readonly metricsToken?: string | undefined;
  /** How long what grows by itself is kept. */
  readonly keepDays?: number;
  readonly now?: () => number;
}

const DAY_MS = 86_400_000;
const REFUSALS_PER_MINUTE = 120;
/** As large as clients accept a set. */
const MAX_BODY_BYTES = 1 << 20;

/** A server that is ready to listen. `close()` answers those who wait, ends what is under way and closes the storage. */
export async function buildPolicyServer(options: PolicyServerOptions): Promise<FastifyInstance> {
  const { storage, now = Date.now } = options;
  const closing = new AbortController();
  const app: FastifyInstance = Fastify({
    ...(options.tls && { https: { ...options.tls, minVersion: 'TLSv1.2' as const } }),
    logger: options.log === undefined ? false : { ...options.log, redact: ['req.headers.authorization', 'req.headers["x-api-key"]'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.maxBodyBytes ?? MAX_BODY_BYTES,
    trustProxy: options.trustProxy ?? false,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => givenId(request.headers['x-request-id']) ?? randomUUID(),
    routerOptions: { maxParamLength: 1_024 },
  });
  const onBug = (error: unknown): void => app.log.error({ err: error }, 'something failed that should not');
  const metrics = serverMetrics(now);
  const dispatcher = new Dispatcher({
    webhooks: storage.webhooks,
    guard: addressGuard(options.allowPrivateWebhooks ?? false),
    now,
    waitsMs: options.webhookWaitsMs,
    onOutcome: (delivery, outcome) => {
      metrics.webhook(outcome);
      if (outcome !== 'delivered')
        app.log.warn(
          { webhook: delivery.webhook.id, delivery: delivery.id },
          `a webhook delivery ${outcome === 'dead' ? 'is dead' : 'failed'}`,
        );
    },
    onBug,
  });
  const context: ServerContext = {
    storage,
    published: new PublishedSets(storage.versions, now),
    agents: new AgentsSeen(storage.agents, onBug),
    analyser: new Analyser({ storage, now, onFound: () => dispatcher.wake(), onBug }),
    dispatcher,
    metrics,
    signer: options.signer,
    version: options.version,
    now,
    closing: closing.signal,
  };

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: 'NOT_FOUND',
        message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
        request_id: request.id,
      },
    }),
  );
  observe(app, context);
  await app.register(cors, { origin: [...(options.corsOrigins ?? [])], exposedHeaders: ['etag', 'x-request-id'], maxAge: 600 });
  await limit(app, options.requestsPerMinute ?? 6_000);
  await describe(app, options.version);
  await app.register(async (guarded) => {
    guard(guarded, new Authenticator(storage.keys, now));
    for (const routes of [deliverRoutes, versionRoutes, serviceRoutes, reportRoutes, syncRoutes, webhookRoutes])
      await guarded.register(routes(context));
    await guarded.register(operationRoutes(context, options.metricsToken));
  });

  const prune = (): void => {
    try {
      storage.prune(now() - (options.keepDays ?? 30) * DAY_MS);
    } catch (error) {
      onBug(error);
    }
  };
  const pruning = setInterval(prune, DAY_MS).unref();
  app.addHook('onReady', async () => {
    prune();
    dispatcher.wake();
  });
  // Before connections are waited for: those who wait for a change would hold them open.
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onClose', async () => {
    clearInterval(pruning);
    await context.analyser.close();
    await dispatcher.close();
    context.agents.flush();
    storage.close();
  });
  return app;
}

/** Ids, log lines and figures of requests. Answers that say "unchanged" are counted and not written down: there are thousands a second. */
function observe(app: FastifyInstance, { metrics }: ServerContext): void {
  // Hooks that call back: promises would cost a tenth of what a server can answer.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    const status = reply.statusCode;
    metrics.answered({ method, route, status, seconds: reply.elapsedTime / 1000 });
    done();
    if (status === 304) return;
    const line = {
      method,
      url: request.url,
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
      key: request.key?.id,
      tenant: request.key?.tenant,
    };
    request.log.info(line, 'answered');
  });
}

async function limit(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  app.decorateRequest('key', undefined);
  await app.register(rateLimit, {
    global: requestsPerMinute > 0,
    max: Math.max(1, requestsPerMinute),
    timeWindow: 60_000,
    keyGenerator: (request) => `${request.key?.id ?? ''} ${request.ip}`,
  });
}

/** Who guesses keys is told so for a while, then only that it is enough. */
function guard(app: FastifyInstance, authenticator: Authenticator): void {
  const refusals = app.createRateLimit({ max: REFUSALS_PER_MINUTE, timeWindow: 60_000, keyGenerator: (request) => request.ip });
  guardRoutes(app, authenticator, async (request) => {
    const result = await refusals(request);
    return !result.isAllowed && result.isExceeded;
  });
}

/** OpenAPI 3.1 at /openapi.json, a page to read it at /docs. */
async function describe(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Logsift policy server', version, description: 'Policies for logs: published, delivered, measured.' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** What a proxy gave, where it is something that can stand in a log line. */
function givenId(given: string | readonly string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : undefined;
}
