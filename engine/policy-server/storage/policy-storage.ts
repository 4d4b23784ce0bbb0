import type { PolicyReport } from '../../policy/protocol/messages.ts';
import type {
  Act,
  AgentRow,
  AnomalyRow,
  DeliveryRow,
  EventRow,
  KeyRow,
  LiveVersions,
  NewVersion,
  PatternBucket,
  Place,
  PolicyCounts,
  RunRow,
  StageRow,
  VersionRow,
  WebhookRow,
} from './rows.ts';

/**
 * What the server remembers. Every method is one transaction: when it returns, its effect outlives the process and the power; when it
 * throws, there is none. Methods that take events put them into the outbox in the same transaction.
 */
export interface PolicyStorage {
  readonly keys: KeyStore;
  readonly versions: VersionStore;
  readonly agents: AgentStore;
  readonly patterns: PatternStore;
  readonly webhooks: WebhookStore;
  /** @throws when nothing can be written now */
  checkWritable(): void;
  /** Forgets counts, agents and runs from before then; never versions, their history, or who changed what. */
  prune(beforeMs: number): void;
  /** Copies everything, as of one moment, into a file that does not exist yet; others may read and write meanwhile. */
  backup(path: string): Promise<void>;
  close(): void;
}

export interface KeyStore {
  add(key: Omit<KeyRow, 'revokedMs'>, hash: Uint8Array): void;
  /** Revoked keys are not found. */
  ofHash(hash: Uint8Array): KeyRow | undefined;
  all(): readonly KeyRow[];
  /** @returns whether there was such a key that was not revoked */
  revoke(id: string, atMs: number): boolean;
}

export interface VersionStore {
  /** @throws AppError CONFLICT when `basedOn` is not the newest version */
  publish(version: NewVersion, act: Act, event: EventRow): VersionRow;
  /** Moves a version to a stage and retires those whose place it takes. @throws AppError NOT_FOUND, CONFLICT */
  changeStage(place: Place, version: number, to: Pick<StageRow, 'stage' | 'percent'>, act: Act, event: EventRow): void;
  version(place: Place, version: number): VersionRow | undefined;
  /** Newest first, versions below `before`. */
  history(place: Place, before: number | undefined, limit: number): readonly VersionRow[];
  /** Of versions in [from, until], oldest first. */
  stages(place: Place, from: number, until: number): readonly StageRow[];
  /** Undefined for a service that is not known. */
  live(place: Place): LiveVersions | undefined;
  services(tenant: string): readonly string[];
  /** @throws AppError NOT_FOUND */
  setEnabled(place: Place, isEnabled: boolean, act: Act, event: EventRow): void;
}

export interface AgentStore {
  seen(agents: readonly Omit<AgentRow, 'firstSeenMs'>[]): void;
  /** Latest first. */
  of(place: Place, sinceMs: number, limit: number): readonly AgentRow[];
  count(place: Place, sinceMs: number, version: number | undefined): { readonly all: number; readonly upToDate: number };
  /** @returns false where the report was counted already */
  addReport(place: Place, report: PolicyReport, atMs: number): boolean;
  /** Of every policy that was ever reported. */
  counts(place: Place): readonly PolicyCounts[];
}

export interface PatternStore {
  /** A bucket that is there already is replaced: a report that is sent twice counts once. */
  add(place: Place, instance: string, buckets: readonly PatternBucket[]): void;
  /** The patterns with most records since then, most first. */
  busiest(place: Place, sinceMs: number, limit: number): readonly string[];
  /** The last buckets of a pattern, earliest first, summed over instances. */
  series(place: Place, patternId: string, limit: number): readonly PatternBucket[];
  startRun(place: Place, atMs: number): number;
  finishRun(id: number, result: Pick<RunRow, 'patterns' | 'problem'>, anomalies: number, atMs: number): void;
  /** The same subject at the same time is known once. @returns how many are new */
  addAnomalies(anomalies: readonly Omit<AnomalyRow, 'id'>[], events: (fresh: Omit<AnomalyRow, 'id'>) => EventRow): number;
  /** Latest first. */
  runs(tenant: string, service: string | undefined, limit: number): readonly RunRow[];
  anomalies(tenant: string, service: string | undefined, limit: number): readonly AnomalyRow[];
}

export interface WebhookStore {
  add(webhook: WebhookRow): void;
  of(tenant: string): readonly WebhookRow[];
  /** With its deliveries. */
  remove(tenant: string, id: string): boolean;
  /** Deliveries to make now, longest due first. */
  due(nowMs: number, limit: number): readonly DeliveryRow[];
  nextDueMs(): number | undefined;
  delivered(id: string): void;
  /** @param dueMs of the next attempt; undefined: it is dead */
  failed(id: string, problem: string, dueMs: number | undefined): void;
  dead(tenant: string, limit: number): readonly DeliveryRow[];
  /** Makes a dead delivery due again with all its attempts. */
  revive(tenant: string, id: string, nowMs: number): boolean;
  discard(tenant: string, id: string): boolean;
}
