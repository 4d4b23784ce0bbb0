import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { Agent, PolicyEffect, Removal, ServiceName, ServiceSummary } from '../../policy/protocol/messages.ts';
import { effectsOf } from '../analysis/find-drift.ts';
import { actOf, tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';
import { policiesOf } from '../stored-policies.ts';
import { isoOfMs } from '../version-answers.ts';
import { announce } from './versions.ts';

const Params = z.object({ service: ServiceName });
const tags = ['services'];

/** Who has not asked for that long is no agent any more: clients ask every 30 seconds, and every 5 minutes after failures. */
const PRESENT_MS = 15 * 60_000;

export const serviceRoutes =
  (context: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { storage, agents, now } = context;

    const summaryOf = (tenant: string, service: string): z.output<typeof ServiceSummary> | undefined => {
      const live = storage.versions.live({ tenant, service });
      if (live === undefined) return undefined;
      const count = storage.agents.count({ tenant, service }, now() - PRESENT_MS, live.active?.version);
      return {
        service,
        enabled: live.enabled,
        active_version: live.active?.version,
        canary_version: live.canary?.row.version,
        shadow_version: live.shadow?.version,
        newest_version: live.newest,
        agents: count.all,
        agents_up_to_date: count.upToDate,
      };
    };
    const known = (tenant: string, service: string): z.output<typeof ServiceSummary> => {
      const summary = summaryOf(tenant, service);
      if (summary === undefined)
        throw new AppError('NOT_FOUND', `There is no service "${service}". It becomes known with its first version.`);
      return summary;
    };

    app.get(
      '/api/v1/services',
      {
        config: { scope: 'read' },
        schema: { summary: 'All services', tags, response: { 200: z.object({ services: z.array(ServiceSummary) }) } },
      },
      async (request) => {
        agents.flush();
        const tenant = tenantOf(request);
        return { services: storage.versions.services(tenant).flatMap((service) => summaryOf(tenant, service) ?? []) };
      },
    );

    app.get(
      '/api/v1/services/:service',
      { config: { scope: 'read' }, schema: { summary: 'One service', tags, params: Params, response: { 200: ServiceSummary } } },
      async (request) => {
        agents.flush();
        return known(tenantOf(request), request.params.service);
      },
    );

    app.get(
      '/api/v1/services/:service/agents',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'Instances that asked for their policies lately',
          tags,
          params: Params,
          querystring: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) }),
          response: { 200: z.object({ agents: z.array(Agent) }) },
        },
      },
      async (request) => {
        agents.flush();
        const place = { tenant: tenantOf(request), service: request.params.service };
        const rows = storage.agents.of(place, now() - PRESENT_MS, request.query.limit);
        return {
          agents: rows.map(({ instance, sdk, setVersion, mode, firstSeenMs, lastSeenMs }) => ({
            instance,
            sdk,
            set_version: setVersion,
            mode,
            first_seen: isoOfMs(firstSeenMs),
            last_seen: isoOfMs(lastSeenMs),
          })),
        };
      },
    );

    app.get(
      '/api/v1/services/:service/effects',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'What each policy did, beside what was predicted',
          tags,
          params: Params,
          response: { 200: z.object({ policies: z.array(PolicyEffect) }) },
        },
      },
      async (request) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        const active = storage.versions.live(place)?.active;
        return { policies: [...effectsOf(active ? policiesOf(active) : [], storage.agents.counts(place), now())] };
      },
    );

    for (const [action, isEnabled] of [
      ['enable', true],
      ['disable', false],
    ] as const) {
      app.post(
        `/api/v1/services/:service/${action}`,
        {
          config: { scope: 'write' },
          schema: {
            summary: isEnabled ? 'Applies policies again' : 'The emergency brake: clients get an empty set and keep everything',
            tags,
            params: Params,
            body: Removal,
            response: { 200: ServiceSummary },
          },
        },
        async (request) => {
          const place = { tenant: tenantOf(request), service: request.params.service };
          const act = actOf(request, request.body, now());
          const data = JSON.stringify({ service: place.service, author: act.author, reason: act.reason });
          const event = { tenant: place.tenant, kind: `service.${action}d`, data, atMs: act.atMs };
          storage.versions.setEnabled(place, isEnabled, act, event);
          announce(context, place);
          return known(place.tenant, place.service);
        },
      );
    }
    done();
  };
