import type { Stage } from '../../policy/protocol/messages.ts';

// What is stored, as plain values. Times are milliseconds since the epoch.

export type Scope = 'read' | 'write';

export interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdMs: number;
  readonly revokedMs: number | undefined;
}

/** One service of one tenant. */
export interface Place {
  readonly tenant: string;
  readonly service: string;
}

export interface VersionRow extends Place {
  readonly version: number;
  /** JSON of the native policies, `control` included. */
  readonly content: string;
  readonly policies: number;
  readonly author: string;
  readonly reason: string;
  readonly keyId: string;
  readonly rollbackOf: number | undefined;
  readonly createdMs: number;
}

export interface StageRow {
  readonly version: number;
  readonly stage: Stage;
  /** Of the instances, for a canary. */
  readonly percent: number | undefined;
  readonly author: string;
  readonly reason: string;
  readonly atMs: number;
}

/** Who did something and why. */
export interface Act {
  readonly author: string;
  readonly reason: string;
  readonly keyId: string;
  readonly atMs: number;
}

export interface NewVersion extends Place {
  readonly content: string;
  readonly policies: number;
  readonly stage: Stage;
  readonly percent: number | undefined;
  readonly rollbackOf: number | undefined;
  /** Undefined: whatever was the newest. */
  readonly basedOn: number | undefined;
}

/** The versions that clients get. */
export interface LiveVersions {
  readonly enabled: boolean;
  readonly active: VersionRow | undefined;
  readonly canary: { readonly row: VersionRow; readonly percent: number } | undefined;
  readonly shadow: VersionRow | undefined;
  readonly newest: number | undefined;
}

export interface AgentRow extends Place {
  readonly instance: string;
  readonly sdk: string;
  readonly setVersion: number | undefined;
  readonly mode: 'enforce' | 'shadow';
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface PolicyCounts {
  readonly policyId: string;
  readonly hit: number;
  readonly miss: number;
  readonly errors: number;
  readonly drop: number;
  readonly sample: number;
  readonly dedupe: number;
  readonly rate: number;
  /** When the first of them came. */
  readonly sinceMs: number;
}

export interface PatternBucket {
  readonly patternId: string;
  readonly template: string;
  readonly level: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly count: number;
  readonly bytes: number;
}

export interface RunRow extends Place {
  readonly id: number;
  readonly startedMs: number;
  readonly finishedMs: number | undefined;
  readonly patterns: number;
  readonly anomalies: number;
  readonly problem: string | undefined;
}

export interface AnomalyRow extends Place {
  readonly id: number;
  readonly runId: number | undefined;
  readonly kind: 'rate' | 'drift';
  /** Pattern or policy it is about. */
  readonly subject: string;
  readonly atMs: number;
  /** In [0.5, 1) for a rate; how many times the prediction for a drift. */
  readonly score: number;
  readonly summary: string;
}

export type WebhookFormat = 'generic' | 'slack';

export interface WebhookRow {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  readonly format: WebhookFormat;
  /** Empty: all kinds. */
  readonly events: readonly string[];
  readonly secret: string;
  readonly createdMs: number;
}

/** Something that happened and that webhooks may want to know. */
export interface EventRow {
  readonly tenant: string;
  readonly kind: string;
  /** JSON. */
  readonly data: string;
  readonly atMs: number;
}

export interface DeliveryRow {
  readonly id: string;
  readonly webhook: WebhookRow;
  readonly kind: string;
  readonly data: string;
  readonly atMs: number;
  readonly attempts: number;
  readonly dueMs: number;
  readonly problem: string | undefined;
}
