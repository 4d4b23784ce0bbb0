import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import { evaluateOtlp } from '../../policy/otlp/evaluate-otlp.ts';
import { leaving } from '../../policy/publish/leaving.ts';
import { EXPORT_TARGETS } from '../../policy/targets/all-targets.ts';
import { DifferenceFinder } from '../../policy/targets/differences.ts';
import type { ExportedSet, ExportTarget } from '../../policy/targets/export-target.ts';
import { wrong } from './arguments.ts';
import { countText, cut, type Output, printable } from './output.ts';
import { commandOptions, needed, policiesOfFile, textOf } from './policy-options.ts';

const COMMAND = 'policy export';
const OPTIONS = {
  policies: { type: 'string' },
  target: { type: 'string' },
  output: { type: 'string' },
  input: { type: 'string' },
  json: { type: 'boolean' },
} as const;
/** Of records that differ; all are counted. */
const SHOWN = 20;

interface DifferingRecord {
  /** Place among the records, from 1. */
  readonly record: number;
  readonly keeps: boolean;
  readonly targetKeeps: number;
  readonly body: string;
}

/** Writes policies as the file of another program, and says what that program would do differently. */
export function policyExport(argv: readonly string[], output: Output): number {
  const options = commandOptions(COMMAND, argv, OPTIONS);
  const target = targetOf(options.target);
  const set = policiesOfFile(needed(COMMAND, 'policies', options.policies), output);
  const policies = leaving(set.policies, Date.now());
  const exported = target.write({ ...set, policies: [...policies] });
  const differing = options.input === undefined ? undefined : differences(exported, policies, options.input);
  if (options.output !== undefined) {
    mkdirSync(options.output, { recursive: true });
    for (const { name, text } of exported.files) writeFileSync(path.join(options.output, name), text);
  }
  if (options.json) output.write(jsonText(target, exported, differing));
  else if (options.output === undefined) for (const { text } of exported.files) output.write(text);
  else output.write(exported.files.map(({ name }) => `${path.join(options.output ?? '', name)}\n`).join(''));
  if (!options.json) for (const line of reportOf(target, exported, differing)) output.error(line);
  return exported.policies.some(({ fidelity }) => fidelity === 'out') ? 1 : 0;
}

function targetOf(name: string | undefined): ExportTarget {
  const target = EXPORT_TARGETS.find(({ id }) => id === name);
  if (target === undefined)
    throw wrong(`--target takes one of ${EXPORT_TARGETS.map(({ id }) => id).join(', ')}${name === undefined ? '' : `, not "${name}"`}.`);
  return target;
}

function differences(exported: ExportedSet, policies: ConstructorParameters<typeof DifferenceFinder>[0], file: string) {
  const finder = new DifferenceFinder(policies, exported.decider());
  const found: DifferingRecord[] = [];
  let records = 0;
  let count = 0;
  const look = (record: LogRecord): boolean => {
    records++;
    const difference = finder.next(record);
    if (difference !== undefined && ++count <= SHOWN) found.push({ record: records, ...difference, body: String(record.body ?? '') });
    return true;
  };
  evaluateOtlp(JSON.parse(textOf(file)), look, path.basename(file));
  return { records, count, found };
}

function jsonText(
  target: ExportTarget,
  { files, policies, assumes }: ExportedSet,
  differing: ReturnType<typeof differences> | undefined,
): string {
  return `${JSON.stringify({ target: target.id, files: files.map(({ name, text }) => ({ name, text })), policies, assumes, differences: differing })}\n`;
}

function reportOf(
  { title }: ExportTarget,
  { policies, assumes }: ExportedSet,
  differing: ReturnType<typeof differences> | undefined,
): readonly string[] {
  const said = { exact: 'same records', close: 'a little different', out: 'left out, everything is kept' } as const;
  const lines = policies.map(
    ({ policyId, fidelity, reasons }) =>
      `${title}: "${policyId}": ${said[fidelity]}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
  );
  const given = assumes.map((text) => `${title}: given that ${text}`);
  if (differing === undefined) return [...lines, ...given];
  const shown = differing.found.map(
    ({ record, keeps, targetKeeps, body }) =>
      `  record ${record}: ${keeps ? 'kept' : 'dropped'} by the policies, ${targetKeeps === 1 ? 'kept' : targetKeeps === 0 ? 'dropped' : `kept in ${targetKeeps * 100}% of cases`} by ${title}: ${cut(printable(body), 80)}`,
  );
  return [...lines, ...given, `${countText(differing.count)} of ${countText(differing.records)} records are decided differently`, ...shown];
}
