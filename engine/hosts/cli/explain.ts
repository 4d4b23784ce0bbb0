import type { Anomaly } from '../../contract/anomalies.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { type Call, wrong } from './arguments.ts';
import { asJson, asText, collected, modelOption } from './explanation.ts';
import { countText, type Output } from './output.ts';
import { readFiles } from './session.ts';

export async function explain(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if ((options.in === undefined) === (files.length === 0)) throw wrong('"logsift explain" needs either --in X.logsift or files to read.');
  const model = modelOption(options.model);
  const investigation =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const filter = { investigationId: investigation.id };
  const anomalyId = options.anomaly ?? (await client.listAnomalies({ filter, limit: 1 })).anomalies.map(({ id }: Anomaly) => id)[0];
  if (anomalyId === undefined) {
    output.error(`Nothing unusual in ${countText(investigation.totals.records)} records: there is nothing to explain.`);
    return 1;
  }
  const explanation = await collected(
    client.explainAnomaly({ filter, anomalyId, model, allowOnce: options.send, timeZone: options.tz }),
    output,
  );
  output.write(options.json ? `${JSON.stringify({ anomalyId, ...asJson(explanation) })}\n` : asText(explanation, output));
  return 0;
}
