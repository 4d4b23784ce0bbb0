import type { ServiceRecord } from '../record-line.ts';
import { zuluOf } from '../time.ts';
import type { LogRow } from './answers.ts';

const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

/** A row with everything in it that says something. */
export function recordOfRow(row: LogRow): ServiceRecord {
  return {
    time: zuluOf(row.timestamp),
    level: knownLevel(row.severity_text ?? row.level ?? ''),
    service: serviceOf(row),
    body: row.body ?? '',
    fields: fieldsOf(row),
  };
}

function* fieldsOf(row: LogRow): Generator<readonly [string, string]> {
  yield ['trace_id', identifierOf(row.trace_id ?? '')];
  yield ['span_id', identifierOf(row.span_id ?? '')];
  yield ['event_name', row.event_name ?? ''];
  for (const [name, value] of Object.entries(row.attributes ?? {})) yield [name, textOf(value)];
  for (const [name, value] of Object.entries(row.resource_attributes ?? {})) if (name !== 'service.name') yield [name, textOf(value)];
  yield ['otel.scope', row.instrumentation_scope ?? ''];
  yield ['resource_fingerprint', row.resource_fingerprint ?? ''];
  yield ['observed_timestamp', zuluOf(row.observed_timestamp ?? '')];
  yield ['uuid', row.uuid];
}

function serviceOf({ resource_attributes, service_name }: LogRow): string | undefined {
  const named = resource_attributes?.['service.name'] ?? service_name;
  return typeof named === 'string' && named !== '' ? named : undefined;
}

/** A level as lines have it; undefined: none that is known. */
export function knownLevel(word: string): string | undefined {
  const level = word.toLowerCase();
  return LEVELS.has(level) ? level : undefined;
}

/** All zeros mean: not set. */
function identifierOf(hex: string): string {
  return /^0*$/.test(hex) ? '' : hex.toLowerCase();
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
