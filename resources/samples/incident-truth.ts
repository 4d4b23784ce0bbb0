/**
 * What is known about the sample incident: for tests, and for judging what Logsift finds by itself.
 * Times are milliseconds since the epoch, UTC; ranges are half-open.
 */
const at = (hour: number, minute: number, second: number, ms = 0): number => Date.UTC(2026, 8, 14, hour, minute, second, ms);

export const INCIDENT = {
  title: 'Checkout 503s after payments 4.18.0',
  fromMs: at(13, 40, 0),
  untilMs: at(15, 20, 0),
  /** The first and the last of twelve pods of 4.18.0 start; each may now open 40 connections instead of 16. */
  rolloutFromMs: at(14, 29, 48),
  deployMs: at(14, 30, 29),
  /** First record of the root cause: 36 s after the deploy line. */
  firstEvidenceMs: at(14, 31, 5, 2),
  rollbackMs: at(14, 52, 38),
  /** [firstEvidenceMs, endMs): no record of the root cause lies outside. */
  endMs: at(14, 52, 40),
  maxConnections: 400,
  /** `<*>` stands for a variable, as in Logsift's plain rendering of templates. */
  rootCause: {
    service: 'postgres',
    level: 'FATAL',
    template: 'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    records: 214,
  },
  deploy: {
    service: 'payments',
    level: 'INFO',
    phrase: 'starting payments',
    version: '4.18.0',
    goodVersion: '4.17.3',
    poolMax: 40,
    goodPoolMax: 16,
    pods: 12,
  },
  /** New with the incident, in the order in which they appear. */
  symptoms: [
    { service: 'postgres', level: 'FATAL', phrase: 'remaining connection slots are reserved' },
    { service: 'payments', level: 'ERROR', phrase: 'pool exhausted after' },
    { service: 'checkout', level: 'ERROR', phrase: 'payment authorisation failed' },
    { service: 'payments', level: 'WARN', phrase: 'circuit breaker' },
    { service: 'checkout', level: 'ERROR', phrase: 'abandoned after' },
  ],
  /** Runs every 5 s in three regions until the incident, and never again. */
  gone: { service: 'checkout', level: 'INFO', phrase: 'price cache refreshed', lastMs: at(14, 30, 55, 200), records: 1_836 },
  /** Grows slowly all the time and has nothing to do with the incident. */
  rising: { service: 'checkout', level: 'DEBUG', phrase: 'cache miss' },
  rare: { service: 'cart', level: 'ERROR', phrase: 'does not match sum of lines', records: 3 },
  /** Worth dropping: nobody ever reads them. */
  noise: { phrase: '/healthz' },
} as const;
