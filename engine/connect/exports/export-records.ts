import { levelOfWord } from '../../base/level.ts';
import { isMember, memberOf, textOf } from '../otlp/any-value.ts';
import { recordsOfLogs } from '../otlp/log-records.ts';
import type { ServiceRecord } from '../record-line.ts';
import { zuluOf } from '../time.ts';
import type { ExportKind } from './recognise.ts';

/** Names that systems use, best first; dotted names may be nested objects. */
const TIME_NAMES = ['@timestamp', 'timestamp', 'time'];
const BODY_NAMES = ['message', 'log', 'body', 'event.original'];
const LEVEL_NAMES = ['log.level', 'level', 'severity', 'severity_text'];
const SERVICE_NAMES = ['service.name', 'service_name', 'service'];

/** The records of one JSON value of an export; none for a value of another kind. */
export function recordsOfExport(kind: ExportKind, value: unknown): Iterable<ServiceRecord> {
  if (kind === 'otlp-json') return recordsOfLogs(value);
  return kind === 'cloudwatch' ? cloudwatchRecords(value) : elasticsearchRecords(value);
}

function* cloudwatchRecords(value: unknown): Generator<ServiceRecord> {
  const events = memberOf(value, 'events') ?? memberOf(value, 'logEvents');
  // Of a control message nobody is to know.
  if (!Array.isArray(events) || memberOf(value, 'messageType') === 'CONTROL_MESSAGE') return;
  for (const event of events) {
    const group = textOf(memberOf(value, 'logGroup'));
    const stream = textOf(memberOf(event, 'logStreamName') ?? memberOf(value, 'logStream'));
    const ms = Number(memberOf(event, 'timestamp'));
    yield {
      time: isoOfMs(ms),
      level: undefined,
      service: group === '' ? undefined : group.slice(group.lastIndexOf('/') + 1),
      body: textOf(memberOf(event, 'message')).replace(/\r?\n$/, ''),
      fields: [
        ['log_group', group],
        ['log_stream', stream],
        ['event_id', textOf(memberOf(event, 'eventId') ?? memberOf(event, 'id'))],
        ['ingestion_time', isoOfMs(Number(memberOf(event, 'ingestionTime'))) ?? ''],
      ],
    };
  }
}

function* elasticsearchRecords(value: unknown): Generator<ServiceRecord> {
  const hits = memberOf(memberOf(value, 'hits'), 'hits');
  for (const hit of Array.isArray(hits) ? hits : [value]) {
    const source = memberOf(hit, '_source');
    if (!isMember(source)) continue;
    const fields = new Map(flat(source, ''));
    yield recordOfFields(fields, [
      ['_index', textOf(memberOf(hit, '_index'))],
      ['_id', textOf(memberOf(hit, '_id'))],
    ]);
  }
}

/** A record whose time, level, service and message are among its fields under one of their usual names. */
export function recordOfFields(fields: Map<string, string>, more: readonly (readonly [string, string])[] = []): ServiceRecord {
  const take = (names: readonly string[]): string | undefined => {
    const name = names.find((one) => (fields.get(one) ?? '') !== '');
    const value = name === undefined ? undefined : fields.get(name);
    if (name !== undefined) fields.delete(name);
    return value;
  };
  const time = take(TIME_NAMES);
  const levelName = LEVEL_NAMES.find((name) => levelOfWord(fields.get(name) ?? '') !== undefined);
  const level = levelName === undefined ? undefined : levelOfWord(fields.get(levelName) ?? '')?.toLowerCase();
  if (levelName !== undefined) fields.delete(levelName);
  return {
    time: time === undefined ? undefined : /^\d{13}$/.test(time) ? isoOfMs(Number(time)) : zuluOf(time),
    level,
    service: take(SERVICE_NAMES),
    body: take(BODY_NAMES) ?? '',
    fields: [...fields, ...more],
  };
}

/** Names of nested objects joined by dots, as the same system writes them elsewhere. */
function* flat(value: Readonly<Record<string, unknown>>, path: string, depth = 0): Generator<[string, string]> {
  for (const [name, member] of Object.entries(value)) {
    if (isMember(member) && depth < 8) yield* flat(member, `${path}${name}.`, depth + 1);
    else yield [path + name, textOf(member)];
  }
}

function isoOfMs(ms: number): string | undefined {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : undefined;
}
