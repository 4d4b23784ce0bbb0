import type { ServiceRecord } from '../record-line.ts';
import { isoOfNanoseconds } from '../time.ts';
import { listOf, memberOf, pairsOf, plainValue, textOf } from './any-value.ts';

/** Names of four severity numbers each, from 1 on. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const WORDS: Readonly<Record<string, string>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  critical: 'error',
  crit: 'error',
  alert: 'error',
  fatal: 'fatal',
  emerg: 'fatal',
  panic: 'fatal',
};

/** Whether a value holds logs of OTLP: LogsData of a file, ExportLogsServiceRequest of a sender. */
export function isLogsData(value: unknown): boolean {
  return Array.isArray(memberOf(value, 'resourceLogs'));
}

/** Every record of OTLP's JSON form, in its order. What is missing or of another type is left out; nothing makes it throw. */
export function* recordsOfLogs(value: unknown): Generator<ServiceRecord> {
  for (const resourceLogs of listOf(value, 'resourceLogs')) {
    const resource = pairsOf(listOf(memberOf(resourceLogs, 'resource'), 'attributes'));
    for (const scopeLogs of listOf(resourceLogs, 'scopeLogs')) {
      const scope = memberOf(scopeLogs, 'scope');
      for (const record of listOf(scopeLogs, 'logRecords')) yield recordOf(record, scope, resource);
    }
  }
}

function recordOf(record: unknown, scope: unknown, resource: ReadonlyMap<string, unknown>): ServiceRecord {
  const observed = nanoseconds(memberOf(record, 'observedTimeUnixNano'));
  const time = nanoseconds(memberOf(record, 'timeUnixNano')) ?? observed;
  const severity = textOf(memberOf(record, 'severityText'));
  const level = levelOf(memberOf(record, 'severityNumber'), severity);
  return {
    time: time === undefined ? undefined : isoOfNanoseconds(time),
    level,
    service: textOf(resource.get('service.name')) || undefined,
    body: textOf(plainValue(memberOf(record, 'body'))),
    fields: fieldsOf(record, scope, resource, level === undefined ? severity : '', observed),
  };
}

function* fieldsOf(
  record: unknown,
  scope: unknown,
  resource: ReadonlyMap<string, unknown>,
  severity: string,
  observed: string | undefined,
): Generator<readonly [string, string]> {
  yield ['trace_id', identifier(memberOf(record, 'traceId'), 32)];
  yield ['span_id', identifier(memberOf(record, 'spanId'), 16)];
  yield ['event_name', textOf(memberOf(record, 'eventName'))];
  yield ['severity_text', severity];
  for (const [name, value] of pairsOf(listOf(record, 'attributes'))) yield [name, textOf(value)];
  for (const [name, value] of resource) if (name !== 'service.name') yield [name, textOf(value)];
  yield ['otel.scope.name', textOf(memberOf(scope, 'name'))];
  yield ['otel.scope.version', textOf(memberOf(scope, 'version'))];
  yield ['observed_timestamp', observed === undefined ? '' : isoOfNanoseconds(observed)];
}

/** The number says more than the text. */
function levelOf(number: unknown, text: string): string | undefined {
  const value = typeof number === 'string' ? severityOfName(number) : number;
  if (typeof value === 'number' && value >= 1 && value <= 24) return LEVELS[Math.floor((value - 1) / 4)];
  return WORDS[text.toLowerCase()];
}

/** `SEVERITY_NUMBER_ERROR2` is not legal, and written all the same. */
function severityOfName(name: string): number {
  const match = /^SEVERITY_NUMBER_(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)([2-4]?)$/.exec(name);
  return match === null ? Number(name) : LEVELS.indexOf(match[1].toLowerCase()) * 4 + Number(match[2] || 1);
}

/** 0 and absent mean unknown. */
function nanoseconds(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,19}$/.test(text) && !/^0+$/.test(text) ? text : undefined;
}

/** Hex of the right length that is not all zeros, in lower case. */
function identifier(value: unknown, length: number): string {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value) && !/^0+$/.test(value)
    ? value.toLowerCase()
    : '';
}
