import { readFileSync } from 'node:fs';

/** A message and the form it was made from. */
export interface FormedLine {
  readonly form: number;
  readonly text: string;
}

/** Words a placeholder may stand for. The first are the most frequent; a word may come twice to weigh more. */
const WORDS: Readonly<Record<string, string>> = {
  acl: 'outside_in dmz_in',
  act: 'SCREEN_ON SCREEN_OFF TIME_TICK',
  adm: 'sadmin1 sadmin2',
  bank: 'Stripe Adyen PayPal Klarna',
  bean: 'dataSource entityManager userService orderService cacheManager',
  bool: 'true false',
  bundle: 'org.apple.Addres org.apple.metadata.worker org.apple.WebContent org.apple.photos org.apple.iCloudHelper org.apple.Notes',
  carrier: 'DHL UPS FedEx GLS Hermes',
  city: 'Berlin Paris Rome Oslo Madrid Lisbon Vienna Prague Athens Dublin Warsaw Zurich Malaga',
  cur: 'EUR USD GBP CHF',
  daemon: 'powerd resolverd UserEventAgent sharingd bluetoothd apsd configd',
  dep: 'web api worker redis ingress-nginx',
  exc: 'TimeoutError ValueError IOException NullPointerException KeyError',
  flag: 'new-checkout dark_mode beta fastSearch',
  func: 'ib_sm_query tsIbQpModify ib_mad_static srp_host_login',
  hook: 'mutate.example.io validate.example.io',
  host: 'a.example.com b.example.net db1.corp.example.org mail.example.com',
  hostp: 'worker-1.example.internal worker-2.example.internal 10.1.2.3 10.1.2.9 10.1.2.77',
  jobname: 'SendInvoice ResizeImage SyncStock PurgeCache ExportCsv RebuildIndex MailDigest',
  kind: 'Deployment Pod Service ConfigMap Secret Node',
  kmg: 'KB KB MB GB',
  lvl: 'info warn',
  manu: 'Logitech Dell SanDisk',
  method: 'ldap saml oauth',
  node2: 'dn228 dn229 bn431 an12 cn7',
  ns: 'default kube-system prod staging monitoring',
  patt: '*_std.tim *_all.tim',
  pk: 'com.example.health com.example.bone',
  proxy: 'proxy.campus.edu:5070',
  queue: 'default critical low mailers',
  sig: 'SIGTERM SIGINT SIGHUP',
  status: '200 200 200 404 202 500',
  subj: 'Welcome Invoice Reset Reminder',
  svc: 'crond ntpd payments checkout sshd-keygen inventory auth-api xinetd',
  tbl: 'orders users items carts events',
  thr: 'main pool-1-thread-2 http-nio-8080-exec-1',
  topic: 'orders payments audit-log metrics user-events stock',
  unit: 'nginx postgres ssh cron app-worker',
  why: 'deadline missing closed null',
};

/** Seeded values for the placeholders of a form. */
export class FormValues {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** What stands for `{name}`; undefined when nothing does. */
  value(name: string): string | undefined {
    const words = WORDS[name];
    if (words !== undefined) return this.#word(words);
    const make = this.#makers[name];
    return make === undefined ? undefined : make();
  }

  readonly #makers: Readonly<Record<string, () => string>> = {
    n: () => String(this.#below(10) < 7 ? this.#below(5000) : this.#below(2_000_000)),
    n1: () => String(this.#below(5)),
    n2: () => String(this.#below(100)),
    n3: () => String(100 + this.#below(400)),
    n4: () => this.#digits(4),
    f: () => (this.#below(10_000) / 100).toFixed(2),
    f6: () => `${this.#below(900_000)}.${this.#digits(6)}`,
    f6x: () => this.#digits(6),
    f7: () => `0.${this.#digits(7)}`,
    sf: () => `${this.#below(2) === 0 ? '+' : '-'}${this.#below(3)}.${this.#digits(6)}`,
    ip: () => `${10 + this.#below(200)}.${this.#below(255)}.${this.#below(255)}.${1 + this.#below(254)}`,
    port: () => String(1024 + this.#below(60_000)),
    mac: () => Array.from({ length: 6 }, () => this.#hex(2)).join(':'),
    hex: () => `0x${this.#hex(4 + this.#below(8))}`,
    hex7: () => this.#hex(7),
    hex8: () => `0000${this.#hex(4)}`,
    hex16: () => this.#hex(16),
    hash: () => this.#hex(32),
    sha: () => this.#hex(40),
    uuid: () => [8, 4, 4, 4, 12].map((length) => this.#hex(length)).join('-'),
    clock: () => `${this.#two()}:${this.#two()}:${this.#two()}`,
    clock2: () => `${this.#two()}:${this.#two()}`,
    life: () => (this.#below(3) > 0 ? `${this.#two()}:${this.#two()}` : this.#below(4) > 0 ? '<1 sec' : `01:${this.#two()}:${this.#two()}`),
    stamp: () => `2017-07-0${1 + this.#below(8)}_${this.#two()},${this.#two()},${this.#two()}.${this.#digits(6)}`,
    stamp2: () => `2005111${this.#below(9)}${this.#two()}${this.#two()}`,
    wdate: () => `2016/9/2${this.#below(9)}:${this.#two()}:${this.#two()}:${this.#two()}.${this.#digits(3)}`,
    iso: () => `2026-01-0${1 + this.#below(8)}T${this.#two()}:${this.#two()}:${this.#two()}Z`,
    name: () => this.#name(),
    tenant: () => this.#name(),
    plug: () => this.#name(),
    user: () => (this.#below(2) === 0 ? this.#name() : this.#word('root news admin2 www-data backup')),
    mail: () => `${this.#name()}@example.com`,
    hostip: () => (this.#below(3) > 0 ? `10.9.${this.#below(255)}.${this.#below(255)}` : `${this.#name()}.example.net`),
    hostport: () => `${this.#word('www api clients4 safe-cache t dl1')}.${this.#name()}.${this.#word('com net cn io info tv me')}:443`,
    node: () => `cp-${1 + this.#below(3)}.rack${this.#below(3)}.site-pg0.example.us`,
    cluster: () => `Cluster_${this.#letter()}${1 + this.#below(8)}`,
    qid: () => `jA${this.#below(9)}${this.#letter()}Y${this.#letter()}5O0${this.#digits(5)}`,
    letter: () => this.#letter(),
    path: () => `/${this.#word('usr opt var etc')}/${this.#name()}/${this.#name()}`,
    upath: () => `/api/v${1 + this.#below(2)}/${this.#word('orders users items carts')}/${this.#below(9999)}`,
    ver: () => `6.1.${7600 + this.#below(2)}.${16_000 + this.#below(9000)}`,
    session: () => `${30_546_000 + this.#below(900)}_${1_000_000_000 + this.#below(1_000_000)}`,
    pkg: () => `Package_for_KB${2_900_000 + this.#below(99_999)}~31bf3856ad364e35~amd64~~6.1.${this.#below(3)}.${this.#below(9)}`,
    comp: () => `amd64_vendor-${this.#name()}_${this.#hex(16)}_6.1.7600.${this.#digits(5)}_none_${this.#hex(16)}`,
    ckey: () => `${this.#word('user cart item')}:${this.#below(9999)}`,
    pod: () => `${this.#word('web api worker')}-${this.#hex(8)}-${this.#name()}`,
    img: () => `registry.example.com/${this.#word('web api worker')}:1.${this.#below(9)}.${this.#below(9)}`,
    jclass: () => `com.example.${this.#word('app core web')}.${this.#word('OrderService UserController CacheConfig')}`,
  };

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return (this.#state >>> 8) % limit;
  }

  #word(words: string): string {
    const list = words.split(' ');
    return list[Math.min(this.#below(list.length), this.#below(list.length))];
  }

  #digits(length: number): string {
    return String(this.#below(10 ** length)).padStart(length, '0');
  }

  #two(): string {
    return String(this.#below(60)).padStart(2, '0');
  }

  #hex(length: number): string {
    return Array.from({ length }, () => '0123456789abcdef'[this.#below(16)]).join('');
  }

  #letter(): string {
    return 'ABCD'[this.#below(4)];
  }

  #name(): string {
    return Array.from({ length: 2 + this.#below(2) }, () => 'bcdfghklmnprst'[this.#below(14)] + 'aeiou'[this.#below(5)]).join('');
  }
}

/**
 * Lines made from forms, whose groups are known therefore.
 * @param file a form a line: how many lines it makes, a space, the message with `{placeholders}`
 * @param times multiplies how many
 */
export function linesOfForms(file: string, times: number): FormedLine[] {
  const values = new FormValues(7);
  const forms = readFileSync(file, 'utf8').trimEnd().split('\n');
  return forms.flatMap((row, form) => {
    const [, count, text] = /^(\d+) (.*)$/.exec(row) ?? [];
    if (count === undefined) throw new RangeError(`${file}: "${row}" names no number of lines.`);
    const make = (whole: string, name: string): string => values.value(name) ?? whole;
    return Array.from({ length: Number(count) * times }, () => ({ form, text: text.replace(/\{(\w+)\}/g, make) }));
  });
}
