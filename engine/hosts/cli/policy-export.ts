import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import type { Policy } from '../../policy/model/policy.ts';
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
  in: { type: 'string' },
  json: { type: 'boolean' },
} as const;
/** Of records that differ; all are counted. */
const SHOWN = 20;

interface DifferingRecord {
  /** Place among the records, from 1, or the id of one in an investigation. */
  readonly record: number | string;
  /** What each does; of records of an investigation the text alone is told. */
  readonly keeps?: boolean;
  readonly targetKeeps?: number;
  readonly body: string;
}

interface Differences {
  readonly records: number;
  readonly count: number;
  /** Of `count`: kept by the policies and not surely there, and the other way round. */
  readonly taken: number;
  readonly left: number;
  /** The first ones. */
  readonly found: readonly DifferingRecord[];
}

/** Writes policies as the file of another program, and says what that program would do differently. */
export async function policyExport(argv: readonly string[], version: string, output: Output): Promise<number> {
  const options = commandOptions(COMMAND, argv, OPTIONS);
  const target = targetOf(options.target);
  const set = policiesOfFile(needed(COMMAND, 'policies', options.policies), output);
  const policies = leaving(set.policies, Date.now());
  const exported = target.write({ ...set, policies: [...policies] });
  if (options.input !== undefined && options.in !== undefined) throw wrong(`"logsift ${COMMAND}" takes --input or --in, not both.`);
  const differing =
    options.input !== undefined
      ? differences(exported, policies, options.input)
      : options.in !== undefined
        ? await differencesIn(options.in, target, policies, version)
        : undefined;
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

function differences(exported: ExportedSet, policies: ConstructorParameters<typeof DifferenceFinder>[0], file: string): Differences {
  const finder = new DifferenceFinder(policies, exported.decider());
  const found: DifferingRecord[] = [];
  let [records, count, taken] = [0, 0, 0];
  const look = (record: LogRecord): boolean => {
    records++;
    const difference = finder.next(record);
    if (difference === undefined) return true;
    if (difference.keeps) taken++;
    if (++count <= SHOWN) found.push({ record: records, ...difference, body: String(record.body ?? '') });
    return true;
  };
  evaluateOtlp(JSON.parse(textOf(file)), look, path.basename(file));
  return { records, count, taken, left: count - taken, found };
}

/** On every record of a saved investigation. */
async function differencesIn(file: string, target: ExportTarget, policies: readonly Policy[], version: string): Promise<Differences> {
  const session = (await import('./session.ts')).openSession(version);
  try {
    const { client } = session;
    const { id: investigationId } = await client.openInvestigation({ path: file });
    const { records: all } = await client.countRecords({ filter: { investigationId, query: '' } });
    const { taken, left, records } = await client.findExportDifferences({ investigationId, policies: [...policies], target: target.id });
    const texts = await client.getPolicyRecords({ investigationId, recordIds: records.slice(0, SHOWN) });
    const found = texts.records.map(({ id, text }) => ({ record: id, body: text }));
    return { records: all, count: taken + left, taken, left, found };
  } finally {
    await session.close();
  }
}

function jsonText(target: ExportTarget, { files, policies, assumes }: ExportedSet, differing: Differences | undefined): string {
  return `${JSON.stringify({ target: target.id, files: files.map(({ name, text }) => ({ name, text })), policies, assumes, differences: differing })}\n`;
}

function reportOf({ title }: ExportTarget, { policies, assumes }: ExportedSet, differing: Differences | undefined): readonly string[] {
  const said = { exact: 'same records', close: 'a little different', out: 'left out, everything is kept' } as const;
  const lines = policies.map(
    ({ policyId, fidelity, reasons }) =>
      `${title}: "${policyId}": ${said[fidelity]}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
  );
  const given = assumes.map((text) => `${title}: given that ${text}`);
  if (differing === undefined) return [...lines, ...given];
  const { count, records, taken, left } = differing;
  const sum = `${countText(count)} of ${countText(records)} records are decided differently: ${countText(taken)} stay here alone, ${countText(left)} there alone`;
  return [
    ...lines,
    ...given,
    sum,
    ...differing.found.map((one) => `  record ${one.record}: ${decisions(one, title)}${cut(printable(one.body), 80)}`),
  ];
}

function decisions({ keeps, targetKeeps }: DifferingRecord, title: string): string {
  if (keeps === undefined || targetKeeps === undefined) return '';
  const there = targetKeeps === 1 ? 'kept' : targetKeeps === 0 ? 'dropped' : `kept in ${targetKeeps * 100}% of cases`;
  return `${keeps ? 'kept' : 'dropped'} by the policies, ${there} by ${title}: `;
}
