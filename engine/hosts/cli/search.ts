import { isoOfUs } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { LogRecord } from '../../contract/explore.ts';
import { type Call, timeOption, wholeNumber, wrong } from './arguments.ts';
import { coloured, countText, type Output, printable } from './output.ts';
import { readFiles } from './session.ts';

export async function search(client: LogsiftClient, { files: positionals, options }: Call, output: Output): Promise<number> {
  const [query, ...files] = positionals;
  if (query === undefined) throw wrong('"logsift search" needs a query.');
  if ((options.in === undefined) === (files.length === 0)) throw wrong('"logsift search" needs either --in X.logsift or files to read.');
  const limit = wholeNumber(options.limit, 'limit', 1, 50);
  const [fromUs, untilUs] = [timeOption(options.from, 'from'), timeOption(options.until, 'until')];
  const investigation =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const narrowed = [
    options.level === undefined ? undefined : `level>=${options.level}`,
    options.template === undefined ? undefined : `pattern:${options.template}`,
  ].filter((part) => part !== undefined);
  // Parentheses: "a or b" with --level means (a or b) of that level. Alone, a mistake is shown where the caller made it.
  const wholeQuery = narrowed.length === 0 || query.trim() === '' ? [query, ...narrowed].join(' ') : [`(${query})`, ...narrowed].join(' ');
  const range =
    fromUs === undefined && untilUs === undefined
      ? undefined
      : { fromUs: fromUs ?? investigation.range?.fromUs ?? 0, untilUs: untilUs ?? investigation.range?.untilUs ?? 0 };
  const filter = { investigationId: investigation.id, query: wholeQuery, range };
  const names = new Map(investigation.sources.map((source) => [source.id, source.name]));
  const { records: total } = await client.countRecords({ filter });
  for (let offset = 0; offset < Math.min(limit, total); ) {
    const { records } = await client.getRecords({ filter, offset, limit: Math.min(1_000, limit - offset) });
    if (records.length === 0) break;
    const lines = records.map((record) =>
      options.json ? jsonLine(client, investigation.id, record, names) : textLine(record, names, output),
    );
    for (const line of await Promise.all(lines)) output.write(line);
    offset += records.length;
  }
  if (!options.json)
    output.error(
      total === 0
        ? `No record matches. All ${countText(investigation.totals.records)} records were searched.`
        : `${countText(Math.min(limit, total))} of ${countText(total)} records`,
    );
  for (const source of investigation.sources)
    if (source.problem !== undefined) output.error(`logsift: ${source.problem.message} [${source.problem.code}]`);
  if (total === 0 && investigation.sources.some((source) => source.state === 'failed')) return 3;
  return total === 0 ? 1 : 0;
}

async function jsonLine(
  client: LogsiftClient,
  investigationId: string,
  record: LogRecord,
  names: ReadonlyMap<number, string>,
): Promise<string> {
  const { raw, fields } = await client.getRecord({ investigationId, recordId: record.id });
  return `${JSON.stringify({
    id: record.id,
    source: names.get(record.sourceId),
    line: record.line,
    byteOffset: record.byteOffset,
    time: record.timeUs === undefined ? undefined : isoOfUs(record.timeUs),
    level: record.level,
    service: record.service,
    template: record.patternId,
    message: record.message.map((piece) => piece.text).join(''),
    raw,
    fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
  })}\n`;
}

function textLine(record: LogRecord, names: ReadonlyMap<number, string>, output: Output): string {
  const time = record.timeUs === undefined ? '-' : isoOfUs(record.timeUs);
  const message = printable(record.message.map((piece) => piece.text).join(''));
  const where = coloured(output, 'dim', `${names.get(record.sourceId) ?? ''}:${record.line}`);
  const rest =
    record.rest === undefined
      ? ''
      : `\n${record.rest
          .split('\n')
          .map((line) => `    ${printable(line)}`)
          .join('\n')}`;
  return `${time} ${coloured(output, record.level, (record.level === 'UNSET' ? '-' : record.level).padEnd(5))} ${record.service === undefined ? '' : `${record.service} `}${message} ${where}${rest}\n`;
}
