import type { AttributePath, RecordField, ScopeField, Target } from '../model/target.ts';
import type { Attributes, LogRecord, Value } from './record.ts';

export type Reader = (record: LogRecord) => Value | undefined;

const FIELDS: Readonly<Record<RecordField, Reader>> = {
  LOG_RECORD_FIELD_BODY: ({ body }) => body,
  LOG_RECORD_FIELD_SEVERITY_TEXT: ({ severityText }) => present(severityText),
  LOG_RECORD_FIELD_SEVERITY_NUMBER: ({ severityNumber }) => severityNumber,
  LOG_RECORD_FIELD_TRACE_ID: ({ traceId }) => present(traceId)?.toLowerCase(),
  LOG_RECORD_FIELD_SPAN_ID: ({ spanId }) => present(spanId)?.toLowerCase(),
  LOG_RECORD_FIELD_EVENT_NAME: ({ eventName }) => present(eventName),
};

const SCOPE_FIELDS: Readonly<Record<ScopeField, Reader>> = {
  SCOPE_FIELD_NAME: ({ scope }) => present(scope.name),
  SCOPE_FIELD_VERSION: ({ scope }) => present(scope.version),
  SCOPE_FIELD_SCHEMA_URL: ({ scope }) => present(scope.schemaUrl),
};

/** What reads a target from a record; undefined from the reader: the record has no such thing. */
export function readerOf(target: Target): Reader {
  if (target.record_field !== undefined) return FIELDS[target.record_field];
  if (target.scope_field !== undefined) return SCOPE_FIELDS[target.scope_field];
  if (target.resource_attribute !== undefined) return pathReader(target.resource_attribute, ({ resource }) => resource);
  if (target.scope_attribute !== undefined) return pathReader(target.scope_attribute, ({ scope }) => scope.attributes);
  return pathReader(target.log_attribute ?? [], ({ attributes }) => attributes);
}

function pathReader(path: AttributePath, of: (record: LogRecord) => Attributes): Reader {
  const [only] = path;
  if (path.length === 1 && typeof only === 'string') return (record) => member(of(record), only);
  return (record) => {
    let value: Value | undefined = of(record);
    for (const segment of path) value = member(value, segment);
    return value;
  };
}

/** A member of a map by name, of an array by its place. */
export function member(value: Value | undefined, segment: string | number): Value | undefined {
  if (typeof value !== 'object' || value instanceof Uint8Array) return undefined;
  if (isList(value)) return typeof segment === 'number' ? value[segment] : undefined;
  return Object.hasOwn(value, segment) ? value[segment] : undefined;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function present(text: string): string | undefined {
  return text === '' ? undefined : text;
}
