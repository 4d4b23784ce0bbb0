import { isIncident, paymentsPodAt, progressAt, type Shop } from './incident-shop.ts';
import { INCIDENT } from './incident-truth.ts';

const MS = 1_000;
const MINUTE = 60 * MS;

/** What runs by the clock and not for a customer. */
export function playBackground(shop: Shop): void {
  healthChecks(shop);
  priceCache(shop);
  payments(shop);
  inventory(shop);
  postgres(shop);
  cluster(shop);
  carts(shop);
}

/** Calls `play` about every `everyMs`, never exactly. */
function every(shop: Shop, everyMs: number, play: (ms: number) => void): void {
  for (let ms = INCIDENT.fromMs; ms < INCIDENT.untilMs; ms += everyMs) play(Math.round(ms + shop.random.next() * everyMs * 0.9));
}

function healthChecks(shop: Shop): void {
  const { random, logs } = shop;
  every(shop, 5 * MS, (ms) => {
    for (const agent of ['kube-probe/1.31', 'ELB-HealthChecker/2.0']) {
      logs.gateway.request(
        ms + random.whole(0, 900),
        `10.42.0.${random.whole(1, 4)}`,
        'GET',
        '/healthz',
        200,
        2,
        '-',
        agent,
        `0.00${random.whole(0, 3)}`,
      );
    }
    for (const pod of shop.checkoutPods.slice(0, 3)) {
      logs.checkout.record(
        ms + random.whole(0, 900),
        'debug',
        'checkout',
        pod,
        { method: 'GET', route: '/healthz', status: 200, dur: random.whole(1, 3) },
        'request completed',
      );
    }
  });
}

function priceCache({ random, logs, checkoutPods }: Shop): void {
  for (let ms = INCIDENT.fromMs + 200; ms <= INCIDENT.gone.lastMs; ms += 5 * MS) {
    for (const region of ['eu', 'us', 'apac']) {
      logs.checkout.record(
        ms,
        'info',
        'checkout',
        checkoutPods[0],
        {},
        `price cache refreshed region=${region} items=${random.whole(780, 840)} in ${random.whole(31, 90)}ms`,
      );
    }
  }
}

function payments(shop: Shop): void {
  const { random, logs } = shop;
  every(shop, 1_700, (ms) => {
    if (isIncident(ms) && random.chance(0.9)) return;
    logs.payments.record(ms, 'info', 'payments', `ledger batch flushed entries=${random.whole(4, 128)} in ${random.whole(2, 40)}ms`, {
      pod: paymentsPodAt(shop, ms),
    });
  });
  every(shop, 4 * MS, (ms) => {
    const calls = isIncident(ms) ? 5 : random.whole(0, 2);
    for (let call = 0; call < calls; call++) {
      const took = isIncident(ms) ? random.whole(400, 4_900) : random.whole(251, 420);
      logs.payments.record(
        ms + call * 170,
        'warn',
        'payments',
        `slow query ${took}ms threshold=250ms sql="SELECT balance FROM ledger_entries WHERE account_id = $1"`,
        { pod: paymentsPodAt(shop, ms) },
      );
    }
  });
  every(shop, 30 * MS, (ms) => {
    const inUse = isIncident(ms) ? 40 : random.whole(3, 14);
    logs.payments.record(
      ms,
      'debug',
      'payments',
      `pool stats in_use=${inUse} idle=${isIncident(ms) ? 0 : 16 - inUse} waiters=${isIncident(ms) ? random.whole(20, 57) : 0}`,
      { pod: paymentsPodAt(shop, ms) },
    );
  });
  every(shop, 10 * MINUTE, (ms) =>
    logs.payments.record(ms, 'info', 'payments', `rotated signing key kid=${random.hex(8)} expires in 24h`, {
      pod: paymentsPodAt(shop, ms),
    }),
  );
}

function inventory(shop: Shop): void {
  const { random, logs } = shop;
  const warehouses = ['FRA1', 'FRA2', 'AMS1', 'WAW1', 'LEJ3'];
  every(shop, 2 * MS, (ms) =>
    logs.inventory.record(
      ms,
      'DEBUG',
      `pool-2-thread-${random.whole(1, 17)}`,
      'c.s.inventory.StockFeed',
      `polled ${random.skewed(0, 50)} messages from stock-updates partition ${random.whole(0, 24)} offset ${Math.round(88_120_000 + progressAt(ms) * 410_000)}`,
    ),
  );
  every(shop, 20 * MS, (ms) =>
    logs.inventory.record(
      ms,
      'INFO',
      'reconciler-1',
      'c.s.inventory.Reconciler',
      `warehouse ${random.of(warehouses)} reconciled: ${random.whole(1_100, 9_800)} items, ${random.skewed(0, 12)} corrections, ${random.whole(210, 1_900)} ms`,
    ),
  );
  every(shop, 45 * MS, (ms) =>
    logs.inventory.record(
      ms,
      'WARN',
      `pool-2-thread-${random.whole(1, 17)}`,
      'c.s.inventory.StockFeed',
      `stock below reorder point sku=SKU-${random.whole(10_000, 99_999)} left=${random.whole(0, 9)}`,
    ),
  );
  every(shop, 5 * MINUTE, (ms) => {
    logs.inventory.record(
      ms,
      'INFO',
      'gc-notifier',
      'c.s.runtime.Memory',
      `G1 Young Generation pause ${random.whole(4, 48)} ms, heap ${random.whole(700, 1_900)} MB of 2048 MB`,
    );
  });
  every(shop, 7 * MINUTE, (ms) => {
    const sku = `SKU-${random.whole(10_000, 99_999)}`;
    logs.inventory.record(
      ms,
      'ERROR',
      `pool-2-thread-${random.whole(1, 17)}`,
      'c.s.inventory.StockReader',
      `optimistic lock lost for ${sku}, will retry\norg.hibernate.StaleObjectStateException: Row was updated or deleted by another transaction: [c.s.inventory.Stock#${sku}]\n\tat org.hibernate.persister.entity.AbstractEntityPersister.check(AbstractEntityPersister.java:2662)\n\tat c.s.inventory.StockReader.update(StockReader.java:118)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)`,
    );
  });
}

function postgres(shop: Shop): void {
  const { random, logs, backends } = shop;
  every(shop, 5 * MINUTE, (ms) => {
    const buffers = random.whole(900, 6_400);
    logs.postgres.record(ms, 71, '', 'LOG', 'checkpoint starting: time');
    logs.postgres.record(
      ms + 27_000,
      71,
      '',
      'LOG',
      `checkpoint complete: wrote ${buffers} buffers (${(buffers / 163.84).toFixed(1)}%); 0 WAL file(s) added, 0 removed, ${random.whole(1, 4)} recycled; write=26.${random.whole(100, 999)} s, sync=0.0${random.whole(10, 99)} s, total=27.0${random.whole(10, 99)} s`,
    );
  });
  every(shop, 2 * MS, (ms) => {
    const backend = random.of(backends);
    logs.postgres.record(
      ms,
      backend,
      random.of(['checkout@shop', 'inventory@shop', 'payments@shop']),
      'LOG',
      `duration: ${random.whole(250, isIncident(ms) ? 4_000 : 480)}.${random.whole(100, 999)} ms  statement: ${random.of(STATEMENTS)}`,
    );
  });
  every(shop, 6 * MS, (ms) => {
    if (isIncident(ms) && random.chance(0.5)) return;
    const backend = random.of(backends);
    logs.postgres.record(
      ms,
      backend,
      'checkout@shop',
      'LOG',
      `disconnection: session time: 0:0${random.whole(0, 9)}:${random.whole(10, 59)}.${random.whole(100, 999)} user=checkout database=shop host=10.42.${random.whole(0, 9)}.${random.whole(2, 250)} port=${random.whole(32_768, 60_999)}`,
    );
  });
  every(shop, 25 * MS, (ms) => {
    const waits = isIncident(ms) ? 9 : random.chance(0.35) ? 1 : 0;
    for (let wait = 0; wait < waits; wait++) {
      const pid = random.of(backends);
      logs.postgres.record(
        ms + wait * 310,
        pid,
        'payments@shop',
        'LOG',
        `process ${pid} still waiting for ShareLock on transaction ${random.whole(88_120_000, 88_990_000)} after 1000.${random.whole(100, 999)} ms`,
      );
    }
  });
  every(shop, 4 * MINUTE, (ms) =>
    logs.postgres.record(
      ms,
      random.whole(2_000, 32_000),
      '',
      'LOG',
      `automatic vacuum of table "shop.public.${random.of(['carts', 'sessions', 'ledger_entries', 'stock'])}": index scans: 1`,
    ),
  );
  every(shop, 17 * MINUTE, (ms) => {
    const pid = random.of(backends);
    logs.postgres.record(ms, pid, 'checkout@shop', 'ERROR', 'duplicate key value violates unique constraint "carts_session_key"');
    logs.postgres.record(ms, pid, 'checkout@shop', 'DETAIL', `Key (session_id)=(${random.hex(32)}) already exists.`);
    logs.postgres.record(
      ms,
      pid,
      'checkout@shop',
      'STATEMENT',
      'INSERT INTO carts (session_id, region, created_at)\n\tVALUES ($1, $2, now())\n\tRETURNING id',
    );
  });
}

const STATEMENTS = [
  'SELECT balance FROM ledger_entries WHERE account_id = $1',
  'SELECT id, sku, quantity FROM cart_lines WHERE cart_id = $1 ORDER BY id',
  'UPDATE stock SET reserved = reserved + $1 WHERE sku = $2 AND warehouse = $3',
  'INSERT INTO orders (id, cart_id, total, currency) VALUES ($1, $2, $3, $4)',
  'SELECT * FROM products WHERE id = ANY($1)',
];

function cluster(shop: Shop): void {
  const { random, logs } = shop;
  every(shop, 40 * MS, (ms) => {
    const job = `session-cleaner-${28_900_000 + Math.floor(progressAt(ms) * 100)}`;
    logs.kube.event(ms, 'Normal', 'SuccessfulCreate', 'CronJob', 'session-cleaner', 'cronjob-controller', `Created job ${job}`);
    logs.kube.event(
      ms + 9_000,
      'Normal',
      'SawCompletedJob',
      'CronJob',
      'session-cleaner',
      'cronjob-controller',
      `Saw completed job: ${job}, condition: Complete`,
    );
  });
  every(shop, 90 * MS, (ms) => {
    const failing = isIncident(ms);
    const pod = failing ? paymentsPodAt(shop, ms) : random.of(shop.checkoutPods);
    if (!failing && random.chance(0.7)) return;
    logs.kube.event(
      ms,
      'Warning',
      'Unhealthy',
      'Pod',
      pod,
      'kubelet',
      failing
        ? 'Readiness probe failed: HTTP probe failed with statuscode: 503'
        : `Readiness probe failed: Get "http://10.42.${random.whole(0, 9)}.${random.whole(2, 250)}:8080/healthz": context deadline exceeded`,
      random.whole(1, 6),
    );
  });
  logs.kube.event(
    Date.UTC(2026, 8, 14, 13, 57, 22),
    'Normal',
    'SuccessfulRescale',
    'HorizontalPodAutoscaler',
    'checkout',
    'horizontal-pod-autoscaler',
    'New size: 6; reason: cpu resource utilization (percentage of request) above target',
  );
}

/** Three carts whose sums are wrong: a bug of its own, seen by nobody. */
function carts({ random, logs, checkoutPods }: Shop): void {
  for (const second of [200, 201.4, 202.9]) {
    const total = random.whole(2_000, 19_000);
    logs.checkout.record(
      Date.UTC(2026, 8, 14, 15) + second * MS,
      'error',
      'cart',
      checkoutPods[2],
      { trace: random.hex(32) },
      `cart c_${random.hex(10)} total ${(total / 100).toFixed(2)} does not match sum of lines ${((total - 200) / 100).toFixed(2)}`,
    );
  }
}
