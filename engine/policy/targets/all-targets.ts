import { datadog } from './datadog.ts';
import type { ExportTarget } from './export-target.ts';
import { fluentBit } from './fluent-bit.ts';
import { fluentd } from './fluentd.ts';
import { grafanaAlloy } from './grafana-alloy.ts';
import { jsonPolicy } from './json-policy.ts';
import { otelCollector } from './otel-collector.ts';
import { otelPolicy } from './otel-policy.ts';
import { posthog } from './posthog.ts';
import { rsyslog } from './rsyslog.ts';
import { syslogNg } from './syslog-ng.ts';
import { tero } from './tero.ts';
import { vector } from './vector.ts';

/** Everything policies can be exported to, in the order people are shown them. */
export const EXPORT_TARGETS: readonly ExportTarget[] = Object.freeze([
  otelPolicy,
  otelCollector,
  vector,
  fluentBit,
  fluentd,
  grafanaAlloy,
  datadog,
  posthog,
  rsyslog,
  syslogNg,
  tero,
  jsonPolicy,
]);
