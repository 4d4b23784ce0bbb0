import type { LogRecord } from '../evaluate/record.ts';

/** A harmless record of the service cart, but for the members given. */
export function madeRecord(members: Partial<LogRecord> = {}): LogRecord {
  return {
    timeMs: 0,
    body: 'cache refreshed for shard 7 in 12ms',
    severityNumber: 9,
    severityText: 'INFO',
    traceId: '',
    spanId: '',
    eventName: '',
    attributes: {},
    resource: { 'service.name': 'cart' },
    scope: { name: '', version: '', schemaUrl: '', attributes: {} },
    ...members,
  };
}
