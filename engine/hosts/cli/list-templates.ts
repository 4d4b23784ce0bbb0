import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import { type Call, detailOption, wholeNumber, wrong } from './arguments.ts';
import { countText, cut, type Output, printable, shareText } from './output.ts';
import { readFiles } from './session.ts';

/** A line of the answer: a pattern, several together, or a form beneath one. */
interface Row {
  readonly id: string;
  readonly text: string;
  readonly count: number;
  readonly patterns: readonly string[];
}

/** The patterns of logs, at a level of detail; with --matchers, their expressions are written to a file and tried. */
export async function listTemplates(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if ((options.in === undefined) === (files.length === 0)) {
    throw wrong('"logsift templates" needs either --messages FILE, --in X.logsift, or files to read.');
  }
  const detail = detailOption(options.detail);
  const limit = wholeNumber(options.limit, 'limit', 1, 50);
  const { id: investigationId } =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  if (options.matchers !== undefined) return writeMatchers(client, investigationId, options.matchers, output);
  if (options.like !== undefined) return listLike(client, investigationId, options.like, { limit, isJson: options.json === true }, output);
  const { rows, total, records } = await rowsOf(client, investigationId, detail, limit);
  for (const row of rows) {
    output.write(
      options.json
        ? `${JSON.stringify(row)}\n`
        : `${countText(row.count).padStart(12)}  ${shareText(records === 0 ? 0 : row.count / records).padStart(6)}  ${cut(printable(row.text), Math.max(40, output.columns - 24))}\n`,
    );
  }
  if (!options.json) output.error(`${countText(rows.length)} of ${countText(total)} rows, ${countText(records)} records`);
  return rows.length === 0 ? 1 : 0;
}

async function rowsOf(
  client: LogsiftClient,
  investigationId: string,
  detail: ReturnType<typeof detailOption>,
  limit: number,
): Promise<{ readonly rows: Row[]; readonly total: number; readonly records: number }> {
  const filter = { investigationId };
  const { patterns, records } = await client.listPatterns({ filter, limit: 20_000, sparkBuckets: 0 });
  if (detail === 'forms') {
    const { forms, total } = await client.listForms({ filter, limit: Math.min(20_000, limit) });
    return {
      rows: forms.map(({ fingerprint, form, count, patternId }) => ({ id: fingerprint, text: form, count, patterns: [patternId] })),
      total,
      records,
    };
  }
  const groups = detail === 'patterns' ? [] : (await client.groupPatterns({ filter, level: detail })).groups;
  const grouped = new Set(groups.flatMap((group) => group.patternIds));
  const rows: Row[] = [
    ...groups.map(({ id, label, count, patternIds }) => ({ id, text: label, count, patterns: patternIds })),
    ...patterns.filter(({ id }) => !grouped.has(id)).map(({ id, template, count }) => ({ id, text: template, count, patterns: [id] })),
  ].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  return { rows: rows.slice(0, limit), total: rows.length, records };
}

/** Patterns that mean something like a text, the nearest first. */
async function listLike(
  client: LogsiftClient,
  investigationId: string,
  text: string,
  { limit, isJson }: { readonly limit: number; readonly isJson: boolean },
  output: Output,
): Promise<number> {
  const { found, model } = await client.findByMeaning({ filter: { investigationId }, text, limit: Math.min(200, limit) });
  for (const { pattern, nearness } of found) {
    const { id, template, count, level, services } = pattern;
    output.write(
      isJson
        ? `${JSON.stringify({ id, text: template, count, level, service: services[0], nearness })}\n`
        : `${nearness.toFixed(2)}  ${countText(count).padStart(10)}  ${level.padEnd(5)}  ${cut(printable(`${services[0] ?? '-'}  ${template}`), Math.max(40, output.columns - 25))}\n`,
    );
  }
  if (!isJson) output.error(`${countText(found.length)} patterns mean something like that, by ${model}`);
  return found.length === 0 ? 1 : 0;
}

async function writeMatchers(client: LogsiftClient, investigationId: string, file: string, output: Output): Promise<number> {
  const { matchers } = await client.listMatchers({ investigationId });
  try {
    writeFileSync(file, `${JSON.stringify(matchers, undefined, 2)}\n`);
  } catch (cause) {
    throw new AppError(
      'BAD_REQUEST',
      `The matchers cannot be written to ${path.basename(file)}: the folder is missing or may not be written to. Name another file.`,
      { cause },
    );
  }
  const wrongOnes = matchers.filter(({ precision, recall }) => precision < 1 || recall < 1);
  for (const { template, precision, recall, offenders } of wrongOnes) {
    output.write(`precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}: ${printable(template)}\n`);
    for (const { count, example } of offenders) output.write(`  takes ${countText(count)} such as ${printable(example)}\n`);
  }
  output.write(
    `${countText(matchers.length)} matchers in ${file}; ${wrongOnes.length === 0 ? 'each takes all its own records and no other' : `${countText(wrongOnes.length)} are not exact`}.\n`,
  );
  return 0;
}
