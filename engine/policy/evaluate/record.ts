/** What an attribute or a body may hold. Whole numbers beyond 2^53 come as bigint; both compare with numbers. */
export type Value = string | number | bigint | boolean | Uint8Array | readonly Value[] | { readonly [name: string]: Value };

export type Attributes = Record<string, Value>;

/** A log record as policies see it. Absent texts are empty. Transforms change it in place. */
export interface LogRecord {
  /** When it happened, in milliseconds since 1970; NaN when unknown. */
  timeMs: number;
  body: Value | undefined;
  /** OpenTelemetry's, 0 when unknown. */
  severityNumber: number;
  severityText: string;
  /** Hex. */
  traceId: string;
  spanId: string;
  eventName: string;
  attributes: Attributes;
  resource: Attributes;
  scope: { name: string; version: string; schemaUrl: string; attributes: Attributes };
}

/** The text a value is compared and hashed as where a text is needed: numbers and booleans as in JSON. */
export function textOfValue(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (typeof value === 'object')
    return JSON.stringify(value, (_name, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  return String(value);
}
