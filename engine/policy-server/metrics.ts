import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PolicyReport } from '../policy/protocol/messages.ts';
import type { Place } from './storage/rows.ts';

export interface ServerMetrics {
  readonly contentType: string;
  text(): Promise<string>;
  answered(request: { method: string; route: string; status: number; seconds: number }): void;
  reported(place: Place, report: PolicyReport): void;
  setPublished(place: Place, version: number, atMs: number): void;
  webhook(outcome: 'delivered' | 'failed' | 'dead'): void;
}

const PLACE = ['tenant', 'service'] as const;

/** Prometheus' figures of one server. Names of policy figures are the ones that SDKs use. */
export function serverMetrics(now: () => number): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'logsift_http_request_duration_seconds',
    help: 'Time from request to answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  const webhooks = new Counter({
    name: 'logsift_webhook_attempts_total',
    help: 'Attempts to deliver to webhooks, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const consumed = new Counter({
    name: 'policy_consumed_items_total',
    help: 'Records that clients evaluated.',
    labelNames: PLACE,
    registers,
  });
  const evaluated = new Counter({
    name: 'policy_evaluated_items_total',
    help: 'Records that a policy matched: hit where it decided, miss where another one did.',
    labelNames: [...PLACE, 'policy_id', 'outcome'],
    registers,
  });
  const suppressed = new Counter({
    name: 'policy_suppressed_items_total',
    help: 'Records that were not emitted because of a policy.',
    labelNames: [...PLACE, 'policy_id', 'reason'],
    registers,
  });
  const errors = new Counter({
    name: 'policy_errors_total',
    help: 'Failures of policies in clients; the records were kept.',
    labelNames: PLACE,
    registers,
  });
  const bytes = new Counter({
    name: 'policy_bytes_total',
    help: 'Bytes of records before and after policies.',
    labelNames: [...PLACE, 'when'],
    registers,
  });
  const version = new Gauge({ name: 'policy_set_version', help: 'The active version.', labelNames: PLACE, registers });
  const publishedAt = new Map<string, { readonly place: Place; readonly atMs: number }>();
  new Gauge({
    name: 'policy_set_age_seconds',
    help: 'Time since the set of a service last changed.',
    labelNames: PLACE,
    registers,
    collect() {
      for (const { place, atMs } of publishedAt.values()) this.set({ ...place }, (now() - atMs) / 1000);
    },
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: ({ method, route, status, seconds: elapsed }) => seconds.observe({ method, route, status }, elapsed),
    reported({ tenant, service }, report) {
      const place = { tenant, service };
      consumed.inc(place, report.consumed);
      errors.inc(place, report.errors);
      bytes.inc({ ...place, when: 'before' }, report.bytes_before);
      bytes.inc({ ...place, when: 'after' }, report.bytes_after);
      for (const [policy_id, { hit, miss, suppressed: counts }] of Object.entries(report.policies)) {
        evaluated.inc({ ...place, policy_id, outcome: 'hit' }, hit);
        evaluated.inc({ ...place, policy_id, outcome: 'miss' }, miss);
        for (const [reason, count] of Object.entries(counts)) suppressed.inc({ ...place, policy_id, reason }, count);
      }
    },
    setPublished({ tenant, service }, number, atMs) {
      const place = { tenant, service };
      version.set(place, number);
      publishedAt.set(`${tenant}\n${service}`, { place, atMs });
    },
    webhook: (outcome) => webhooks.inc({ outcome }),
  };
}
