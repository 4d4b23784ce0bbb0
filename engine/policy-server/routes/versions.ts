import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { POLICY_FORMAT, type Policy, type PolicySet } from '../../policy/model/policy.ts';
import { compareSets } from '../../policy/protocol/compare-sets.ts';
import {
  Comparison,
  FullVersion,
  History,
  Publication,
  Published,
  Removal,
  Rollback,
  ServiceName,
  StageChange,
  VersionSummary,
} from '../../policy/protocol/messages.ts';
import { type CheckedPolicies, checkedPolicies } from '../publication.ts';
import { actOf, tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';
import type { Act, NewVersion, Place, VersionRow } from '../storage/rows.ts';
import { noVersion } from '../storage/sqlite/versions.ts';
import { policiesOf } from '../stored-policies.ts';
import { summariesOf } from '../version-answers.ts';

const Params = z.object({ service: ServiceName });
const Version = z.coerce.number().int().min(1);
const VersionParams = Params.extend({ version: Version });
const tags = ['versions'];

type Said = Pick<CheckedPolicies, 'notes' | 'warnings'>;
const NOTHING_SAID: Said = { notes: [], warnings: [] };

/** How people publish: every change is a new version that is never changed again, and every version went through its stages. */
export const versionRoutes =
  (context: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { storage, now } = context;

    const publish = (made: NewVersion, act: Act, kind: string, said: Said = NOTHING_SAID, more: object = {}): Published => {
      const { service, stage } = made;
      const data = JSON.stringify({ service, stage, author: act.author, reason: act.reason, ...more });
      const row = storage.versions.publish(made, act, { tenant: made.tenant, kind, data, atMs: act.atMs });
      announce(context, row);
      const [summary] = summariesOf(storage, [row]);
      return {
        ...summary,
        etag: context.published.delivery(row, 'enforce', undefined).etag,
        notes: [...said.notes],
        warnings: [...said.warnings],
      };
    };

    const versionOf = (place: Place, version: number): VersionRow => {
      const row = storage.versions.version(place, version);
      if (row === undefined) throw noVersion(place, version);
      return row;
    };

    app.post(
      '/api/v1/policies/:service',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Publishes a new version',
          description: 'The whole set replaces the one before. One bad policy refuses all of them, with everything that is wrong.',
          tags,
          params: Params,
          body: Publication,
          response: { 201: Published },
        },
      },
      async (request, reply) => {
        const { service } = request.params;
        const { body } = request;
        if (body.service !== undefined && body.service !== service) {
          throw new AppError(
            'BAD_REQUEST',
            `The set is of "${body.service}", the address of "${service}". Nothing was published. Name one of them in both.`,
          );
        }
        const { policies, ...said } = checkedPolicies(body.policies, now());
        const made = {
          tenant: tenantOf(request),
          service,
          content: JSON.stringify(policies),
          policies: policies.length,
          stage: body.stage,
          percent: body.stage === 'canary' ? body.percent_of_instances : undefined,
          rollbackOf: undefined,
          basedOn: body.based_on,
        };
        return reply.code(201).send(publish(made, actOf(request, body, now()), 'version.published', said));
      },
    );

    app.delete(
      '/api/v1/policies/:service',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Removes all policies: everything is kept',
          description: 'Publishes an empty set as a new version. Earlier versions stay, and can be rolled back to.',
          tags,
          params: Params,
          querystring: Removal,
          response: { 200: Published },
        },
      },
      async (request) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        known(context, place);
        const made = {
          ...place,
          content: '[]',
          policies: 0,
          stage: 'active' as const,
          percent: undefined,
          rollbackOf: undefined,
          basedOn: undefined,
        };
        return publish(made, actOf(request, request.query, now()), 'version.published');
      },
    );

    app.post(
      '/api/v1/policies/:service/rollback',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Brings an earlier version back',
          description: 'Publishes its content as a new version, at once active. What has expired since then stays off.',
          tags,
          params: Params,
          body: Rollback,
          response: { 201: Published },
        },
      },
      async (request, reply) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        const { content, policies, version } = versionOf(place, request.body.to_version);
        const made = { ...place, content, policies, stage: 'active' as const, percent: undefined, rollbackOf: version, basedOn: undefined };
        const act = actOf(request, request.body, now());
        return reply.code(201).send(publish(made, act, 'version.rollback', NOTHING_SAID, { to_version: version }));
      },
    );

    app.post(
      '/api/v1/policies/:service/versions/:version/stage',
      {
        config: { scope: 'write' },
        schema: {
          summary: 'Moves a version on: draft, shadow, canary, active, retired',
          tags,
          params: VersionParams,
          body: StageChange,
          response: { 200: VersionSummary },
        },
      },
      async (request) => {
        const { service, version } = request.params;
        const { stage, percent_of_instances: percent } = request.body;
        const place = { tenant: tenantOf(request), service };
        const act = actOf(request, request.body, now());
        const data = JSON.stringify({ service, version, stage, author: act.author, reason: act.reason });
        const event = { tenant: place.tenant, kind: 'version.stage', data, atMs: act.atMs };
        storage.versions.changeStage(place, version, { stage, percent: stage === 'canary' ? percent : undefined }, act, event);
        announce(context, place);
        return summariesOf(storage, [versionOf(place, version)])[0];
      },
    );

    app.get(
      '/api/v1/policies/:service/history',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'Versions, newest first',
          tags,
          params: Params,
          querystring: z.object({ before: Version.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
          response: { 200: History },
        },
      },
      async (request) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        known(context, place);
        const { before, limit } = request.query;
        const rows = storage.versions.history(place, before, limit);
        const last = rows.at(-1)?.version;
        return {
          service: place.service,
          versions: summariesOf(storage, rows),
          next_before: last !== undefined && last > 1 ? last : undefined,
        };
      },
    );

    app.get(
      '/api/v1/policies/:service/versions/:version',
      {
        config: { scope: 'read' },
        schema: { summary: 'One version as it was published', tags, params: VersionParams, response: { 200: FullVersion } },
      },
      async (request) => {
        const row = versionOf({ tenant: tenantOf(request), service: request.params.service }, request.params.version);
        const [summary] = summariesOf(storage, [row]);
        return { ...summary, format: POLICY_FORMAT, content: policiesOf(row).map(plain) } as const;
      },
    );

    app.get(
      '/api/v1/policies/:service/compare',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'What one version changes of another',
          tags,
          params: Params,
          querystring: z.object({ from: z.coerce.number().int().min(0), to: Version }),
          response: { 200: Comparison },
        },
      },
      async (request) => {
        const place = { tenant: tenantOf(request), service: request.params.service };
        const { from, to } = request.query;
        // Before the first version there was nothing.
        const before = from === 0 ? [] : policiesOf(versionOf(place, from));
        const compared = compareSets(setOf(place, from, before), setOf(place, to, policiesOf(versionOf(place, to))));
        return {
          service: place.service,
          from,
          to,
          added: compared.added.map(plain),
          removed: compared.removed.map(plain),
          changed: compared.changed.map(({ before, after, fields }) => ({
            id: after.id,
            before: plain(before),
            after: plain(after),
            fields: [...fields],
          })),
          unchanged: compared.unchanged,
        };
      },
    );
    done();
  };

/** Clients, webhooks and figures learn that a service changed. */
export function announce({ published, dispatcher, metrics, now }: ServerContext, place: Place): void {
  published.changed(place);
  metrics.setPublished(place, published.delivery(place, 'enforce', undefined).set.version, now());
  dispatcher.wake();
}

function known({ storage }: ServerContext, place: Place): void {
  if (storage.versions.live(place) === undefined) {
    throw new AppError('NOT_FOUND', `There is no service "${place.service}". It becomes known with its first version.`);
  }
}

function setOf({ service }: Place, version: number, policies: readonly Policy[]): PolicySet {
  return { format: POLICY_FORMAT, service, version, policies: [...policies] };
}

function plain(policy: Policy): Record<string, unknown> {
  return { ...policy };
}
