import { AppError } from '../../base/app-error.ts';
import type { LogRecord } from '../evaluate/record.ts';
import { attributesJson, decodedAttributes, decodedValue, isObject, isSame, listOf, textOf, valueJson } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

/** Names of the numbers that are not legal in JSON and yet written. */
const SEVERITY_NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/**
 * Puts every log record of OTLP's JSON before `keeps` and gives back what stays, without members that have their default value. Scopes and
 * resources that lose all their records go with them; where records of one resource come to differ in it, they are parted.
 * @param keeps may change the record in place
 * @param name of the input, for messages
 * @throws AppError BAD_REQUEST for JSON that is no `resourceLogs`
 */
export function evaluateOtlp(tree: unknown, keeps: (record: LogRecord) => boolean, name: string): Json {
  if (!isObject(tree) || (tree.resourceLogs !== undefined && !Array.isArray(tree.resourceLogs)))
    throw new AppError(
      'BAD_REQUEST',
      `"${name}" holds no OTLP logs: there is no list "resourceLogs". Nothing was evaluated. Export it as OTLP JSON.`,
    );
  const resourceLogs = listOf(tree.resourceLogs).flatMap((group) => (isObject(group) ? resourceGroups(group, keeps) : []));
  return resourceLogs.length === 0 ? {} : { resourceLogs };
}

function resourceGroups(group: Json, keeps: (record: LogRecord) => boolean): Json[] {
  const given = isObject(group.resource) ? group.resource : {};
  const resource = decodedAttributes(given.attributes);
  const byResource = new Map<
    string,
    { resource: unknown; byScope: Map<string, { scope: unknown; logRecords: unknown[]; schemaUrl: string }> }
  >();
  for (const [at, part] of listOf(group.scopeLogs).entries()) {
    if (!isObject(part)) continue;
    for (const item of listOf(part.logRecords)) {
      if (!isObject(item)) continue;
      const record = recordOf(item, resource, part);
      if (!keeps(record)) continue;
      const resourceJson = withoutDefaults({ ...given, attributes: attributesJson(record.resource, given.attributes) });
      const scopeJson = scopeOf(record, part);
      const inResource = getOrAdd(byResource, JSON.stringify(resourceJson), () => ({ resource: resourceJson, byScope: new Map() }));
      const scopeKey = `${at} ${record.scope.schemaUrl} ${JSON.stringify(scopeJson)}`;
      const inScope = getOrAdd(inResource.byScope, scopeKey, () => ({
        scope: scopeJson,
        logRecords: [],
        schemaUrl: record.scope.schemaUrl,
      }));
      inScope.logRecords.push(recordJson(item, record));
    }
  }
  return [...byResource.values()].map(({ resource: json, byScope }) =>
    withoutDefaults({ resource: json, scopeLogs: [...byScope.values()].map(withoutDefaults), schemaUrl: group.schemaUrl }),
  );
}

/** A log record of OTLP's JSON with its resource and scope. */
export function recordOf(item: Json, resource: LogRecord['resource'], part: Json): LogRecord {
  const scope = isObject(part.scope) ? part.scope : {};
  return {
    timeMs: milliseconds(item.timeUnixNano) ?? milliseconds(item.observedTimeUnixNano) ?? 0,
    body: decodedValue(item.body),
    severityNumber: severityOf(item.severityNumber),
    severityText: textOf(item.severityText),
    traceId: textOf(item.traceId),
    spanId: textOf(item.spanId),
    eventName: textOf(item.eventName),
    attributes: decodedAttributes(item.attributes),
    resource,
    scope: {
      name: textOf(scope.name),
      version: textOf(scope.version),
      schemaUrl: textOf(part.schemaUrl),
      attributes: decodedAttributes(scope.attributes),
    },
  };
}

function recordJson(item: Json, record: LogRecord): Json {
  const { body, severityNumber, severityText, traceId, spanId, eventName } = record;
  return withoutDefaults({
    ...item,
    severityNumber,
    severityText,
    body: body === undefined ? undefined : isSame(decodedValue(item.body), body) ? item.body : valueJson(body),
    attributes: attributesJson(record.attributes, item.attributes),
    traceId,
    spanId,
    eventName,
  });
}

function scopeOf({ scope: { name, version, attributes } }: LogRecord, part: Json): Json {
  const given = isObject(part.scope) ? part.scope : {};
  return withoutDefaults({ ...given, name, version, attributes: attributesJson(attributes, given.attributes) });
}

/** As protobuf's JSON leaves them out. */
function withoutDefaults(json: Json): Json {
  return Object.fromEntries(
    Object.entries(json).filter(([name, value]) => {
      if (value === undefined || value === null || value === '' || value === 0 || value === '0') return false;
      if (Array.isArray(value)) return value.length > 0;
      return name === 'body' || !isObject(value) || Object.keys(value).length > 0;
    }),
  );
}

function severityOf(given: unknown): number {
  if (typeof given === 'number') return given;
  const [, word, step] = /^SEVERITY_NUMBER_([A-Z]+)([234]?)$/.exec(textOf(given)) ?? [];
  const range = SEVERITY_NAMES.indexOf(word);
  return range < 0 ? 0 : range * 4 + (step === undefined || step === '' ? 1 : Number(step));
}

/** @returns undefined for 0, which stands for unknown */
function milliseconds(nanoseconds: unknown): number | undefined {
  const text = typeof nanoseconds === 'number' ? String(nanoseconds) : textOf(nanoseconds);
  if (!/^\d{1,20}$/.test(text) || /^0+$/.test(text)) return undefined;
  return Number(BigInt(text) / 1_000n) / 1_000;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
