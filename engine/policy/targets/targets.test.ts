import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { randomOf } from '../../../tests/support/random.ts';
import { Evaluator } from '../evaluate/evaluator.ts';
import type { LogRecord } from '../evaluate/record.ts';
import { POLICY_FORMAT, Policy, type PolicySet } from '../model/policy.ts';
import { madeRecord } from '../testing/made-record.ts';
import { EXPORT_TARGETS } from './all-targets.ts';
import { DifferenceFinder } from './differences.ts';
import type { ExportTarget } from './export-target.ts';
import { printRegex } from './print-regex.ts';
import { belowThreshold, traceIdBelow } from './threshold-prefixes.ts';

const BODY = { record_field: 'LOG_RECORD_FIELD_BODY' };
const SEVERITY = { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' };
const TRACE = { record_field: 'LOG_RECORD_FIELD_TRACE_ID' };
const SERVICE = { resource_attribute: ['service.name'] };
const CACHE = '\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\z';

const SERVICE_MATCH = { target: SERVICE, predicate: { equals: 'checkout-api' } };
const INFO = [
  { target: SEVERITY, predicate: { gte: 1 } },
  { target: SEVERITY, predicate: { lt: 13 } },
];

const policy = (given: object): Policy => Policy.parse(given);
const set = (...policies: Policy[]): PolicySet => ({ format: POLICY_FORMAT, service: 'checkout-api', version: 7, policies });
const drop = (id: string, ...matches: object[]) => policy({ id, log_filter: { matches, action: 'ACTION_DROP' } });
const keep = (id: string, ...matches: object[]) => policy({ id, log_filter: { matches, action: 'ACTION_KEEP' } });
const sample = (id: string, probability: object, ...matches: object[]) => policy({ id, log_sampling: { matches, probability } });
const target = (id: string): ExportTarget => EXPORT_TARGETS.find((one) => one.id === id) ?? EXPORT_TARGETS[0];

const EXAMPLE = set(
  drop('drop-t-91c2', SERVICE_MATCH, ...INFO, { target: BODY, predicate: { regex: CACHE } }),
  sample('sample-gets', { percentage: 10 }, SERVICE_MATCH, ...INFO, { target: BODY, predicate: { regex: '\\AGET /[a-z]+ 200\\z' } }),
  keep('keep-audit', { target: { log_attribute: ['audit'] }, predicate: { equals: 'yes' } }),
);

const LEVELS = [
  [0, ''],
  [1, 'TRACE'],
  [5, 'DEBUG'],
  [9, 'INFO'],
  [13, 'WARN'],
  [17, 'ERROR'],
  [21, 'FATAL'],
] as const;

function recordOf(more: Partial<LogRecord> & { service?: string } = {}): LogRecord {
  const { service = 'checkout-api', ...rest } = more;
  return madeRecord({ timeMs: 1_000, resource: { 'service.name': service }, ...rest });
}

test.each(EXPORT_TARGETS.map((one) => [one.id, one] as const))('%s writes a file that a real parser reads', (_id, one) => {
  for (const { text, language, name } of one.write(EXAMPLE).files) {
    expect(name).toMatch(/^logsift\.[a-z-]+\.\w+$|^logsift\.alloy$/);
    if (language === 'yaml') expect(parse(text)).toBeTypeOf('object');
    if (language === 'json') expect(JSON.parse(text)).toBeTypeOf('object');
    expect(text).toContain('checkout-api');
    expect(text).not.toContain('undefined');
  }
});

test('the Collector drops by the expression, and below the threshold of the trace', () => {
  const { files, policies } = target('otel-collector').write(EXAMPLE);
  const { processors } = parse(files[0].text);
  const [first, second] = processors['filter/logsift'].log_conditions;
  expect(first).toBe(
    'log.severity_number >= 1 and log.severity_number < 13 and resource.attributes["service.name"] == "checkout-api" and ' +
      '(IsString(log.body) and IsMatch(log.body, "\\\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\\\z")) and not (log.attributes["audit"] == "yes")',
  );
  expect(second).toContain('log.trace_id != TraceID(0x00000000000000000000000000000000)');
  expect(second).toMatch(/ and Substring\(log\.trace_id\.string, 18, 14\) < "e6660000000000"$/);
  expect(processors['transform/logsift'].log_statements[0]).toMatch(/^set\(log\.attributes\["sampling\.threshold"\], "e666"\) where /);
  expect(policies.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact', 'exact']);
});

test('thresholds become prefixes of smaller texts, and nothing else', () => {
  expect(belowThreshold('80000000000000')).toBe('(?:[0-7])');
  expect(belowThreshold('e6660000000000')).toMatch(/^\(\?:\[0-9a-dA-D\]\|\[eE\]\[0-5\]\|\[eE\]6\[0-5\]\|\[eE\]66\[0-5\]\)$/);
  const random = randomOf(7);
  for (const threshold of [
    '80000000000000',
    'c0000000000000',
    'e6660000000000',
    'fd70a000000000',
    '199a0000000000',
    'aaab0000000000',
    '10000000000000',
  ]) {
    const expression = RE2JS.compile(traceIdBelow(threshold));
    for (let round = 0; round < 300; round++) {
      const digits = Array.from({ length: 14 }, (_, at) => (random() < 0.5 ? threshold[at] : Math.floor(random() * 16).toString(16))).join(
        '',
      );
      expect(expression.matches(`0123456789abcdef01${digits}`), digits).toBe(digits < threshold);
    }
  }
});

test.each([
  ['\\Aa.b\\d{2,3}[^ ]+(?:x|y)?\\z', '\\Aa[^\\x0a]b[0-9]{2,3}[^ ]+(?:x|y)?\\z', '^a[^\n]b[0-9]{2,3}[^ ]+(x|y)?$'],
  ['(?i)ok', '[Oo][Kk\u212a]', undefined],
  ['a\\.b\\*', 'a\\.b\\*', 'a\\.b\\*'],
  ['[\\]^-]', '[\\-\\]\\^]', '[]^-]'],
  ['\\bword', undefined, undefined],
])('%s is printed for each dialect', (pattern, perl, posix) => {
  expect([printRegex(pattern), printRegex(pattern, 'posix')]).toEqual([perl, posix]);
});

test('a printed expression matches the same texts, as RE2 reads both', () => {
  const random = randomOf(99);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const atom = (depth: number): string =>
    depth > 0 && random() < 0.3
      ? `(?:${pick(['', '(?i)'])}${sequence(depth - 1)}${random() < 0.5 ? `|${sequence(depth - 1)}` : ''})`
      : pick([
          'a',
          'B',
          '\\.',
          '[0-9]',
          '[^ ]',
          '.',
          '\\d',
          '\\w',
          '\\s',
          '[a-c-]',
          '[^\\]x]',
          "'",
          '/',
          '\\$',
          ' ',
          '[[:alpha:]]',
          '(?s:.)',
          '\\x41',
        ]);
  const sequence = (depth: number): string =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => atom(depth) + pick(['', '', '*', '+?', '?', '{1,2}'])).join('');
  const text = () => Array.from({ length: Math.floor(random() * 6) }, () => pick([..."aAbBcxX.0-9 ]/'$\n"])).join('');
  for (let round = 0; round < 400; round++) {
    const pattern = pick(['', '\\A', '^']) + sequence(2) + pick(['', '\\z']);
    const printed = printRegex(pattern);
    if (printed === undefined) continue;
    const [ours, theirs] = [RE2JS.compile(pattern), RE2JS.compile(printed)];
    for (let tried = 0; tried < 20; tried++) {
      const given = text();
      expect([pattern, printed, given, theirs.matcher(given).find()]).toEqual([pattern, printed, given, ours.matcher(given).find()]);
    }
  }
});

test('what a target cannot say is refused with its reason, never approximated in silence', () => {
  const rate = policy({
    id: 'limit',
    log_sampling: { matches: [{ target: BODY, predicate: { regex: CACHE } }], rate: { limit: 50, period: '1s' } },
  });
  const dedupe = policy({
    id: 'dedupe',
    log_sampling: { matches: [{ target: BODY, predicate: { regex: CACHE } }], dedupe: { window: '60s', key: [BODY] } },
  });
  const mask = policy({
    id: 'mask',
    log_transform: { matches: [{ target: BODY, predicate: { exists: {} } }], redact: [{ target: BODY, regex: '[0-9]{16}' }] },
  });
  const table = EXPORT_TARGETS.map((one) => {
    const found = one.write(set(rate, dedupe, mask)).policies;
    for (const { fidelity, reasons } of found)
      expect(fidelity === 'exact' ? [] : reasons.length, one.id).toEqual(fidelity === 'exact' ? [] : expect.any(Number));
    for (const { fidelity, reasons } of found) if (fidelity !== 'exact') expect(reasons.join('').length).toBeGreaterThan(10);
    return `${one.id} ${found.map(({ fidelity }) => fidelity).join(' ')}`;
  });
  expect(table).toEqual([
    'otel-policy out out exact',
    'otel-collector out out out',
    'vector close out out',
    'fluent-bit out out out',
    'fluentd out out out',
    'grafana-alloy out out out',
    'datadog out out out',
    'posthog close out out',
    'rsyslog out out out',
    'syslog-ng close out out',
    'tero close out close',
    'json exact exact exact',
  ]);
});

test('records on which a target differs are found, one by one', () => {
  const { policies } = EXAMPLE;
  const { decider } = target('vector').write(EXAMPLE);
  const finder = new DifferenceFinder(policies, decider());
  expect(finder.next(recordOf())).toBeUndefined();
  // A level under a name that Vector does not know is kept there.
  expect(finder.next(recordOf({ severityText: 'Informational' }))).toEqual({ keeps: false, targetKeeps: 1 });
  const lots = new DifferenceFinder(policies, target('datadog').write(EXAMPLE).decider());
  expect(lots.next(recordOf({ body: 'GET /cart 200' }))).toEqual({ keeps: true, targetKeeps: 0.1 });
});

const SEED = 514;
const WORDS = ['cache', 'refreshed', 'shard', 'paid', 'order', 'GET', 'x.y'];

test(`whatever is exported as exact decides like the policies, and nothing touches an error (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + Math.floor(random() * most) }, make);
  const matcher = () => {
    const negate = random() < 0.2;
    const attribute = { log_attribute: [pick(['a', 'b', 'http.status'])] };
    return pick([
      { target: SERVICE, predicate: { equals: pick(['checkout-api', 'other']) }, negate },
      {
        target: BODY,
        predicate: {
          regex: pick([CACHE, `\\A${pick(WORDS)} `, `${pick(WORDS)}|${pick(WORDS)}`, '[a-z]+ [0-9]{1,3}\\z', '(?i)CACHE', '^x\\.y']),
        },
        negate,
      },
      { target: BODY, predicate: { contains: pick(WORDS) }, negate },
      { target: attribute, predicate: pick([{ equals: pick(['1', '2']) }, { exists: {} }, { regex: '\\A[12]\\z' }, { gte: 2 }]), negate },
      { target: SEVERITY, predicate: pick([{ gte: pick([1, 5, 9, 13]) }, { lt: pick([9, 13, 17, 21]) }, { equals: 9 }]) },
      { target: TRACE, predicate: { exists: {} }, negate },
    ]);
  };
  const made = (n: number): Policy => {
    const id = `p${n}`;
    const matches = some(3, matcher);
    const kind = random();
    if (kind < 0.45) return policy({ id, log_filter: { matches, action: 'ACTION_DROP' } });
    if (kind < 0.6) return policy({ id, log_filter: { matches, action: 'ACTION_KEEP' } });
    return policy({
      id,
      log_sampling: { matches, probability: { percentage: pick([50, 10, 33.3]), no_key: pick(['keep', 'keep', 'record_hash']) } },
    });
  };
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const record = (): LogRecord => {
    const [severityNumber, severityText] = pick(LEVELS);
    const attributes = Object.fromEntries(
      ['a', 'b', 'http.status'].filter(() => random() < 0.5).map((name) => [name, pick(['1', '2', '3'])]),
    );
    const body = pick(['cache refreshed for shard 7 in 12ms', `${pick(WORDS)} ${pick(WORDS)} ${Math.floor(random() * 500)}`, pick(WORDS)]);
    const traceId = pick(['', hex(32), hex(32), '0'.repeat(32), hex(32).toUpperCase()]);
    return recordOf({ severityNumber, severityText, attributes, body, traceId, service: pick(['checkout-api', 'other']) });
  };
  const exactSets = new Map<string, number>();
  for (let round = 0; round < 250; round++) {
    const policies = some(3, () => 0).map((_, n) => made(n));
    const records = Array.from({ length: 40 }, record);
    for (const one of EXPORT_TARGETS) {
      const exported = one.write(set(...policies));
      const isExact = exported.policies.every(({ fidelity }) => fidelity === 'exact');
      if (isExact) exactSets.set(one.id, (exactSets.get(one.id) ?? 0) + 1);
      const decider = exported.decider();
      const evaluator = new Evaluator(policies);
      for (const given of records) {
        const share = decider.keeps(given, given.timeMs);
        const { keep: keeps } = evaluator.decide({ ...given }, given.timeMs);
        const story = () => `${one.id}: ${JSON.stringify(policies)}\n${JSON.stringify(given)}\n${exported.files[0].text}`;
        if (isExact && share !== (keeps ? 1 : 0)) throw new Error(`exact, and differs (${keeps} here, ${share} there): ${story()}`);
        if ((given.severityNumber >= 17 || given.severityNumber === 0) && share !== 1) throw new Error(`touches an error: ${story()}`);
        // What is left out keeps; only a target that draws lots or searches for words may take more than the policies do.
        const takesMore = share < (keeps ? 1 : 0);
        if (takesMore && !exported.policies.some(({ fidelity }) => fidelity === 'close')) throw new Error(`takes more: ${story()}`);
      }
    }
  }
  // The property would be empty for a target that is never exact.
  for (const { id } of EXPORT_TARGETS) expect(exactSets.get(id) ?? 0, id).toBeGreaterThan(3);
});
