import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Evaluator } from '../../engine/policy/evaluate/evaluator.ts';
import type { LogRecord } from '../../engine/policy/evaluate/record.ts';
import { checkPolicy } from '../../engine/policy/model/read-policies.ts';
import { evaluateOtlp } from '../../engine/policy/otlp/evaluate-otlp.ts';
import { exportTero } from '../../engine/policy/tero/export-tero.ts';
import { importTero } from '../../engine/policy/tero/import-tero.ts';
import { readTeroPolicies } from '../../engine/policy/tero/read-tero.ts';
import { TeroEvaluator } from '../../engine/policy/tero/tero-evaluator.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/policy-conformance');
const cases = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => existsSync(path.join(FOLDER, name, 'policies.json'))) : [];
if (cases.length === 0) console.warn('The public conformance cases are not beside the project: these tests are skipped.');

const read = (name: string, file: string): unknown => JSON.parse(readFileSync(path.join(FOLDER, name, file), 'utf8'));

/** Drops what is null and reads numbers that are written as text, as the suite compares. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, comparable(inner)]])));
}

test.skipIf(cases.length === 0)('there are all cases', () => expect(cases).toHaveLength(66));

test.each(cases)('%s: what stays and what is counted is what the suite says', (name) => {
  const policies = readTeroPolicies(read(name, 'policies.json'), name);
  const evaluator = new TeroEvaluator(policies);
  const kept = evaluateOtlp(read(name, 'input.json'), (record: LogRecord) => evaluator.keeps(record, record.timeMs), name);
  expect(comparable(kept)).toEqual(comparable(read(name, 'expected.json')));
  const broken = policies.filter(({ errors }) => errors.length > 0).map(({ id, errors }) => ({ policy_id: id, hits: 0, errors }));
  const counted = evaluator
    .takeCounts()
    .evaluated.map(({ policyId, hits, misses }) => ({ policy_id: policyId, hits, ...(misses > 0 ? { misses } : {}) }));
  const stats = [...counted, ...broken].sort((a, b) => (a.policy_id < b.policy_id ? -1 : 1));
  expect({ policies: stats }).toEqual(read(name, 'expected_stats.json'));
});

test.each(cases)('%s: imported and evaluated as ours, the same stays', (name) => {
  const { policies } = importTero(readTeroPolicies(read(name, 'policies.json'), name));
  expect(policies.flatMap((policy) => checkPolicy(JSON.parse(JSON.stringify(policy))).errors)).toEqual([]);
  const evaluator = new Evaluator(policies, { guard: 'none' });
  const kept = evaluateOtlp(read(name, 'input.json'), (record: LogRecord) => evaluator.decide(record).keep, name);
  expect(comparable(kept)).toEqual(comparable(read(name, 'expected.json')));
});

test.each(cases)('%s: exported to tero again, the same stays', (name) => {
  const { policies } = importTero(readTeroPolicies(read(name, 'policies.json'), name));
  const { policies: exported, omitted } = exportTero(policies);
  expect(omitted).toEqual([]);
  const evaluator = new TeroEvaluator(readTeroPolicies(JSON.parse(JSON.stringify({ policies: exported })), name));
  const kept = evaluateOtlp(read(name, 'input.json'), (record: LogRecord) => evaluator.keeps(record, record.timeMs), name);
  expect(comparable(kept)).toEqual(comparable(read(name, 'expected.json')));
});
