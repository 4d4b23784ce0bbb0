import { z } from 'zod';
import { exactlyOne } from './exactly-one.ts';

export const RecordField = z.enum([
  'LOG_RECORD_FIELD_BODY',
  'LOG_RECORD_FIELD_SEVERITY_TEXT',
  'LOG_RECORD_FIELD_SEVERITY_NUMBER',
  'LOG_RECORD_FIELD_TRACE_ID',
  'LOG_RECORD_FIELD_SPAN_ID',
  'LOG_RECORD_FIELD_EVENT_NAME',
]);

export const ScopeField = z.enum(['SCOPE_FIELD_NAME', 'SCOPE_FIELD_VERSION', 'SCOPE_FIELD_SCHEMA_URL']);

/** The name of a member of a map, or the place in an array, counted from 0. */
const Segment = z.union([z.string().min(1), z.int().min(0)]);
const Segments = z.array(Segment).min(1).max(32);

/** From the attributes inwards: `["service.name"]` is a flat key, `["http", "status"]` a map in a map. Always written as a list. */
export const AttributePath = z
  .union([Segments, z.string().min(1), z.strictObject({ path: Segments })])
  .transform((given) => (typeof given === 'string' ? [given] : Array.isArray(given) ? given : given.path))
  .meta({ id: 'AttributePath' });

/** What of a record is read. */
export const Target = exactlyOne(
  z.strictObject({
    resource_attribute: AttributePath.optional(),
    scope_attribute: AttributePath.optional(),
    scope_field: ScopeField.optional(),
    log_attribute: AttributePath.optional(),
    record_field: RecordField.optional(),
  }),
  ['resource_attribute', 'scope_attribute', 'scope_field', 'log_attribute', 'record_field'],
  'Target',
);

export type RecordField = z.output<typeof RecordField>;
export type ScopeField = z.output<typeof ScopeField>;
export type AttributePath = z.output<typeof AttributePath>;
export type Target = z.output<typeof Target>;

export const BODY: Target = { record_field: 'LOG_RECORD_FIELD_BODY' };
export const SEVERITY_NUMBER: Target = { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' };
export const TRACE_ID: Target = { record_field: 'LOG_RECORD_FIELD_TRACE_ID' };
export const SERVICE_NAME: Target = { resource_attribute: ['service.name'] };

/** The same text for the same target, whoever wrote it: a key of maps, and what a person reads in a message. */
export function targetText(target: Target): string {
  const field = target.record_field ?? target.scope_field;
  if (field !== undefined) return field;
  if (target.resource_attribute !== undefined) return `resource_attribute ${JSON.stringify(target.resource_attribute)}`;
  if (target.scope_attribute !== undefined) return `scope_attribute ${JSON.stringify(target.scope_attribute)}`;
  return `log_attribute ${JSON.stringify(target.log_attribute)}`;
}
