import { isAppError } from '../../base/app-error.ts';
import type { PolicySet } from '../../policy/model/policy.ts';
import { Policy } from '../../policy/model/policy.ts';
import { compareSets, type SetComparison } from '../../policy/protocol/compare-sets.ts';
import { type Publication, Stage, type VersionSummary } from '../../policy/protocol/messages.ts';
import { leaving, policiesOfService } from '../../policy/publish/leaving.ts';
import { PolicyServerClient } from '../../policy/publish/policy-server-client.ts';
import { wholeNumber, wrong } from './arguments.ts';
import type { Output } from './output.ts';
import { commandOptions, needed, wholePoliciesOfFile } from './policy-options.ts';

const OPTIONS = {
  server: { type: 'string' },
  service: { type: 'string' },
  key: { type: 'string' },
  policies: { type: 'string' },
  reason: { type: 'string' },
  author: { type: 'string' },
  stage: { type: 'string' },
  percent: { type: 'string' },
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** The service of a file whose policies are of several, as proposals are. */
const ALL_SERVICES = 'all';

type Options = ReturnType<typeof commandOptions<typeof OPTIONS>>;

/** `publish`, `history` and `rollback`: what people do with a policy server. */
export async function policyOnServer(what: 'publish' | 'history' | 'rollback', argv: readonly string[], output: Output): Promise<number> {
  const command = `policy ${what}`;
  const options = commandOptions(command, argv, OPTIONS);
  const key = options.key ?? process.env.LOGSIFT_POLICY_KEY;
  if (key === undefined)
    throw wrong(`"logsift ${command}" needs a key of the server: --key, or better LOGSIFT_POLICY_KEY in the environment.`);
  const client = new PolicyServerClient({ url: needed(command, 'server', options.server), key });
  const service = needed(command, 'service', options.service);
  if (what === 'publish') return publish(client, service, options, output);
  if (what === 'history') return history(client, service, options, output);
  return rollback(client, service, options, output);
}

async function publish(client: PolicyServerClient, service: string, options: Options, output: Output): Promise<number> {
  const set = wholePoliciesOfFile(needed('policy publish', 'policies', options.policies));
  if (set.service !== service && set.service !== ALL_SERVICES)
    throw wrong(`The policies are those of "${set.service}", not of "${service}".`);
  const policies = policiesOfService(leaving(set.policies, Date.now()), service);
  const newest = await newestOf(client, service);
  const comparison = compareSets(newest, { ...set, policies: [...policies] });
  if (!options.json) output.write(comparisonText(newest.version, comparison));
  if (options['dry-run']) {
    if (options.json) output.write(`${JSON.stringify({ from: newest.version, ...comparison })}\n`);
    return isSame(comparison) ? 1 : 0;
  }
  const about: Omit<Publication, 'policies'> = {
    reason: needed('policy publish', 'reason', options.reason),
    author: options.author,
    stage: stageOption(options.stage),
    percent_of_instances: options.percent === undefined ? undefined : Number(options.percent),
    based_on: newest.version,
  };
  const published = await client.publish(service, policies, about);
  output.write(
    options.json
      ? `${JSON.stringify({ ...published, comparison })}\n`
      : `Published as version ${published.version}, ${stageText(published)}.\n`,
  );
  if (!options.json) for (const note of [...published.notes, ...published.warnings]) output.error(`logsift: ${note}`);
  return 0;
}

async function history(client: PolicyServerClient, service: string, { json }: Options, output: Output): Promise<number> {
  const found = await client.history(service);
  output.write(json ? `${JSON.stringify(found)}\n` : found.versions.map(versionText).join(''));
  return 0;
}

async function rollback(client: PolicyServerClient, service: string, options: Options, output: Output): Promise<number> {
  const to = wholeNumber(needed('policy rollback', 'to', options.to), 'to', 1, 0);
  const about = { reason: needed('policy rollback', 'reason', options.reason), author: options.author };
  const published = await client.rollback(service, to, about);
  output.write(
    options.json ? `${JSON.stringify(published)}\n` : `Version ${to} is back, as version ${published.version}, ${stageText(published)}.\n`,
  );
  return 0;
}

/** The newest version as a set; before the first one, an empty one. */
async function newestOf(client: PolicyServerClient, service: string): Promise<PolicySet> {
  const format = 'otel-policy-draft/2026-09+logsampling/1';
  try {
    const { versions } = await client.history(service);
    const version = versions[0]?.version ?? 0;
    const { content } = version === 0 ? { content: [] } : await client.version(service, version);
    return { format, service, version, policies: content.map((policy) => Policy.parse(policy)) };
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return { format, service, version: 0, policies: [] };
    throw error;
  }
}

function stageOption(text: string | undefined): Publication['stage'] {
  if (text === undefined) return undefined;
  const stages = Stage.exclude(['retired']);
  const parsed = stages.safeParse(text);
  if (!parsed.success) throw wrong(`--stage takes one of ${stages.options.join(', ')}, not "${text}".`);
  return parsed.data;
}

function isSame({ added, removed, changed }: SetComparison): boolean {
  return added.length + removed.length + changed.length === 0;
}

function comparisonText(from: number, { added, removed, changed, unchanged }: SetComparison): string {
  const lines = [
    ...added.map(({ id, name }) => `  + ${id}  ${name}`),
    ...removed.map(({ id, name }) => `  - ${id}  ${name}`),
    ...changed.map(({ after, fields }) => `  ~ ${after.id}  ${fields.join(', ')}`),
  ];
  const base = from === 0 ? 'Nothing is published yet' : `Against version ${from}`;
  return `${base}: ${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged\n${lines.map((line) => `${line}\n`).join('')}`;
}

function versionText(version: VersionSummary): string {
  const back = version.rollback_of === undefined ? '' : `, back to ${version.rollback_of}`;
  return `v${version.version}  ${stageText(version).padEnd(12)} ${version.created_at}  ${version.author}: ${version.reason}${back}\n`;
}

function stageText({ stage, percent_of_instances: percent }: VersionSummary): string {
  return percent === undefined ? stage : `${stage} ${percent}%`;
}
