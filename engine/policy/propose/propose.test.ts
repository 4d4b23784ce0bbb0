import { expect, test } from 'vitest';
import type { TemplatePart } from '../../mine/template.ts';
import type { MatcherRow } from '../../query/merge-matchers.ts';
import type { PatternRow } from '../../query/merge-patterns.ts';
import { Evaluator } from '../evaluate/evaluator.ts';
import { checkPolicy } from '../model/read-policies.ts';
import { madeRecord } from '../testing/made-record.ts';
import { propose } from './propose.ts';

const RANGE = { fromUs: 0, untilUs: 3_600_000_000 };

function pattern(id: string, level: 'DEBUG' | 'INFO' | 'ERROR', parts: TemplatePart[]): PatternRow {
  const template = parts.map((part) => ('text' in part ? part.text : '<*>')).join('');
  return {
    id,
    parts,
    template,
    level,
    levels: { [level]: 10_000 },
    services: ['shop'],
    variables: parts.filter((part) => 'slot' in part).length,
    count: 10_000,
    bytes: 1_000_000,
    firstUs: 0,
    lastUs: RANGE.untilUs,
    trend: { kind: 'steady' },
    spark: [10_000],
  };
}

function proposed(patterns: readonly PatternRow[]) {
  const matchers = patterns.map(
    ({ id, parts, template }): MatcherRow => ({
      patternId: id,
      template,
      source: `^${parts.map((part) => ('text' in part ? part.text.replace(/[.*+?()[\]{}|\\^$]/g, '\\$&') : '(.+)')).join('')}$`,
      records: 10_000,
      precision: 1,
      recall: 1,
      tried: 100,
      offenders: [],
    }),
  );
  const policies = propose({ patterns, matchers, useful: new Set(), bytes: 3_000_000, range: RANGE, nowMs: 0 });
  for (const policy of policies) expect(checkPolicy(policy).errors).toEqual([]);
  return policies;
}

test.each<[string, PatternRow, readonly string[]]>([
  ['debug output that always says the same goes', pattern('aaaaaaaa', 'DEBUG', [{ text: 'cache refreshed' }]), ['drop-aaaaaaaa']],
  ['other repetition is counted', pattern('aaaaaaaa', 'INFO', [{ text: 'cache refreshed' }]), ['dedupe-aaaaaaaa']],
  [
    'what differs is thinned out',
    pattern('aaaaaaaa', 'INFO', [{ text: 'cache refreshed in ' }, { slot: 0, kind: 'duration' }]),
    ['sample-aaaaaaaa'],
  ],
  [
    'addresses are masked, and errors keep all of their records',
    pattern('aaaaaaaa', 'ERROR', [{ text: 'no mail sent to ' }, { slot: 0, kind: 'email' }]),
    ['mask-aaaaaaaa'],
  ],
  [
    'a secret by its name',
    pattern('aaaaaaaa', 'ERROR', [{ text: 'login refused token=' }, { slot: 0, kind: 'hex' }, { text: ' again' }]),
    ['mask-aaaaaaaa'],
  ],
])('%s', (_, row, ids) => {
  expect(proposed([row]).map(({ id }) => id)).toEqual(['keep-errors', ...ids]);
});

test('a mask takes the address and the secret, and nothing beside them', () => {
  const row = pattern('aaaaaaaa', 'INFO', [
    { text: 'mail for ' },
    { slot: 0, kind: 'email' },
    { text: ' refused, token=' },
    { slot: 1, kind: 'hex' },
    { text: ' id=7' },
  ]);
  const evaluator = new Evaluator(proposed([row]).filter(({ log_transform }) => log_transform !== undefined));
  const record = madeRecord({
    body: 'mail for jo.doe+x@mail.example.org refused, token=00ff12ab id=7',
    resource: { 'service.name': 'shop' },
  });
  expect(evaluator.decide(record).keep).toBe(true);
  expect(record.body).toBe('mail for [EMAIL] refused, token=[REDACTED] id=7');
});
