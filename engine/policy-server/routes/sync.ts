import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { InstanceName, ServiceName } from '../../policy/protocol/messages.ts';
import { guardedPolicies } from '../../policy/targets/taking-rule.ts';
import { exportTero } from '../../policy/tero/export-tero.ts';
import type { Delivery } from '../published-sets.ts';
import { tenantOf } from '../requests.ts';
import type { ServerContext } from '../server-context.ts';

const INTERVAL_S = 30;

/** JSON of protobuf writes 64-bit numbers as text; lenient writers do not. */
const Count = z
  .union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .default(0);

const KeyValue = z.looseObject({
  key: z.string(),
  value: z.looseObject({ string_value: z.string().optional(), stringValue: z.string().optional() }),
});

const Status = z.looseObject({
  id: z.string().min(1).max(256),
  match_hits: Count,
  match_misses: Count,
  errors: z.array(z.string()).max(1_000).default([]),
});

/** Members that are not known are left alone: newer clients send more. */
const SyncRequest = z.looseObject({
  client_metadata: z.looseObject({ resource_attributes: z.array(KeyValue).max(1_000) }),
  full_sync: z.boolean().default(false),
  last_sync_timestamp_unix_nano: z.union([z.string(), z.number()]).optional(),
  last_successful_hash: z.string().default(''),
  policy_statuses: z.array(Status).max(10_000).default([]),
});

const SyncResponse = z.object({
  policies: z.array(z.record(z.string(), z.unknown())).optional(),
  hash: z.string(),
  sync_timestamp_unix_nano: z.string(),
  recommended_sync_interval_seconds: z.int(),
  sync_type: z.literal('SYNC_TYPE_FULL'),
  error_message: z.string(),
});

/** The provider's side of `tero.policy.v1`, as JSON: its clients get our sets, as far as their format can say them. */
export const syncRoutes =
  ({ storage, published, agents, metrics, now }: ServerContext): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.post(
      '/v1/policy/sync',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'Policies for clients of tero.policy.v1',
          description:
            'Always the whole set; without policies where the hash is the one the client has. What the format cannot say is left out, which keeps records.',
          tags: ['clients'],
          body: SyncRequest,
          response: { 200: SyncResponse },
        },
      },
      async (request) => {
        const { client_metadata: metadata, policy_statuses: statuses, last_successful_hash: known, full_sync: isFull } = request.body;
        const place = { tenant: tenantOf(request), service: named(metadata.resource_attributes, 'service.name', ServiceName) };
        const instance = named(metadata.resource_attributes, 'service.instance.id', InstanceName);
        const delivery = published.delivery(place, 'enforce', instance);
        const nowMs = now();
        const { version } = delivery.set;
        const hash = hashOf(delivery);
        agents.note({
          ...place,
          instance,
          sdk: 'tero',
          mode: 'enforce',
          setVersion: known === hash ? version : undefined,
          lastSeenMs: nowMs,
        });
        if (statuses.length > 0) {
          const report = reportOf(statuses, instance, nowMs);
          // Its counts have no sequence numbers: the time of their arrival orders them.
          if (storage.agents.addReport(place, report, nowMs)) metrics.reported(place, report);
        }
        return {
          policies:
            known === hash && !isFull
              ? undefined
              : exportTero(guardedPolicies(delivery.set.policies)).policies.map((policy) => ({ ...policy })),
          hash,
          // Milliseconds, written as nanoseconds: a double cannot hold them.
          sync_timestamp_unix_nano: `${nowMs}000000`,
          recommended_sync_interval_seconds: INTERVAL_S,
          sync_type: 'SYNC_TYPE_FULL' as const,
          error_message: '',
        };
      },
    );
    done();
  };

function hashOf({ etag }: Delivery): string {
  return etag.slice(1, -1);
}

/** @throws AppError BAD_REQUEST where the client does not say who it is */
function named(attributes: readonly z.output<typeof KeyValue>[], key: string, schema: z.ZodType<string>): string {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  const parsed = schema.safeParse(value?.string_value ?? value?.stringValue);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'BAD_REQUEST',
    `client_metadata.resource_attributes has no usable "${key}". Without it nobody knows whose policies are asked for. Name it there.`,
  );
}

function reportOf(statuses: readonly z.output<typeof Status>[], instance: string, nowMs: number) {
  const nothing = { drop: 0, sample: 0, dedupe: 0, rate: 0 };
  const errors = statuses.reduce((sum, status) => sum + status.errors.length, 0);
  return {
    instance,
    sequence: nowMs,
    set_version: undefined,
    sdk: 'tero',
    mode: 'enforce' as const,
    consumed: 0,
    errors,
    bytes_before: 0,
    bytes_after: 0,
    policies: Object.fromEntries(
      statuses.map(({ id, match_hits: hit, match_misses: miss, errors: own }) => [
        id,
        { hit, miss, errors: own.length, suppressed: nothing },
      ]),
    ),
  };
}
