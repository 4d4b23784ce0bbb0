import type { LogTransform } from '../model/intents.ts';
import type { Scalar } from '../model/matcher.ts';
import type { AttributePath, Target } from '../model/target.ts';
import { bytesOf } from './compile-predicate.ts';
import { isList, member, readerOf } from './read-target.ts';
import type { Attributes, LogRecord, Value } from './record.ts';
import { LinearRegex } from './regex/linear-regex.ts';
import { replacementOf } from './regex/replacement.ts';

type Operation = (record: LogRecord, isGuarded: boolean) => void;

/** The operations of one policy by stage, so that those of several policies can be done stage by stage. */
export interface CompiledTransform {
  readonly stages: readonly [remove: Operation[], redact: Operation[], rename: Operation[], add: Operation[]];
}

export function compileTransform({
  remove,
  redact,
  rename,
  add,
}: Pick<LogTransform, 'remove' | 'redact' | 'rename' | 'add'>): CompiledTransform {
  return {
    stages: [
      remove.map((target) => (record) => write(record, target, undefined)),
      redact.map(({ target, replacement, regex }) => redaction(target, replacement, regex)),
      rename.map(({ target, to, upsert }) => renaming(target, to, upsert)),
      add.map(({ target, value, upsert }) => addition(target, value, upsert)),
    ],
  };
}

/**
 * Changes a record in place: every removal, then every redaction, renaming and addition. Of two that touch the same, the later wins.
 * @param transforms in the order of their policies' ids
 * @param isGuarded the record is an error: its severity stays
 */
export function applyTransforms(record: LogRecord, transforms: readonly CompiledTransform[], isGuarded: boolean): void {
  for (const stage of [0, 1, 2, 3] as const)
    for (const { stages } of transforms) for (const operation of stages[stage]) operation(record, isGuarded);
}

function redaction(target: Target, replacement: string, pattern: string | undefined): Operation {
  const read = readerOf(target);
  if (pattern === undefined)
    return (record) => {
      if (read(record) !== undefined) write(record, target, replacement);
    };
  const regex = new LinearRegex(pattern);
  const replace = replacementOf(replacement);
  return (record) => {
    const value = read(record);
    if (typeof value === 'string' && regex.test(value)) write(record, target, regex.replaceAll(value, replace));
  };
}

/** Within the same map; only attributes have names that can change. */
function renaming(target: Target, to: string, upsert: boolean): Operation {
  const path = pathOf(target);
  const read = readerOf(target);
  if (path === undefined) return () => {};
  const renamed = { ...target, ...withPath(target, [...path.slice(0, -1), to]) };
  const readRenamed = readerOf(renamed);
  return (record) => {
    const value = read(record);
    if (value === undefined || (!upsert && readRenamed(record) !== undefined)) return;
    write(record, target, undefined);
    write(record, renamed, value);
  };
}

function addition(target: Target, scalar: Scalar, upsert: boolean): Operation {
  const read = readerOf(target);
  const value = typeof scalar === 'object' ? bytesOf(scalar.bytes) : scalar;
  const isSeverity = target.record_field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER' || target.record_field === 'LOG_RECORD_FIELD_SEVERITY_TEXT';
  return (record, isGuarded) => {
    if (isGuarded && isSeverity) return;
    const present = read(record);
    if (upsert || present === undefined || (isSeverity && present === 0)) write(record, target, value);
  };
}

/** Sets what a target reads, or removes it. Steps of a path that are missing are made; where another value stands in the way, nothing happens. */
function write(record: LogRecord, target: Target, value: Value | undefined): void {
  const text = typeof value === 'string' ? value : value === undefined ? '' : String(value);
  switch (target.record_field) {
    case 'LOG_RECORD_FIELD_BODY':
      record.body = value;
      return;
    case 'LOG_RECORD_FIELD_SEVERITY_NUMBER':
      record.severityNumber = typeof value === 'number' ? value : 0;
      return;
    case 'LOG_RECORD_FIELD_SEVERITY_TEXT':
      record.severityText = text;
      return;
    case 'LOG_RECORD_FIELD_TRACE_ID':
      record.traceId = text;
      return;
    case 'LOG_RECORD_FIELD_SPAN_ID':
      record.spanId = text;
      return;
    case 'LOG_RECORD_FIELD_EVENT_NAME':
      record.eventName = text;
      return;
    case undefined:
      break;
  }
  if (target.scope_field === 'SCOPE_FIELD_NAME') record.scope.name = text;
  else if (target.scope_field === 'SCOPE_FIELD_VERSION') record.scope.version = text;
  else if (target.scope_field === 'SCOPE_FIELD_SCHEMA_URL') record.scope.schemaUrl = text;
  else if (target.resource_attribute !== undefined) record.resource = withMember(record.resource, target.resource_attribute, value);
  else if (target.scope_attribute !== undefined)
    record.scope.attributes = withMember(record.scope.attributes, target.scope_attribute, value);
  else if (target.log_attribute !== undefined) record.attributes = withMember(record.attributes, target.log_attribute, value);
}

/** A copy of the map with one member set or left out; the map itself where nothing changes. */
function withMember(map: Attributes, path: AttributePath, value: Value | undefined): Attributes {
  const [name, ...rest] = path;
  const key = String(name);
  const before = member(map, key);
  if (rest.length === 0) {
    if (value === undefined && before === undefined) return map;
    const others = Object.entries(map);
    if (value === undefined) return Object.fromEntries(others.filter(([other]) => other !== key));
    return Object.fromEntries(
      before === undefined ? [...others, [key, value]] : others.map(([other, old]) => [other, other === key ? value : old]),
    );
  }
  const inner = before ?? (value === undefined ? undefined : {});
  if (inner === undefined || !isMap(inner)) return map;
  const changed = withMember({ ...inner }, rest, value);
  return withMember(map, [key], changed);
}

function isMap(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && !(value instanceof Uint8Array) && !isList(value);
}

function pathOf({ resource_attribute, scope_attribute, log_attribute }: Target): AttributePath | undefined {
  return resource_attribute ?? scope_attribute ?? log_attribute;
}

function withPath(target: Target, path: AttributePath): Target {
  if (target.resource_attribute !== undefined) return { resource_attribute: path };
  return target.scope_attribute !== undefined ? { scope_attribute: path } : { log_attribute: path };
}
