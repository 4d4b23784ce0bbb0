import { AppError } from '../../base/app-error.ts';
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

/** @throws AppError BAD_REQUEST naming those there are */
export function exportTarget(name: string): ExportTarget {
  const target = EXPORT_TARGETS.find(({ id }) => id === name);
  if (target !== undefined) return target;
  throw new AppError('BAD_REQUEST', `There is no export to "${name}". There are ${EXPORT_TARGETS.map(({ id }) => id).join(', ')}.`);
}
