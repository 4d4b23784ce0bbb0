/** One stored row; `us` is its time in microseconds. Rows are sorted by (us, uuid). */
export interface StoredRow {
  readonly us: number;
  readonly observedUs: number;
  readonly uuid: string;
  readonly level: string;
  readonly service: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly traceId: string;
}

const BODIES = [
  (n: number) => `payment ${n} failed: timeout after ${(n % 90) * 100}ms`,
  (n: number) => `GET /orders/${n} 200 in ${n % 70}ms`,
  (n: number) => `user u-${n % 977} signed in from 10.0.${n % 256}.${n % 199}`,
  (n: number) => `cache miss for key cart:${n % 4096} "quoted" and\ta tab`,
];
const LEVELS = ['error', 'info', 'debug', 'warn'];
const SERVICES = ['checkout', 'ledger', 'web'];

export function uuidOf(n: number): string {
  return `01990e5a-7c1b-7d40-9a52-${n.toString(16).padStart(12, '0')}`;
}

/** `count` rows from `fromUs` on, `stepUs` apart; every seventh shares its time with the one before. Numbers in them need 64 bits. */
export function makeRows(count: number, fromUs: number, stepUs: number, first = 0): StoredRow[] {
  return Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const kind = n % BODIES.length;
    const us = fromUs + (index % 7 === 6 ? index - 1 : index) * stepUs;
    return {
      us,
      observedUs: us + 1_500_000,
      uuid: uuidOf(n),
      level: LEVELS[kind],
      service: SERVICES[n % SERVICES.length],
      body: BODIES[kind](n),
      attributes: { 'order.id': String(9_007_199_254_740_993n + BigInt(n)), retry: 'true' },
      resource: { 'service.name': SERVICES[n % SERVICES.length], 'k8s.namespace.name': 'shop' },
      fingerprint: String(14_023_981_172_263_904_417n - BigInt(n % 3)),
      traceId: n % 2 === 0 ? '4BF92F3577B34DA6A3CE929D0E0E4736' : '00000000000000000000000000000000',
    };
  });
}

/** Six digits, as the service writes times. */
export function isoUs(us: number): string {
  const ms = Math.floor(us / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(us - ms * 1000).padStart(3, '0')}+00:00`;
}
