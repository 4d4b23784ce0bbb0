import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { unreadable } from '../../ingest/source/resolve-sources.ts';
import { annotate } from '../../policy/evaluate/annotate.ts';
import { Evaluator } from '../../policy/evaluate/evaluator.ts';
import { policiesInForce } from '../../policy/evaluate/in-force.ts';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import { policySetJsonSchema } from '../../policy/model/json-schema.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { parsePolicyText, policySetOf } from '../../policy/model/read-policies.ts';
import { evaluateOtlp } from '../../policy/otlp/evaluate-otlp.ts';
import { importTero } from '../../policy/tero/import-tero.ts';
import { readTeroPolicies } from '../../policy/tero/read-tero.ts';
import { TeroEvaluator } from '../../policy/tero/tero-evaluator.ts';
import { type Call, wrong } from './arguments.ts';
import type { Output } from './output.ts';

interface PolicyStats {
  readonly policy_id: string;
  readonly hits: number;
  readonly misses?: number;
  readonly errors?: readonly string[];
}

/** What decides about records, ours or tero's, and what it counted. */
interface Decider {
  readonly keeps: (record: LogRecord) => boolean;
  readonly stats: () => readonly PolicyStats[];
}

/** The policies of a file that are not broken; the others are named. */
export function readPoliciesFile(file: string, output: Output): readonly Policy[] {
  const name = path.basename(file);
  const tree = parsePolicyText(textOf(file), name);
  if (typeof tree !== 'object' || tree === null || !('format' in tree)) {
    const { policies, notes } = importTero(readTeroPolicies(tree, name));
    for (const { policyId, note } of notes) output.error(`logsift: policy "${policyId}": ${note}`);
    return policies;
  }
  const { set, broken } = policySetOf(tree, name);
  for (const { index, id, errors } of broken)
    for (const error of errors) output.error(`logsift: policy "${id ?? `policies[${index}]`}" is left out: ${error}`);
  return set.policies;
}

/** Policies and records from files, no investigation. */
export function policyFiles({ files: [what, ...rest], options }: Call, output: Output): number {
  if (rest.length > 0) throw wrong(`"logsift policy ${what}" takes no "${rest[0]}".`);
  if (what === 'schema') {
    output.write(`${JSON.stringify(policySetJsonSchema(), undefined, 2)}\n`);
    return 0;
  }
  const { policies, input, output: result, stats, signal = 'log' } = options;
  if (policies === undefined || input === undefined || result === undefined)
    throw wrong('"logsift policy eval" needs --policies FILE, --input FILE and --output FILE.');
  if (signal !== 'log') throw wrong(`--signal takes log, not "${signal}": policies for other signals are not evaluated.`);
  const decider = deciderOf(parsePolicyText(textOf(policies), path.basename(policies)), path.basename(policies));
  const kept = evaluateOtlp(jsonOf(input), decider.keeps, path.basename(input));
  write(result, kept);
  const counted = decider.stats();
  if (stats !== undefined) write(stats, { policies: counted });
  for (const { policy_id, errors } of counted)
    for (const error of errors ?? []) output.error(`logsift: policy "${policy_id}" is left out: ${error}`);
  return 0;
}

function deciderOf(tree: unknown, name: string): Decider {
  return typeof tree === 'object' && tree !== null && 'format' in tree ? ourDecider(tree, name) : teroDecider(tree, name);
}

function teroDecider(tree: unknown, name: string): Decider {
  const policies = readTeroPolicies(tree, name);
  const evaluator = new TeroEvaluator(policies);
  const broken = policies.filter(({ errors }) => errors.length > 0);
  return {
    keeps: (record) => evaluator.keeps(record, record.timeMs),
    stats: () =>
      sorted([...counted(evaluator.takeCounts().evaluated), ...broken.map(({ id, errors }) => ({ policy_id: id, hits: 0, errors }))]),
  };
}

function ourDecider(tree: unknown, name: string): Decider {
  const { set, broken } = policySetOf(tree, name);
  const { policies, watching } = policiesInForce(set.policies, Date.now());
  const evaluator = new Evaluator(policies, { watching });
  return {
    keeps: (record) => {
      const decision = evaluator.decide(record);
      if (decision.keep) annotate(record, decision);
      return decision.keep;
    },
    stats: () =>
      sorted([
        ...counted(evaluator.takeCounts().evaluated),
        ...broken.map(({ index, id, errors }) => ({ policy_id: id ?? `policies[${index}]`, hits: 0, errors })),
      ]),
  };
}

function counted(evaluated: readonly { policyId: string; hits: number; misses: number }[]): PolicyStats[] {
  return evaluated.map(({ policyId, hits, misses }) => ({ policy_id: policyId, hits, ...(misses > 0 ? { misses } : {}) }));
}

function sorted(stats: PolicyStats[]): readonly PolicyStats[] {
  return stats.sort((a, b) => (a.policy_id < b.policy_id ? -1 : a.policy_id > b.policy_id ? 1 : 0));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(path.basename(file), cause);
  }
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(textOf(file));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'BAD_REQUEST',
      `"${path.basename(file)}" is no JSON: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was evaluated.`,
      {
        cause,
      },
    );
  }
}

function write(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
