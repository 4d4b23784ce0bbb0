import type { AccessLog, KubeEventLog, Log4jLog, LogfmtLog, PinoLog, PostgresLog } from './incident-logs.ts';
import { INCIDENT } from './incident-truth.ts';
import type { Random } from './random.ts';

export interface Logs {
  readonly gateway: AccessLog;
  readonly checkout: PinoLog;
  readonly payments: LogfmtLog;
  readonly inventory: Log4jLog;
  readonly postgres: PostgresLog;
  readonly kube: KubeEventLog;
}

/** The cast: who runs where. */
export interface Shop {
  readonly random: Random;
  readonly logs: Logs;
  readonly checkoutPods: readonly string[];
  /** Twelve pods each: before, during and after the bad version. */
  readonly paymentsBefore: readonly string[];
  readonly paymentsBad: readonly string[];
  readonly paymentsAfter: readonly string[];
  /** Server processes of the database, busy for the whole time. */
  readonly backends: readonly number[];
}

export function makeShop(random: Random, logs: Logs): Shop {
  const pods = (prefix: string, count: number) => Array.from({ length: count }, () => `${prefix}-${random.suffix(5)}`);
  return {
    random,
    logs,
    checkoutPods: pods('checkout-5f6c9d7b48', 6),
    paymentsBefore: pods('payments-6b8d5c7f94', 12),
    paymentsBad: pods('payments-7c9f5d8b4', 12),
    paymentsAfter: pods('payments-6b8d5c7f94', 12),
    backends: Array.from({ length: 160 }, () => random.whole(2_000, 32_000)),
  };
}

export function isIncident(ms: number): boolean {
  return ms >= INCIDENT.firstEvidenceMs && ms < INCIDENT.rollbackMs;
}

export function versionAt(ms: number): string {
  return ms >= INCIDENT.deployMs && ms < INCIDENT.rollbackMs ? INCIDENT.deploy.version : INCIDENT.deploy.goodVersion;
}

export function paymentsPodAt(shop: Shop, ms: number): string {
  if (ms < INCIDENT.deployMs) return shop.random.of(shop.paymentsBefore);
  return shop.random.of(ms < INCIDENT.rollbackMs ? shop.paymentsBad : shop.paymentsAfter);
}

/** 0 at the start of the sample, 1 at its end. */
export function progressAt(ms: number): number {
  return (ms - INCIDENT.fromMs) / (INCIDENT.untilMs - INCIDENT.fromMs);
}
