import type { Target } from '../model/target.ts';

/** Where Fluentd and Fluent Bit usually have what a policy reads. */
export interface FluentKeys {
  readonly body: string;
  readonly level: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
}

export const FLUENT_KEYS: FluentKeys = { body: 'message', level: 'level', service: 'service', traceId: 'trace_id', spanId: 'span_id' };

/** @param nested writes a path of several names, or one with a dot in it */
export function fluentKey(target: Target, nested: (path: readonly string[]) => string): string | undefined {
  const { record_field, resource_attribute, log_attribute } = target;
  switch (record_field) {
    case 'LOG_RECORD_FIELD_BODY':
      return FLUENT_KEYS.body;
    case 'LOG_RECORD_FIELD_SEVERITY_TEXT':
      return FLUENT_KEYS.level;
    case 'LOG_RECORD_FIELD_TRACE_ID':
      return FLUENT_KEYS.traceId;
    case 'LOG_RECORD_FIELD_SPAN_ID':
      return FLUENT_KEYS.spanId;
    default:
  }
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return FLUENT_KEYS.service;
  if (log_attribute === undefined || !log_attribute.every((segment) => typeof segment === 'string' && !/["'\\\][\s/]/.test(segment)))
    return undefined;
  const path = log_attribute.map(String);
  return path.length === 1 && /^[\w-]+$/.test(path[0]) ? path[0] : nested(path);
}

/** As one expression over a text that is there: negation by looking ahead, which Onigmo knows. */
export function onigmo({ pattern, negate }: { readonly pattern: string; readonly negate: boolean }): string {
  return negate ? `\\A(?![\\s\\S]*(?:${pattern}))` : pattern;
}

export function levelsPattern(levels: readonly (string | number)[]): string {
  return `\\A(?i:${levels.join('|')})\\z`;
}
