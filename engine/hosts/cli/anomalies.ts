import { isoOfUs } from '../../base/time.ts';
import type { Anomaly, Deviation } from '../../contract/anomalies.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { type Call, wholeNumber, wrong } from './arguments.ts';
import { coloured, countText, cut, type Output, printable } from './output.ts';
import { readFiles } from './session.ts';

/** Deviations of one anomaly shown to a person; --json gives all. */
const SHOWN = 8;

export async function anomalies(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if ((options.in === undefined) === (files.length === 0)) throw wrong('"logsift anomalies" needs either --in X.logsift or files to read.');
  const limit = wholeNumber(options.limit, 'limit', 1, 50);
  const investigation =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const filter = { investigationId: investigation.id };
  const answer = await client.listAnomalies({ filter, limit });
  if (options.json) {
    const found = [];
    for (const anomaly of answer.anomalies) {
      const { evidence: deviations } = anomaly;
      found.push({ ...asJson(anomaly), order: await client.getPrecedence({ filter, deviations, bucketUs: answer.bucketUs }) });
    }
    output.write(`${JSON.stringify({ anomalies: found })}\n`);
  } else {
    for (const anomaly of answer.anomalies) output.write(asText(anomaly, output));
    const { records } = investigation.totals;
    output.error(
      answer.total === 0
        ? `Nothing unusual in ${countText(records)} records. Rates are compared with what was usual before, so their beginning cannot be judged.`
        : `${countText(answer.anomalies.length)} of ${countText(answer.total)} anomalies`,
    );
    if (answer.expected.length > 0) output.error(`${countText(answer.expected.length)} marked as expected are left out`);
  }
  for (const { problem } of investigation.sources) if (problem !== undefined) output.error(`logsift: ${problem.message} [${problem.code}]`);
  if (answer.total === 0 && investigation.sources.some((source) => source.state === 'failed')) return 3;
  return answer.total === 0 ? 1 : 0;
}

/** Without the bars of the window. */
function asJson({ fromUs, untilUs, patternId, evidence, series: _, ...rest }: Anomaly) {
  return { ...rest, ...timesOf({ fromUs, untilUs }), templateId: patternId, evidence: evidence.map(evidenceOf) };
}

function evidenceOf({ fromUs, untilUs, patternId, ...rest }: Deviation) {
  return { ...rest, ...timesOf({ fromUs, untilUs }), templateId: patternId };
}

function timesOf({ fromUs, untilUs }: Pick<Deviation, 'fromUs' | 'untilUs'>) {
  return { from: isoOfUs(fromUs), until: isoOfUs(untilUs) };
}

function asText({ fromUs, untilUs, score, summary, evidence }: Anomaly, output: Output): string {
  const head = coloured(output, 'bold', `${isoOfUs(fromUs)} to ${isoOfUs(untilUs)}  ${score.toFixed(2)}`);
  const more = evidence.length - SHOWN;
  return `${[
    `${head}  ${summary}`,
    ...evidence.slice(0, SHOWN).map((one) => `  ${deviationText(one, output)}`),
    ...(more > 0 ? [`  … and ${countText(more)} more; --json lists all`] : []),
  ].join('\n')}\n\n`;
}

function deviationText({ kind, fromUs, level, service, template }: Deviation, output: Output): string {
  const name = level === undefined || level === 'UNSET' ? '-' : level;
  const what = template === undefined ? `all of ${service ?? name}` : `${service ?? '-'}  ${printable(template)}`;
  const begin = `${isoOfUs(fromUs).slice(11, 19)}  ${kind.padEnd(7)}  `;
  return `${begin}${coloured(output, level ?? 'UNSET', name.padEnd(5))}  ${cut(what, Math.max(40, output.columns - begin.length - 9))}`;
}
