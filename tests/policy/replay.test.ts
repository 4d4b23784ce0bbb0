import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SEVERITY_NUMBER } from '../../engine/base/level.ts';
import type { Policy, PolicyDraft } from '../../engine/contract/policies.ts';
import { Evaluator } from '../../engine/policy/evaluate/evaluator.ts';
import { checkPolicy } from '../../engine/policy/model/read-policies.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { randomOf } from '../support/random.ts';

const SEED = 5;
const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'] as const;

interface Line {
  readonly time: string;
  readonly level: (typeof LEVELS)[number];
  readonly service: string;
  readonly trace_id?: string;
  readonly status?: number;
  readonly msg: string;
}

/** Messages of several forms; some carry a trace, some a status. */
function lines(count: number): Line[] {
  const random = randomOf(SEED);
  const whole = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, (_, number) => {
    const level = LEVELS[whole(LEVELS.length)];
    const messages = [
      `cache refreshed for shard ${whole(9)} in ${whole(500)}ms`,
      `request served path /api/v1/${['cart', 'order'][whole(2)]}/${whole(1_000)}`,
      `worker ${whole(4)} idle`,
      `order ord_${whole(1e6).toString(16)} placed total=${whole(9_000)}.${10 + whole(89)}`,
    ];
    const trace = Array.from({ length: 32 }, () => whole(16).toString(16)).join('');
    return {
      time: new Date(Date.UTC(2026, 8, 14) + number * 700).toISOString(),
      level,
      service: ['cart', 'pay'][whole(2)],
      ...(whole(3) === 0 ? {} : { trace_id: trace }),
      ...(whole(2) === 0 ? { status: [200, 404, 500][whole(3)] } : {}),
      msg: messages[whole(messages.length)],
    };
  });
}

const written = lines(6_000);
let engine: TestEngine;
let investigationId = '';
let price: PolicyDraft['price'];

beforeAll(async () => {
  engine = openEngine();
  const file = path.join(engine.folder, 'shop.jsonl');
  writeFileSync(file, written.map((line) => `${JSON.stringify(line)}\n`).join(''));
  investigationId = (await engine.client.createInvestigation({})).id;
  await engine.client.addSources({ investigationId, sources: [{ path: file, options: {} }] });
  for await (const _ of engine.client.watchIngest({ investigationId }));
  price = (await engine.client.getPolicies({ investigationId })).price;
});
afterAll(() => engine.close());

const BODY = { record_field: 'LOG_RECORD_FIELD_BODY' };
const regex = (pattern: string) => ({ target: BODY, predicate: { regex: pattern } });
function policy(given: object): Policy {
  const { policy: read, errors } = checkPolicy(given);
  if (read === undefined) throw new Error(errors.join());
  return read;
}

const CACHE = regex('\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\z');
const SETS: readonly (readonly [string, readonly Policy[]])[] = [
  ['a drop of a whole pattern', [policy({ id: 'a', log_filter: { matches: [CACHE], action: 'ACTION_DROP' } })]],
  [
    'a drop that hangs on a value in the message',
    [policy({ id: 'a', log_filter: { matches: [regex('\\Acache refreshed for shard [0-4] in ')], action: 'ACTION_DROP' } })],
  ],
  [
    'a drop of one service',
    [
      policy({
        id: 'a',
        log_filter: {
          matches: [CACHE, { target: { resource_attribute: 'service.name' }, predicate: { equals: 'pay' } }],
          action: 'ACTION_DROP',
        },
      }),
    ],
  ],
  [
    'an exemption by a field',
    [
      policy({ id: 'a', log_filter: { matches: [regex('served')], action: 'ACTION_DROP' } }),
      policy({
        id: 'b',
        log_filter: { matches: [{ target: { log_attribute: 'status' }, predicate: { equals: '404' } }], action: 'ACTION_KEEP' },
      }),
    ],
  ],
  ['samples by trace', [policy({ id: 'a', log_sampling: { matches: [regex('.')], probability: { percentage: 25 } } })]],
  [
    'samples by trace over samples by order',
    [
      policy({ id: 'a', log_sampling: { matches: [regex('order')], probability: { percentage: 50, key: { log_attribute: 'status' } } } }),
      policy({ id: 'b', log_sampling: { matches: [{ target: BODY, predicate: { contains: 'o' } }], probability: { percentage: 10 } } }),
    ],
  ],
  [
    'samples by a hash of each record',
    [policy({ id: 'a', log_sampling: { matches: [regex('.')], probability: { percentage: 25, no_key: 'record_hash' } } })],
  ],
  [
    'what is not of a kind',
    [
      policy({
        id: 'a',
        log_filter: {
          matches: [
            { ...CACHE, negate: true },
            { target: { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' }, predicate: { lt: 9 } },
          ],
          action: 'ACTION_DROP',
        },
      }),
    ],
  ],
];

/** As a program would decide, line by line. */
function keptByEvaluator(policies: readonly Policy[]): Line[] {
  const evaluator = new Evaluator(policies);
  return written.filter(
    ({ time, level, service, trace_id = '', status, msg }) =>
      evaluator.decide({
        timeMs: Date.parse(time),
        body: msg,
        severityNumber: SEVERITY_NUMBER[level],
        severityText: level,
        traceId: trace_id,
        spanId: '',
        eventName: '',
        attributes: status === undefined ? {} : { status: String(status) },
        resource: { 'service.name': service },
        scope: { name: '', version: '', schemaUrl: '', attributes: {} },
      }).keep,
  );
}

test.each(SETS)('the simulator keeps the lines that the evaluator keeps: %s', async (_, policies) => {
  const simulation = await engine.client.simulatePolicies({ investigationId, policies: [...policies], price });
  const kept = keptByEvaluator(policies);
  expect(kept.length).toBeLessThan(written.length);
  const counted = (of: readonly Line[]) =>
    Object.fromEntries(['ERROR', 'WARN', 'INFO', 'DEBUG'].map((level) => [level, of.filter((line) => line.level === level).length]));
  const bytes = kept.reduce((sum, line) => sum + JSON.stringify(line).length + 1, 0);
  expect({
    records: simulation.total.keptRecords,
    bytes: simulation.total.keptBytes,
    levels: Object.fromEntries(simulation.byLevel.map(({ level, keptRecords }) => [level, keptRecords])),
  }).toEqual({ records: kept.length, bytes, levels: counted(kept) });
  expect(simulation.total.records).toBe(written.length);
  expect(Math.round([...simulation.volume.kept, ...simulation.volume.keptWarnings].reduce((sum, value) => sum + value, 0) / bytes)).toBe(1);
});

test('what only chance decides is thinned out by the share that was asked for, samples of both are real', async () => {
  const sample = policy({
    id: 'a',
    log_sampling: {
      matches: [regex('\\Aworker [0-9]+ idle\\z')],
      probability: { percentage: 20, key: { log_attribute: 'none' }, no_key: 'random' },
    },
  });
  const { policies, total } = await engine.client.simulatePolicies({ investigationId, policies: [sample], price });
  const [{ matched, dropped, droppedBytes, goes, stays }] = policies;
  const idle = written.filter(({ level, msg }) => msg.endsWith(' idle') && level !== 'ERROR').length;
  const errors = written.filter(({ level, msg }) => msg.endsWith(' idle') && level === 'ERROR').length;
  expect(matched).toBe(idle + errors);
  const deviation = Math.sqrt(idle * 0.2 * 0.8);
  expect(Math.abs(idle - dropped - idle * 0.2)).toBeLessThan(5 * deviation);
  expect([total.records - total.keptRecords, total.bytes - total.keptBytes]).toEqual([dropped, droppedBytes]);
  const records = await engine.client.getPolicyRecords({ investigationId, recordIds: [...goes, ...stays].slice(0, 50) });
  for (const { text } of records.records) expect(text).toMatch(/^worker [0-9]+ idle$/);
  expect(new Set([...goes, ...stays]).size).toBe(goes.length + stays.length);
});

test('what is left out of records that stay and what is masked in them is saved too, to the byte', async () => {
  const leaveOut = policy({
    id: 'leave-out',
    log_transform: { matches: [regex('served')], remove: [{ log_attribute: 'status' }] },
  });
  const mask = policy({
    id: 'mask',
    log_transform: {
      matches: [regex('\\Aorder ')],
      redact: [{ target: BODY, regex: 'ord_[0-9a-f]+', replacement: '[ID]' }],
    },
  });
  const none = policy({ id: 'none', log_transform: { matches: [regex('\\Aworker ')], remove: [{ log_attribute: 'other' }] } });
  const { policies, total, byPattern } = await engine.client.simulatePolicies({ investigationId, policies: [leaveOut, mask, none], price });
  const [ofLeaveOut, ofMask, ofNone] = policies.map(({ removedBytes }) => removedBytes);
  const statuses = written.filter(({ status, msg }) => status !== undefined && msg.includes('served')).length;
  const ids = written.flatMap(({ msg }) => /ord_[0-9a-f]+/.exec(msg)?.[0] ?? []);
  expect(ofLeaveOut).toBe(statuses * '"status":200,'.length);
  // Of like records eight of each block are read.
  expect(ofMask / ids.reduce((sum, id) => sum + id.length - '[ID]'.length, 0)).toBeCloseTo(1, 1);
  expect([ofNone, total.keptRecords]).toEqual([0, written.length]);
  expect(total.bytes - total.keptBytes).toBe(ofLeaveOut + ofMask);
  expect(byPattern.every(({ keptRecords, records }) => keptRecords === records)).toBe(true);
  const [{ costBefore, costAfter }] = policies;
  expect(costAfter).toBeLessThan(costBefore);
});

test('errors never go, samples of what goes and stays are real records, and strays are counted', async () => {
  const all = policy({ id: 'all', log_filter: { matches: [regex('\\A(?:cache|worker) ')], action: 'ACTION_DROP' } });
  const { policies, byLevel } = await engine.client.simulatePolicies({ investigationId, policies: [all], price });
  const [effect] = policies;
  expect(byLevel.find(({ level }) => level === 'ERROR')).toSatisfy(({ records, keptRecords }) => records === keptRecords);
  expect(effect.patterns.length).toBeGreaterThan(1);
  expect(effect.verdict).toBe('block');
  const gone = await engine.client.getRecord({ investigationId, recordId: effect.goes[0] });
  expect(gone.record.level).not.toBe('ERROR');
  expect(gone.raw).toMatch(/"msg":"(?:cache|worker) /);
});

test('a pinned record that would go blocks its policy', async () => {
  const drop = policy({ id: 'drop', log_filter: { matches: [CACHE], action: 'ACTION_DROP' } });
  const { policies } = await engine.client.simulatePolicies({ investigationId, policies: [drop], price });
  await engine.client.setMark({ investigationId, recordId: policies[0].goes[0], pinned: true });
  const again = await engine.client.simulatePolicies({ investigationId, policies: [drop], price });
  expect([again.pins, again.policies[0].verdict]).toEqual([{ total: 1, kept: 0 }, 'block']);
  await engine.client.setMark({ investigationId, recordId: policies[0].goes[0], pinned: false });
});

test('policies are kept with what changed of each, and what is broken is refused by name', async () => {
  const { client } = engine;
  const first = policy({ id: 'a', name: 'first', log_filter: { matches: [CACHE], action: 'ACTION_DROP' } });
  await client.savePolicies({ investigationId, policies: [first], price });
  await client.savePolicies({ investigationId, policies: [{ ...first, name: 'second' }], price: { ...price, perGb: 9 } });
  await client.savePolicies({ investigationId, policies: [], price });
  const { changes } = await client.listPolicyChanges({ investigationId, policyId: 'a' });
  expect(changes.map((change) => change.policy?.name)).toEqual([undefined, 'second', 'first']);
  expect((await client.getPolicies({ investigationId })).policies).toEqual([]);
  const broken = { ...first, log_filter: { matches: [regex('(')], action: 'ACTION_DROP' as const } };
  await expect(
    client.savePolicies({ investigationId, policies: [policy({ ...first }), JSON.parse(JSON.stringify(broken))], price }),
  ).rejects.toMatchObject({ code: 'BAD_POLICY' });
});

test('weaker shares cost more, and say what would still be found', async () => {
  const sample = policy({ id: 'a', log_sampling: { matches: [regex('\\A.*\\z')], probability: { percentage: 10 } } });
  const { shares } = await engine.client.tryShares({ investigationId, policies: [sample], price, policyId: 'a', percentages: [50, 10] });
  expect(shares.map(({ percentage }) => percentage)).toEqual([50, 10]);
  expect(shares[0].cost).toBeGreaterThan(shares[1].cost);
});
