import { isoOfUs, type TimeRange } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { Policy, PolicyDraft, PolicySimulation } from '../../contract/policies.ts';
import { POLICY_FORMAT } from '../../policy/model/policy.ts';
import { type Call, wrong } from './arguments.ts';
import { windowOption } from './compare.ts';
import { bytesText, countText, cut, type Output, printable } from './output.ts';
import { readPoliciesFile } from './policy-files.ts';
import { readFiles } from './session.ts';

/** Proposes policies for the logs of an investigation, or tells what some policies would have done to them. */
export async function policy(client: LogsiftClient, { files: [what, ...files], options }: Call, output: Output): Promise<number> {
  if (what !== 'propose' && what !== 'simulate')
    throw wrong(`"logsift policy" takes eval, schema, propose or simulate, not "${what ?? ''}".`);
  if ((options.in === undefined) === (files.length === 0))
    throw wrong(`"logsift policy ${what}" needs either --in X.logsift or files to read.`);
  if (what === 'simulate' && options.policies === undefined) throw wrong('"logsift policy simulate" needs --policies FILE.');
  const windows = windowsOption(options);
  const given = options.policies === undefined ? undefined : readPoliciesFile(options.policies, output);
  const { id } =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const { price } = await client.getPolicies({ investigationId: id });
  const policies = given ?? (await client.proposePolicies({ investigationId: id })).policies;
  const simulation = await client.simulatePolicies({ investigationId: id, policies: [...policies], price, windows });
  output.write(options.json ? jsonText(policies, price, simulation) : textOf(policies, simulation, output));
  return policies.length <= 1 && what === 'propose' ? 1 : 0;
}

/** What is compared again in what would remain; A is the equal time before B where it is not named. */
function windowsOption({ a, b }: Call['options']): { a: TimeRange; b: TimeRange } | undefined {
  const chosen = windowOption(b, 'b');
  if (chosen === undefined) return undefined;
  return { a: windowOption(a, 'a') ?? { fromUs: 2 * chosen.fromUs - chosen.untilUs, untilUs: chosen.fromUs }, b: chosen };
}

function jsonText(policies: readonly Policy[], price: PolicyDraft['price'], simulation: PolicySimulation): string {
  const { total, costBefore, costAfter, findings, hours, uncertainty, checks } = simulation;
  const lost = findings.filter(({ state }) => state === 'lost').length;
  return `${JSON.stringify({
    format: POLICY_FORMAT,
    service: 'all',
    version: 1,
    policies,
    simulation: {
      records: { before: total.records, after: total.keptRecords },
      bytes: { before: total.bytes, after: total.keptBytes, saved: total.bytes === 0 ? 0 : 1 - total.keptBytes / total.bytes },
      monthly: {
        before: costBefore,
        after: costAfter,
        price: { name: price.name, perGb: price.perGb, status: price.status, asOf: price.asOf },
        hours,
        uncertainty,
      },
      findings: {
        total: findings.length,
        kept: findings.length - lost,
        lost,
        delayed: findings.filter(({ state }) => state === 'delayed').length,
      },
      byLevel: simulation.byLevel,
      byService: simulation.byService,
      byPattern: simulation.byPattern,
      policies: simulation.policies.map(({ goes, stays, ...effect }) => ({ ...effect, goes: goes.length, stays: stays.length })),
      changes: simulation.changes,
      checks,
      pins: simulation.pins,
      traces: simulation.traces,
      volume: { from: isoOfUs(simulation.volume.fromUs), bucketSeconds: simulation.volume.bucketUs / 1e6 },
      elapsedMs: Math.round(simulation.elapsedMs),
    },
  })}\n`;
}

function textOf(policies: readonly Policy[], simulation: PolicySimulation, output: Output): string {
  const { total, costBefore, costAfter, findings, hours, uncertainty } = simulation;
  const effects = new Map(simulation.policies.map((effect) => [effect.policyId, effect]));
  const lines = policies.map((one) => {
    const effect = effects.get(one.id);
    const share = effect === undefined || effect.matched === 0 ? '' : shareText(effect);
    return `  ${(effect?.verdict ?? '').padEnd(7)} ${cut(printable(one.name), Math.max(20, output.columns - 48)).padEnd(44)} ${share}\n`;
  });
  const removed = simulation.policies.reduce((sum, { removedBytes }) => sum + removedBytes, 0);
  const kept = findings.filter(({ state }) => state !== 'lost').length;
  const saved = total.bytes === 0 ? 0 : (1 - total.keptBytes / total.bytes) * 100;
  return `${policies.length} policies\n${lines.join('')}
${countText(total.keptRecords)} of ${countText(total.records)} records stay, ${saved.toFixed(1)}% of the bytes are saved${removed > 0 ? `, ${bytesText(removed)} of them in records that stay` : ''}
$${costBefore.typical.toFixed(2)} a month becomes $${costAfter.typical.toFixed(2)}, estimated from ${hours.toFixed(1)} h, ±${(uncertainty * 100).toFixed(0)}%
${kept} of ${findings.length} anomalies would still be found${changesText(simulation)}
`;
}

function changesText({ changes }: PolicySimulation): string {
  if (changes.length === 0) return '';
  const lost = changes.filter(({ state }) => state === 'lost');
  const which = lost.map(({ kind, template }) => `\n  lost: ${kind} ${printable(template)}`).join('');
  return `\n${changes.length - lost.length} of ${changes.length} changes from A to B would still be found${which}`;
}

function shareText({ matched, dropped, removedBytes }: PolicySimulation['policies'][number]): string {
  if (removedBytes !== 0)
    return `${bytesText(Math.abs(removedBytes))} ${removedBytes > 0 ? 'less' : 'more'} in ${countText(matched - dropped)} records`;
  return `${countText(dropped)} of ${countText(matched)} records go`;
}
