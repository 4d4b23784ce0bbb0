import { z } from 'zod';
import { Count, EpochUs, InvestigationId, SourceId } from './common.ts';
import { call } from './definition.ts';
import { Investigation } from './investigations.ts';

const ConnectionId = z.string().min(1).max(100);
/** By name; what a service needs is in its guide. Never a key. */
const Settings = z.record(z.string().max(100), z.string().max(2_000));

export const KeyStorage = z.enum(['keychain', 'file', 'locked', 'session']);
export type KeyStorage = z.output<typeof KeyStorage>;

export const LogConnection = z.object({
  /** The same for the same service in every run. */
  id: ConnectionId,
  /** 'posthog', 'loki' … */
  connector: z.string(),
  settings: Settings,
  /** What a source of it is called, and where it is. */
  name: z.string(),
  place: z.string(),
  /** Last four characters of the key; absent where there is none, or it cannot be read. */
  keyEnd: z.string().optional(),
});
export type LogConnection = z.output<typeof LogConnection>;

export const PullFilter = z.object({
  /** Half-open [fromUs, untilUs). */
  fromUs: EpochUs,
  untilUs: EpochUs,
  /** Exact names; empty: all. */
  services: z.array(z.string().max(500)).max(1_000).default([]),
  /** This level and worse; absent: all, records without a level too. */
  minLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
  /** Text that the message holds, whatever its case. */
  text: z.string().min(1).max(2_000).optional(),
  attributes: z
    .array(z.object({ key: z.string().min(1).max(500), value: z.string().max(2_000), of: z.enum(['record', 'resource']) }))
    .max(50)
    .default([]),
  /** In the language of the service, where it has one: LogQL. */
  expression: z.string().min(1).max(20_000).optional(),
});
export type PullFilter = z.input<typeof PullFilter>;

export const ConnectionCheck = z.object({
  /** missing: not there, and not needed for reading. */
  state: z.enum(['ok', 'failed', 'missing']),
  text: z.string(),
  /** Of one that failed. */
  code: z.string().optional(),
  note: z.string().optional(),
});
export type ConnectionCheck = z.output<typeof ConnectionCheck>;

export const PullEstimate = z.object({
  records: Count.optional(),
  bytes: Count.optional(),
  isApproximate: z.boolean(),
  /** Ascending; empty ones are left out. Each covers bucketUs. */
  buckets: z.array(z.object({ fromUs: EpochUs, count: Count })),
  bucketUs: z.number().min(1),
  /** Most first, over all services of the range whatever the filter's; counts are bytes where `countsBytes`. */
  services: z.array(z.object({ name: z.string(), count: Count })),
  countsBytes: z.boolean(),
});
export type PullEstimate = z.output<typeof PullEstimate>;

export const ServicePattern = z.object({
  pattern: z.string(),
  count: Count,
  isEstimate: z.boolean(),
  level: z.string().optional(),
  services: z.array(z.string()),
});

export const DropRule = z.object({
  name: z.string().min(1).max(200),
  service: z.string().min(1).max(500).optional(),
  text: z.string().min(3).max(2_000),
  enable: z.boolean().default(false),
});

export const RulePreview = z.object({
  method: z.literal('POST'),
  path: z.string(),
  body: z.string(),
  /** To be given back with createServiceRule by whoever has seen this request. */
  consent: z.string(),
  records: Count,
  matches: Count,
  existing: z.array(z.object({ name: z.string(), isOn: z.boolean() })),
});

const Asked = z.object({ connectionId: ConnectionId, filter: PullFilter });
const OfSource = z.object({ investigationId: InvestigationId, sourceId: SourceId });

export const connectApi = {
  listConnections: call(z.object({}), z.object({ connections: z.array(LogConnection), keyStorage: KeyStorage })),
  /** Remembers a service and its key; the same settings again change the key alone. `keep`: also for the next run. */
  saveConnection: call(
    z.object({ connector: z.string().max(100), settings: Settings, key: z.string().max(4_000).optional(), keep: z.boolean() }),
    LogConnection,
  ),
  /** Forgets address and key; sources that were pulled stay. */
  forgetConnection: call(z.object({ connectionId: ConnectionId }), z.object({})),
  /** Opens the keys that lie under a passphrase, or begins to keep keys under it. */
  unlockKeys: call(z.object({ passphrase: z.string().min(8).max(1_000) }), z.object({ keyStorage: KeyStorage })),
  checkConnection: call(z.object({ connectionId: ConnectionId }), z.object({ checks: z.array(ConnectionCheck) })),
  estimatePull: call(Asked, PullEstimate),
  /** Names of the labels of a service, or the values of one. Empty where it has none. */
  listServiceLabels: call(Asked.extend({ name: z.string().max(500).optional() }), z.object({ labels: z.array(z.string()) })),
  /** Patterns the service mined itself, to compare. Empty where it does not. */
  listServicePatterns: call(Asked, z.object({ patterns: z.array(ServicePattern) })),
  /** What a rule would drop, and the exact request that makes it. Changes nothing. @throws BAD_REQUEST where the service knows no rules */
  previewServiceRule: call(Asked.extend({ rule: DropRule }), RulePreview),
  /** Sends the request that was previewed, and nothing else. */
  createServiceRule: call(
    z.object({ connectionId: ConnectionId, rule: DropRule, consent: z.string() }),
    z.object({ id: z.string(), name: z.string() }),
  ),
  /** Begins to read a service into a new source of an investigation; watchIngest tells the rest, cancelIngest stops it. */
  startPull: call(
    Asked.extend({ investigationId: InvestigationId, follow: z.boolean().default(false) }),
    z.object({ investigation: Investigation, sourceId: SourceId }),
  ),
  /** Goes on behind the last record that was kept. */
  resumePull: call(OfSource, Investigation),
  /** Which service a source was pulled from, and which part of it; absent: it is no pulled source. */
  getPull: call(
    OfSource,
    z.object({ pull: z.object({ connector: z.string(), settings: Settings, filter: PullFilter, follow: z.boolean() }).optional() }),
  ),
};
