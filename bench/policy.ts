import { parseArgs } from 'node:util';
import { Evaluator } from '../engine/policy/evaluate/evaluator.ts';
import type { LogRecord } from '../engine/policy/evaluate/record.ts';
import { LinearRegex } from '../engine/policy/evaluate/regex/linear-regex.ts';
import { matchersOf, type Policy } from '../engine/policy/model/policy.ts';
import { checkPolicy } from '../engine/policy/model/read-policies.ts';

const USAGE = `Usage: node scripts/run.mjs bench/policy.ts [--records 200000]
  Decides records with more and more policies: the evaluator, beside a loop that asks policy by policy with the same expressions.
`;
const VERBS = ['refreshed', 'loaded', 'skipped', 'queued', 'flushed', 'compacted', 'resolved', 'scheduled', 'published', 'expired'];
const THINGS = ['cache', 'session', 'invoice', 'order', 'shipment', 'index', 'segment', 'token', 'report', 'webhook', 'message', 'price'];
const SYLLABLES = 'ba co di fe gu ha jo ki lo mi nu pa re so tu va wi xe zo'.split(' ');

function main(): void {
  const { values } = parseArgs({ options: { records: { type: 'string', default: '200000' }, help: { type: 'boolean', default: false } } });
  if (values.help) return void process.stdout.write(USAGE);
  const count = Number(values.records);
  process.stdout.write('policies  evaluator records/s  naive loop records/s\n');
  for (const size of [1, 10, 100, 1_000, 5_000]) {
    const policies = Array.from({ length: size }, (_, number) => policyOf(number));
    const records = Array.from({ length: 20_000 }, (_, number) => recordOf(number));
    const evaluator = new Evaluator(policies);
    const fast = perSecond(count, (at) => evaluator.decide(records[at % records.length]).keep);
    const naive = naiveLoop(policies);
    const slow = perSecond(Math.max(200, Math.min(count, 1_000_000 / size)), (at) => naive(records[at % records.length]));
    process.stdout.write(`${String(size).padStart(8)}  ${format(fast)}  ${format(slow)}\n`);
  }
}

/** Every policy for a template of its own, a third each of drops, samples and exemptions; all name the service and the severity. */
function policyOf(number: number): Policy {
  const matches = [
    { target: { resource_attribute: ['service.name'] }, predicate: { equals: 'checkout' } },
    { target: { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' }, predicate: { lt: 13 } },
    {
      target: { record_field: 'LOG_RECORD_FIELD_BODY' },
      predicate: { regex: `\\A${sentence(number)} [0-9]+ in [0-9]+${ending(number)} [0-9a-f-]+\\z` },
    },
  ];
  const id = `policy-${number}`;
  const { policy, errors } = checkPolicy(
    number % 3 === 0
      ? { id, log_filter: { matches, action: 'ACTION_DROP' } }
      : number % 3 === 1
        ? { id, log_sampling: { matches, probability: { percentage: 10 } } }
        : { id, log_filter: { matches, action: 'ACTION_KEEP' } },
  );
  if (policy === undefined) throw new Error(errors.join());
  return policy;
}

/** Of words that other templates use as well. */
function sentence(number: number): string {
  const word = (salt: number): string => {
    const pick = Math.imul(number * 7 + salt, 2_654_435_761) >>> 0;
    return `${SYLLABLES[pick % 19]}${SYLLABLES[(pick >>> 8) % 19]}${SYLLABLES[(pick >>> 16) % 19]}`;
  };
  return `${THINGS[number % THINGS.length]} ${word(1)} ${VERBS[number % VERBS.length]} for ${word(2)} shard`;
}

/** What stands between values differs as well. */
function ending(number: number): string {
  return `${['ms', 's', 'us', '%'][number % 4]} ${SYLLABLES[number % 17]}`;
}

/** Most records are of templates that have a policy. */
function recordOf(number: number): LogRecord {
  const template = (Math.imul(number, 2_654_435_761) >>> 0) % 5_000;
  return {
    timeMs: number,
    body: `${sentence(template)} ${number} in ${number % 977}${ending(template)} ${(number * 7_919).toString(16)}-4bf92f35`,
    severityNumber: 9,
    severityText: 'INFO',
    traceId: `4bf92f3577b34da6a3${(Math.imul(number, 40_503) >>> 0).toString(16).padStart(14, '0')}`,
    spanId: '',
    eventName: '',
    attributes: { request_id: `req-${number}` },
    resource: { 'service.name': 'checkout' },
    scope: { name: 'bench', version: '', schemaUrl: '', attributes: {} },
  };
}

/** The loop one would write first: all comparisons of all policies, in order. */
function naiveLoop(policies: readonly Policy[]): (record: LogRecord) => boolean {
  const compiled = policies.map((policy) => {
    const pattern = matchersOf(policy).find(({ predicate }) => predicate.regex !== undefined)?.predicate.regex ?? '';
    return { regex: new LinearRegex(pattern), keeps: policy.log_filter?.action !== 'ACTION_DROP' };
  });
  return (record) => {
    let isKept = true;
    for (const { regex, keeps } of compiled) {
      if (record.resource['service.name'] !== 'checkout' || record.severityNumber >= 13) continue;
      if (typeof record.body === 'string' && regex.test(record.body) && !keeps) isKept = false;
    }
    return isKept;
  };
}

/** By the processor time of this process, which other work on the machine does not change. */
function perSecond(count: number, decide: (at: number) => boolean): number {
  for (let at = 0; at < count; at++) decide(at);
  const before = process.cpuUsage();
  for (let at = 0; at < count; at++) decide(at);
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString('en').padStart(19);
}

main();
