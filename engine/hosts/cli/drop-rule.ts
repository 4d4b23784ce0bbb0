import { connectorOf } from '../../connect/connectors.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { type Call, timeOrAgo, wrong } from './arguments.ts';
import { countText, type Output, shareText } from './output.ts';

/** Shows what a drop rule would do at PostHog, and the exact request; sends it only with --yes. */
export async function dropRule(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  const { host, project, text, service, name, from, until } = options;
  const connector = connectorOf('posthog');
  if (files.length !== 1 || files[0] !== connector.id)
    throw wrong('"logsift drop-rule" needs the name of a log service that knows rules: posthog.');
  if (host === undefined || project === undefined || text === undefined || text.length < 3) {
    throw wrong('"logsift drop-rule" needs --host, --project, and --text with three letters or more of the messages that are to go.');
  }
  if (service !== undefined && service.length > 1) throw wrong('A rule is for one --service, or for all.');
  const key = process.env[connector.keyVariable];
  if (key === undefined || key === '')
    throw wrong(`The key for ${connector.title} is missing. Put it into the environment variable ${connector.keyVariable}.`);
  const nowUs = Date.now() * 1000;
  const { id: connectionId } = await client.saveConnection({ connector: connector.id, settings: { host, project }, key, keep: false });
  const rule = { name: name ?? `Drop "${text}"`, service: service?.[0], text, enable: options.enable === true };
  const filter = { fromUs: timeOrAgo(from ?? '24h', 'from', nowUs) ?? nowUs, untilUs: timeOrAgo(until, 'until', nowUs) ?? nowUs };
  const { consent, ...preview } = await client.previewServiceRule({ connectionId, filter, rule });
  const created = options.yes === true ? await client.createServiceRule({ connectionId, rule, consent }) : undefined;
  if (options.json === true) {
    output.write(`${JSON.stringify({ ...preview, created })}\n`);
    return 0;
  }
  const share = preview.records === 0 ? '' : ` (${shareText(preview.matches / preview.records)})`;
  output.write(`It would have dropped ${countText(preview.matches)} of ${countText(preview.records)} records${share}.\n`);
  output.write(`Rules there now: ${preview.existing.map((one) => `${one.name}${one.isOn ? '' : ' (off)'}`).join(', ') || 'none'}\n\n`);
  output.write(`${preview.method} ${preview.path}\n${preview.body}\n\n`);
  output.write(
    created === undefined
      ? 'Nothing was sent. Dropped records are gone for good: look again, then add --yes to create the rule.\n'
      : `Created "${created.name}"${rule.enable ? ', and it works' : ', switched off: switch it on in PostHog, or use --enable'}.\n`,
  );
  return 0;
}
