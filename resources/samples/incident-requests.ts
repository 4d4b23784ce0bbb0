import { isIncident, paymentsPodAt, progressAt, type Shop, versionAt } from './incident-shop.ts';
import { INCIDENT } from './incident-truth.ts';

/** One customer's request on its way through the services; its trace id is in every record of it. */
interface Request {
  readonly ms: number;
  readonly trace: string;
  readonly client: string;
  readonly pod: string;
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
  'ShopApp/8.14.2 (Android 16)',
];
const CATEGORIES = ['kitchen', 'garden', 'books', 'audio', 'cycling', 'toys'];
/** Requests a second: a base that swings once in forty minutes, as a shop's day does in small. */
const BASE_RATE = 4.7;
const SWING = 1.5;
const SWING_MS = 40 * 60_000;

export function playRequests(shop: Shop): void {
  const { random } = shop;
  for (let second = INCIDENT.fromMs; second < INCIDENT.untilMs; second += 1_000) {
    const phase = ((second - INCIDENT.fromMs) % SWING_MS) / SWING_MS;
    const rate = BASE_RATE + SWING * (phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase);
    const count = Math.floor(rate + random.next() * 2 - 0.5);
    for (let index = 0; index < count; index++) playRequest(shop, second + random.whole(0, 1_000));
  }
}

function playRequest(shop: Shop, ms: number): void {
  const { random } = shop;
  const request: Request = {
    ms,
    trace: random.hex(32),
    client: `${random.of([81, 93, 178, 203])}.0.113.${random.skewed(1, 250)}`,
    pod: random.of(shop.checkoutPods),
  };
  const play = [asset, catalogue, readCart, addToCart, readOrder, pay];
  play[random.weighted([0.12, 0.26, 0.24, 0.14, 0.08, 0.16])](shop, request);
}

function answer(shop: Shop, { ms, client }: Request, method: string, target: string, status: number, durMs: number): void {
  const { random, logs } = shop;
  const bytes = status === 304 ? 0 : status >= 500 ? 197 : random.skewed(120, 48_000);
  logs.gateway.request(
    ms + durMs,
    client,
    method,
    target,
    status,
    bytes,
    random.chance(0.6) ? 'https://shop.example/' : '-',
    random.of(AGENTS),
    (durMs / 1_000).toFixed(3),
  );
}

/** What checkout says at the end of a request it served. */
function completed(shop: Shop, { ms, trace, pod }: Request, method: string, route: string, status: number, dur: number): void {
  shop.logs.checkout.record(ms + dur, 'info', 'checkout', pod, { trace, method, route, status, dur }, 'request completed');
}

function asset(shop: Shop, request: Request): void {
  const { random } = shop;
  const target = random.chance(0.5)
    ? `/assets/app.${random.of(['3f9ac21b', '77d0e5c4'])}.js`
    : `/assets/img/p/${random.whole(1_000, 9_999)}.webp`;
  answer(shop, request, 'GET', target, random.chance(0.4) ? 304 : 200, random.whole(1, 9));
}

function catalogue(shop: Shop, request: Request): void {
  const { random, logs } = shop;
  const { ms } = request;
  const took = random.skewed(3, 160);
  if (random.chance(0.2)) {
    answer(shop, request, 'GET', `/api/search?q=${random.of(CATEGORIES)}&page=${random.skewed(1, 12)}`, 200, took + 20);
    logs.inventory.record(
      ms + took,
      'INFO',
      `http-${random.whole(1, 33)}`,
      'c.s.inventory.Search',
      `search category=${random.of(CATEGORIES)} hits=${random.skewed(0, 900)} took=${took}ms trace=${request.trace}`,
    );
    return;
  }
  const sku = `SKU-${random.whole(10_000, 99_999)}`;
  if (random.chance(0.03)) {
    answer(shop, request, 'GET', `/api/catalogue/items/${sku}`, 404, took);
    logs.inventory.record(
      ms + took,
      'WARN',
      `http-${random.whole(1, 33)}`,
      'c.s.inventory.StockReader',
      `unknown sku ${sku} trace=${request.trace}`,
    );
    return;
  }
  answer(shop, request, 'GET', `/api/catalogue/items/${sku}`, 200, took + 2);
  logs.inventory.record(
    ms + took,
    'INFO',
    `http-${random.whole(1, 33)}`,
    'c.s.inventory.StockReader',
    `stock read ${sku} available=${random.skewed(0, 400)} took=${took}ms trace=${request.trace}`,
  );
}

function readCart(shop: Shop, request: Request): void {
  const { random } = shop;
  const dur = random.skewed(8, 90) + (isIncident(request.ms) ? random.skewed(0, 1_200) : 0);
  completed(shop, request, 'GET', '/api/cart', 200, dur);
  priceOf(shop, request);
  answer(shop, request, 'GET', '/api/cart', 200, dur + 1);
}

/** Prices are looked up in a cache that is too small for the growing catalogue. */
function priceOf(shop: Shop, { ms, trace, pod }: Request): void {
  const { random, logs } = shop;
  for (let line = random.whole(1, 4); line > 0; line--) {
    if (random.chance(0.06 + 0.3 * progressAt(ms))) {
      logs.checkout.record(
        ms + line,
        'debug',
        'checkout',
        pod,
        { trace },
        `cache miss key=price:SKU-${random.whole(10_000, 99_999)} loading from inventory`,
      );
    }
  }
}

function addToCart(shop: Shop, request: Request): void {
  const { random, logs } = shop;
  const { ms, trace, pod } = request;
  const dur = random.skewed(12, 120);
  priceOf(shop, request);
  logs.checkout.record(
    ms + 4,
    'debug',
    'cart',
    pod,
    { trace },
    `added ${random.skewed(1, 6)} of SKU-${random.whole(10_000, 99_999)} to cart c_${random.hex(10)}`,
  );
  if (random.chance(0.02))
    logs.checkout.record(
      ms + 3,
      'warn',
      'checkout',
      pod,
      { trace },
      `retrying GET /stock attempt 2 of 5 backoff=${random.whole(50, 200)}ms`,
    );
  completed(shop, request, 'POST', '/api/cart/items', 201, dur);
  answer(shop, request, 'POST', '/api/cart/items', 201, dur + 1);
}

function readOrder(shop: Shop, request: Request): void {
  const { random } = shop;
  const dur = random.skewed(10, 140);
  completed(shop, request, 'GET', '/api/orders/:id', 200, dur);
  answer(shop, request, 'GET', `/api/orders/ord_${random.hex(12)}`, random.chance(0.02) ? 404 : 200, dur + 1);
}

function pay(shop: Shop, request: Request): void {
  const order = `ord_${shop.random.hex(12)}`;
  const total = (shop.random.skewed(490, 42_000) / 100).toFixed(2);
  if (isIncident(request.ms) && shop.random.chance(0.78)) payInVain(shop, request, order, total);
  else payOnce(shop, request, order, total);
}

function payOnce(shop: Shop, request: Request, order: string, total: string): void {
  const { random, logs } = shop;
  const { ms, trace, pod } = request;
  const wait = random.skewed(0, 9);
  const bank = random.skewed(80, 900);
  const paymentsPod = paymentsPodAt(shop, ms);
  const values = { trace, pod: paymentsPod };
  logs.inventory.record(
    ms + 6,
    'INFO',
    `http-${random.whole(1, 33)}`,
    'c.s.inventory.Reservations',
    `reserved ${random.skewed(1, 7)} units for order ${order} in ${random.of(['FRA1', 'AMS1', 'WAW1'])} trace=${trace}`,
  );
  logs.payments.record(
    ms + 11 + wait,
    'debug',
    'payments',
    `connection acquired wait=${wait}ms in_use=${random.whole(2, 15)} idle=${random.whole(1, 12)}`,
    values,
  );
  if (random.chance(0.03)) {
    logs.payments.record(
      ms + 12 + bank,
      'warn',
      'payments',
      `card declined order=${order} reason=${random.of(['insufficient_funds', 'expired_card', 'do_not_honour'])}`,
      values,
    );
    completed(shop, request, 'POST', '/api/checkout/pay', 402, bank + 20);
    answer(shop, request, 'POST', '/api/checkout/pay', 402, bank + 21);
    return;
  }
  logs.payments.record(
    ms + 12 + bank,
    'info',
    'payments',
    `authorisation approved order=${order} amount=${total} currency=EUR acquirer=${random.of(['adyen', 'worldline', 'nexi'])} in ${bank}ms`,
    values,
  );
  logs.payments.record(ms + 13 + bank, 'info', 'payments', `request finished POST /v2/authorise status=200 dur=${bank + 3}ms`, values);
  logs.checkout.record(ms + 16 + bank, 'info', 'checkout', pod, { trace }, `order ${order} placed total=${total}`);
  completed(shop, request, 'POST', '/api/checkout/pay', 200, bank + 20);
  answer(shop, request, 'POST', '/api/checkout/pay', 200, bank + 21);
}

/** The pool of payments is empty: two attempts of five seconds, then the customer sees a 503. */
function payInVain(shop: Shop, request: Request, order: string, total: string): void {
  const { random, logs } = shop;
  const { ms, trace, pod } = request;
  const attempts = random.whole(1, 4);
  let atMs = ms + 10;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const waited = 5_000 + random.skewed(0, 95);
    const values = { trace, pod: paymentsPodAt(shop, ms) };
    const waiters = random.whole(1, 57);
    logs.payments.record(atMs + 1, 'debug', 'payments', `waiting for connection waiters=${waiters}`, values);
    atMs += waited;
    logs.payments.record(
      atMs,
      'error',
      'payments',
      `acquire connection: pool exhausted after ${(waited / 1_000).toFixed(3)}s in_use=${INCIDENT.deploy.poolMax} idle=0 waiters=${waiters}`,
      { ...values, version: versionAt(ms) },
    );
    logs.payments.record(atMs + 2, 'info', 'payments', `request finished POST /v2/authorise status=503 dur=${waited + 2}ms`, values);
    logs.checkout.record(
      atMs + 5,
      'error',
      'checkout',
      pod,
      { trace, attempt },
      `payment authorisation failed order=${order} upstream=payments status=503`,
    );
    if (attempt < attempts) {
      const backoff = random.whole(100, 900);
      logs.checkout.record(
        atMs + 6,
        'warn',
        'checkout',
        pod,
        { trace },
        `retrying POST /v2/authorise attempt ${attempt + 1} of 5 backoff=${backoff}ms`,
      );
      atMs += backoff;
    }
  }
  const dur = atMs + 8 - ms;
  logs.checkout.record(
    atMs + 8,
    'error',
    'checkout',
    pod,
    { trace, method: 'POST', route: '/api/checkout/pay', status: 503, dur },
    'request failed',
  );
  if (random.chance(0.4))
    logs.checkout.record(
      atMs + 9,
      'error',
      'checkout',
      pod,
      { trace },
      `order ${order} abandoned after ${attempts} attempts total=${total}`,
    );
  if (random.chance(0.25)) releaseInVain(shop, atMs + 40, order, trace);
  answer(shop, request, 'POST', '/api/checkout/pay', 503, dur + 1);
}

/** The reservation of a failed order cannot be given back either: the stack trace everybody looks at first, and a symptom only. */
function releaseInVain({ random, logs }: Shop, ms: number, order: string, trace: string): void {
  const frames = [
    'com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)',
    'com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)',
    'c.s.inventory.Reservations.release(Reservations.java:204)',
    'c.s.inventory.OrderEvents.onFailed(OrderEvents.java:77)',
    'java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
    'java.base/java.lang.Thread.run(Thread.java:1583)',
  ];
  logs.inventory.record(
    ms,
    'ERROR',
    `events-${random.whole(1, 9)}`,
    'c.s.inventory.OrderEvents',
    `could not release reservation of order ${order} trace=${trace}\njava.sql.SQLTransientConnectionException: inventory-pool - Connection is not available, request timed out after ${30_000 + random.whole(0, 12)}ms.\n${frames.map((frame) => `\tat ${frame}`).join('\n')}\nCaused by: org.postgresql.util.PSQLException: FATAL: sorry, too many clients already\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:693)\n\t... ${random.whole(9, 14)} more`,
  );
}
