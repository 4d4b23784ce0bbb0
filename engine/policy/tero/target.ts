import type { AttributePath, RecordField, Target } from '../model/target.ts';

export type TeroTarget = { readonly target: Target } | { readonly problem: string };

const FIELDS: Readonly<Record<string, Target>> = {
  ...Object.fromEntries(
    (['BODY', 'SEVERITY_TEXT', 'SEVERITY_NUMBER', 'TRACE_ID', 'SPAN_ID', 'EVENT_NAME'] as const).map((name) => [
      name,
      { record_field: `LOG_RECORD_FIELD_${name}` satisfies RecordField },
    ]),
  ),
  SCOPE_SCHEMA_URL: { scope_field: 'SCOPE_FIELD_SCHEMA_URL' },
};
const ATTRIBUTES = ['log_attribute', 'resource_attribute', 'scope_attribute'] as const;

/** The target among the members of a matcher, an operation or a sample key. @param prefix of their names, as in `from_log_attribute` */
export function targetOfTero(given: Readonly<Record<string, unknown>>, prefix = ''): TeroTarget {
  const field = given[`${prefix}log_field`];
  if (typeof field === 'string') {
    const target = FIELDS[field.toUpperCase().replace(/^LOG_FIELD_/, '')];
    return target === undefined ? { problem: `unknown field ${JSON.stringify(field)}` } : { target };
  }
  for (const name of ATTRIBUTES) {
    const path = given[prefix + name];
    if (path === undefined) continue;
    const segments = segmentsOf(path);
    return segments === undefined ? { problem: 'attribute has empty path' } : { target: { [name]: segments } };
  }
  return { problem: 'no field' };
}

function segmentsOf(path: unknown): AttributePath | undefined {
  const list = typeof path === 'object' && path !== null && 'path' in path ? path.path : path;
  const segments = typeof list === 'string' ? [list] : Array.isArray(list) ? list.filter((segment) => typeof segment === 'string') : [];
  return segments.length > 0 && segments.every((segment) => segment !== '') ? segments : undefined;
}

/** The same in tero's members; undefined for what it has no name for. */
export function teroOfTarget(target: Target): Readonly<Record<string, unknown>> | undefined {
  if (target.record_field !== undefined) return { log_field: target.record_field.replace('LOG_RECORD_FIELD_', '').toLowerCase() };
  if (target.scope_field !== undefined)
    return target.scope_field === 'SCOPE_FIELD_SCHEMA_URL' ? { log_field: 'scope_schema_url' } : undefined;
  for (const name of ATTRIBUTES) {
    const path = target[name];
    if (path !== undefined)
      return path.every((segment) => typeof segment === 'string') ? { [name]: path.length === 1 ? path[0] : path } : undefined;
  }
  return undefined;
}
