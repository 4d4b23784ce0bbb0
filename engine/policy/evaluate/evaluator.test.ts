import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import type { Policy } from '../model/policy.ts';
import { checkPolicy } from '../model/read-policies.ts';
import { madeRecord } from '../testing/made-record.ts';
import { annotate } from './annotate.ts';
import { Evaluator } from './evaluator.ts';
import { policiesInForce } from './in-force.ts';
import type { LogRecord } from './record.ts';

const SEED = 20_261_125;

function policy(given: object): Policy {
  const checked = checkPolicy(given);
  if (checked.policy === undefined) throw new Error(checked.errors.join());
  return checked.policy;
}

const BODY = { record_field: 'LOG_RECORD_FIELD_BODY' };
const cache = [{ target: BODY, predicate: { regex: '\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\z' } }];
const DROP = policy({ id: 'drop', log_filter: { matches: cache, action: 'ACTION_DROP' } });
const KEEP = policy({
  id: 'keep',
  log_filter: { matches: [{ target: BODY, predicate: { contains: 'shard 7 ' } }], action: 'ACTION_KEEP' },
});
const HALF = policy({
  id: 'half',
  log_sampling: { matches: cache, probability: { percentage: 50, fallback_key: { log_attribute: 'request_id' } } },
});
const TENTH = policy({ id: 'tenth', log_sampling: { matches: cache, probability: { percentage: 10 } } });
const ONCE = policy({ id: 'once', log_sampling: { matches: cache, dedupe: { window: '60s', key: [BODY] } } });
const LIMIT = policy({ id: 'limit', log_sampling: { matches: cache, rate: { limit: 2, period: '1s' } } });
const MASK = policy({
  id: 'mask',
  log_transform: { matches: cache, redact: [{ target: BODY, regex: 'shard [0-9]+', replacement: 'shard #' }] },
});
const LOWER = policy({
  id: 'lower',
  log_transform: {
    matches: [{ target: BODY, predicate: { exists: {} } }],
    add: [{ target: { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' }, value: 5, upsert: true }],
  },
});

const outcomes = (evaluator: Evaluator, records: readonly LogRecord[]) => records.map((one) => evaluator.decide(one).outcome);

test('an exemption wins over a drop, a drop over everything else, and both are counted', () => {
  const evaluator = new Evaluator([DROP, KEEP, HALF]);
  expect(
    outcomes(evaluator, [madeRecord(), madeRecord({ body: 'cache refreshed for shard 8 in 1ms' }), madeRecord({ body: 'other' })]),
  ).toEqual(['exempt', 'dropped', 'unmatched']);
  expect(evaluator.takeCounts()).toEqual({
    consumed: 3,
    errors: 0,
    evaluated: [
      { policyId: 'drop', hits: 1, misses: 1 },
      { policyId: 'half', hits: 0, misses: 2 },
      { policyId: 'keep', hits: 1, misses: 0 },
    ],
  });
  expect(evaluator.takeCounts()).toEqual({ consumed: 0, errors: 0, evaluated: [] });
});

test('errors and records of unknown severity are kept whatever matches, and are masked all the same', () => {
  const evaluator = new Evaluator([DROP, MASK, LOWER]);
  const failing = madeRecord({ severityNumber: 17 });
  expect(outcomes(evaluator, [failing, madeRecord({ severityNumber: 0 })])).toEqual(['guarded', 'guarded']);
  expect([failing.body, failing.severityNumber]).toEqual(['cache refreshed for shard # in 12ms', 17]);
});

test('records of one trace are kept or lost together, the strictest sample decides, and what stays says what it stands for', () => {
  const evaluator = new Evaluator([HALF, TENTH]);
  const kept = madeRecord({ traceId: 'aaaaaaaaaaaaaaaaaae6660000000000' });
  const decided = evaluator.decide(kept);
  expect(decided).toMatchObject({ keep: true, outcome: 'passed', threshold: 'e666', weight: expect.closeTo(9.99938968568813, 9) });
  annotate(kept, decided);
  expect(kept.attributes).toEqual({ 'sampling.threshold': 'e666' });
  expect(evaluator.decide(madeRecord({ traceId: 'aaaaaaaaaaaaaaaaaae665ffffffffff' })).outcome).toBe('sampled');
  expect(evaluator.decide(madeRecord()).outcome).toBe('passed');
});

test('a threshold that a record carries is never lowered; its randomness goes before the trace', () => {
  const evaluator = new Evaluator([HALF]);
  const carried = madeRecord({
    traceId: `${'0'.repeat(31)}1`,
    attributes: { 'sampling.randomness': 'ffffffffffffff', 'sampling.threshold': 'fd70a' },
  });
  expect(evaluator.decide(carried)).toMatchObject({ keep: true, threshold: 'fd70a' });
});

test('a fallback key takes the place of a trace that is not there', () => {
  const evaluator = new Evaluator([HALF]);
  expect(
    outcomes(evaluator, [madeRecord({ attributes: { request_id: 'req-7001' } }), madeRecord({ attributes: { request_id: 'a' } })]),
  ).toEqual(['sampled', 'passed']);
});

test('fresh randomness is written on what stays', () => {
  const fresh = policy({ id: 'fresh', log_sampling: { matches: cache, probability: { percentage: 50, no_key: 'random' } } });
  const evaluator = new Evaluator([fresh], { random: () => 0.75 });
  expect(evaluator.decide(madeRecord())).toMatchObject({ keep: true, threshold: '8', randomness: 'c000000c000000' });
});

test('a dedupe lets the first through, counts the others, and tells with the next or at the end', () => {
  const evaluator = new Evaluator([ONCE]);
  const at = (seconds: number) => evaluator.decide(madeRecord(), seconds * 1_000);
  expect([at(0), at(1), at(59)].map(({ outcome }) => outcome)).toEqual(['passed', 'deduped', 'deduped']);
  expect(at(60)).toMatchObject({ outcome: 'passed', logCount: 3 });
  expect(at(61).outcome).toBe('deduped');
  expect(evaluator.takeUnreported()).toEqual([{ policyId: 'once', suppressed: 1 }]);
  expect(evaluator.takeUnreported()).toEqual([]);
});

test('a limit refuses what is too much, counts it, and fills up with time', () => {
  const evaluator = new Evaluator([LIMIT]);
  const at = (seconds: number) => evaluator.decide(madeRecord(), seconds * 1_000);
  expect([0, 0, 0, 0.5, 0.6].map((seconds) => at(seconds)).map(({ outcome, logCount }) => [outcome, logCount])).toEqual([
    ['passed', 1],
    ['passed', 1],
    ['limited', 1],
    ['passed', 2],
    ['limited', 1],
  ]);
  expect(evaluator.takeUnreported()).toEqual([{ policyId: 'limit', suppressed: 1 }]);
});

test('a clock that breaks or goes back keeps', () => {
  const evaluator = new Evaluator([LIMIT, ONCE]);
  const decided = [Number.NaN, Number.NaN, Number.NaN, 1e12, 0].map((now) => evaluator.decide(madeRecord(), now).keep);
  expect(decided).toEqual([true, true, true, true, true]);
});

test('whatever fails keeps the record and is counted', () => {
  const evaluator = new Evaluator([DROP]);
  const broken = madeRecord();
  Object.defineProperty(broken, 'body', {
    get: () => {
      throw new Error('gone');
    },
  });
  expect(evaluator.decide(broken)).toMatchObject({ keep: true, outcome: 'failed' });
  expect(evaluator.takeCounts()).toMatchObject({ consumed: 1, errors: 1 });
});

test('a policy that watches counts and decides nothing', () => {
  const evaluator = new Evaluator([DROP], { watching: new Set(['drop']) });
  expect(evaluator.decide(madeRecord()).keep).toBe(true);
  expect(evaluator.takeCounts().evaluated).toEqual([{ policyId: 'drop', hits: 0, misses: 1 }]);
});

test('drafts, disabled and expired policies are off, which keeps; so does a broken clock', () => {
  const withControl = (control: object) => policy({ ...DROP, id: JSON.stringify(control), control });
  const set = [
    withControl({ state: 'active' }),
    withControl({ state: 'draft' }),
    withControl({ state: 'disabled' }),
    withControl({ state: 'active', expires_at: '2026-01-01T00:00:00Z' }),
    withControl({ state: 'shadow' }),
  ];
  const now = Date.UTC(2026, 5, 1);
  expect(policiesInForce(set, now).policies).toEqual([set[0], set[4]]);
  expect([...policiesInForce(set, now).watching]).toEqual([set[4].id]);
  expect(policiesInForce([set[3]], Number.NaN).policies).toEqual([]);
});

/** Random but valid policies over a small world, so that many match. */
function randomPolicy(random: () => number, id: string): Policy {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
  const matches = Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
    target: pick([
      BODY,
      { log_attribute: 'k' },
      { resource_attribute: 'service.name' },
      { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' },
    ]),
    predicate: pick([
      { exists: {} },
      { regex: pick(['a', 'ab+c?', '\\Aabc', '(?i)AB']) },
      { contains: 'b' },
      { equals: pick(['abc', 'cart', 9]) },
      { lt: 18 },
    ]),
    negate: random() < 0.2,
  }));
  return policy(
    pick([
      { id, log_filter: { matches, action: pick(['ACTION_KEEP', 'ACTION_DROP']) } },
      {
        id,
        log_sampling: {
          matches,
          probability: {
            percentage: pick([1, 20, 50]),
            key: pick([{ log_attribute: 'k' }, { record_field: 'LOG_RECORD_FIELD_TRACE_ID' }]),
            no_key: pick(['keep', 'record_hash']),
          },
        },
      },
    ]),
  );
}

function randomRecord(random: () => number): LogRecord {
  const text = (length: number) => Array.from({ length }, () => 'abcAB '[Math.floor(random() * 6)]).join('');
  return madeRecord({
    timeMs: Math.floor(random() * 1e9),
    body: text(Math.floor(random() * 8)),
    severityNumber: Math.floor(random() * 25),
    traceId: random() < 0.5 ? Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('') : '',
    attributes: random() < 0.5 ? { k: text(3) } : {},
  });
}

test(`no order of policies changes what filters and probabilities decide (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  for (let round = 0; round < 60; round++) {
    const policies = Array.from({ length: 8 }, (_, at) => randomPolicy(random, `p${at}`));
    const shuffled = policies.toSorted(() => random() - 0.5);
    const [one, other] = [new Evaluator(policies), new Evaluator(shuffled)];
    for (let at = 0; at < 40; at++) {
      const given = randomRecord(random);
      expect(one.decide(structuredClone(given))).toEqual(other.decide(structuredClone(given)));
    }
  }
});

test(`random policies never touch an error or a record of unknown severity (seed ${SEED})`, () => {
  const random = randomOf(SEED + 1);
  for (let round = 0; round < 60; round++) {
    const evaluator = new Evaluator(Array.from({ length: 8 }, (_, at) => randomPolicy(random, `p${at}`)));
    for (let at = 0; at < 60; at++) {
      const given = randomRecord(random);
      const before = structuredClone(given);
      const { keep, weight } = evaluator.decide(given);
      if (given.severityNumber >= 17 || given.severityNumber === 0) expect([keep, weight, given]).toEqual([true, 1, before]);
    }
  }
});

test(`the shared index finds what asking policy by policy finds (seed ${SEED})`, () => {
  const random = randomOf(SEED + 2);
  for (let round = 0; round < 60; round++) {
    const policies = Array.from({ length: 12 }, (_, at) => randomPolicy(random, `p${String(at).padStart(2, '0')}`));
    const together = new Evaluator(policies, { guard: 'none' });
    const alone = policies.map((one) => new Evaluator([one], { guard: 'none' }));
    for (let at = 0; at < 30; at++) {
      const given = randomRecord(random);
      together.decide(structuredClone(given));
      for (const one of alone) one.decide(structuredClone(given));
    }
    const matched = together.takeCounts().evaluated.map(({ policyId, hits, misses }) => [policyId, hits + misses]);
    const expected = alone.flatMap((one) => one.takeCounts().evaluated.map(({ policyId, hits, misses }) => [policyId, hits + misses]));
    expect(matched).toEqual(expected);
  }
});
