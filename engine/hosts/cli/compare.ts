import { formatQuery } from '../../base/filter/format.ts';
import { parseQuery } from '../../base/filter/parse.ts';
import { isoOfUs, type TimeRange } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { Change, Comparison } from '../../contract/compare.ts';
import { type Call, timeOption, wrong } from './arguments.ts';
import { coloured, countText, cut, type Output, printable, shareText, sparkline } from './output.ts';
import { readFiles } from './session.ts';

/** What changed between two windows; the baseline is the equal time before the other window when it is not named. */
export async function compare(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if ((options.in === undefined) === (files.length === 0)) throw wrong('"logsift compare" needs either --in X.logsift or files to read.');
  const { query } = options;
  const chosen = windowOption(options.b ?? options.incident, 'b');
  if (chosen === undefined && query === undefined)
    throw wrong(
      '"logsift compare" needs the window to look at, --b FROM..UNTIL, or the records to hold against all others, --query QUERY.',
    );
  const investigation =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const b = chosen ?? investigation.range ?? { fromUs: 0, untilUs: 1 };
  const a =
    query !== undefined ? b : (windowOption(options.a ?? options.baseline, 'a') ?? { fromUs: 2 * b.fromUs - b.untilUs, untilUs: b.fromUs });
  const comparison = await client.compareWindows({
    investigationId: investigation.id,
    ...(query === undefined ? {} : { query, queryA: complementOf(query) }),
    a,
    b,
  });
  output.write(options.json ? jsonText(comparison) : textOf(comparison, output));
  for (const source of investigation.sources)
    if (source.problem !== undefined) output.error(`logsift: ${source.problem.message} [${source.problem.code}]`);
  if (comparison.patterns === 0 && investigation.sources.some((source) => source.state === 'failed')) return 3;
  return comparison.changes.length === 0 ? 1 : 0;
}

/** All records that a query does not find. */
function complementOf(query: string): string {
  const parsed = parseQuery(query);
  return parsed.ok ? formatQuery({ kind: 'not', part: parsed.node }) : query;
}

/** @returns microseconds, half-open. */
export function windowOption(text: string | undefined, name: string): TimeRange | undefined {
  if (text === undefined) return undefined;
  const [from, until, ...rest] = text.split('..');
  const [fromUs, untilUs] = [timeOption(from, name), timeOption(until, name)];
  if (fromUs === undefined || untilUs === undefined || rest.length > 0)
    throw wrong(`--${name} takes two times such as 2026-09-14T13:40:00Z..2026-09-14T14:28:00Z, not "${text}".`);
  if (untilUs <= fromUs) throw wrong(`--${name} ends before it begins: "${text}".`);
  return { fromUs, untilUs };
}

function jsonText({ a, b, changes, pairs, unchanged, comparisons, onlyBetween }: Comparison): string {
  const window = ({ range, records }: Comparison['a']) => ({ from: isoOfUs(range.fromUs), until: isoOfUs(range.untilUs), records });
  return `${JSON.stringify({
    baseline: window(a),
    incident: window(b),
    changes: changes.map(({ kind, patternId, template, services, level, a: before, b: after, factor, strength, qValue, variable }) => ({
      kind,
      templateId: patternId,
      template,
      service: services[0],
      level,
      baseline: before,
      incident: after,
      factor,
      strength,
      qValue,
      variable: variable && { ...variable, distribution: undefined },
    })),
    pairs,
    unchanged,
    comparisons,
    onlyBetween: onlyBetween.map(({ patternId, template, level, services }) => ({
      templateId: patternId,
      template,
      service: services[0],
      level,
    })),
  })}\n`;
}

function textOf(comparison: Comparison, output: Output): string {
  const { a, b, changes, unchanged, patterns, comparisons, onlyBetween } = comparison;
  const window = (name: string, { range, records }: Comparison['a']): string =>
    `${name}  ${isoOfUs(range.fromUs)} to ${isoOfUs(range.untilUs)}  ${countText(records)} records\n`;
  const lines = changes.map((change) => lineOf(change, output));
  const between =
    onlyBetween.length === 0
      ? ''
      : `\nOnly between the windows\n${onlyBetween.map(({ template }) => `  ${cut(printable(template), output.columns - 2)}\n`).join('')}`;
  const result =
    changes.length === 0
      ? `\nNo reliable change: ${countText(patterns)} patterns, ${countText(comparisons)} comparisons.\n`
      : `\n${lines.join('')}\n${countText(unchanged)} of ${countText(patterns)} patterns did not change reliably; ${countText(comparisons)} comparisons.\n`;
  return `${window('A', a)}${window('B', b)}${result}${between}`;
}

function lineOf(change: Change, output: Output): string {
  const { kind, level, template, services, spark } = change;
  const head = `${coloured(output, 'bold', kind.padEnd(9))} ${factText(change).padEnd(34)} ${coloured(output, level, level.padEnd(5))} ${services[0] ?? ''}`;
  return `${head}\n          ${cut(printable(template), Math.max(20, output.columns - 64))}  ${coloured(output, 'dim', sparkline(spark))}\n`;
}

function factText({ a, b, factor, variable }: Change): string {
  if (variable === undefined)
    return `${rateText(a.perMinute)} to ${rateText(b.perMinute)} a minute${factor ? `, ${rateText(factor)}x` : ''}`;
  const name = variable.name ?? (variable.slot === undefined ? 'field' : `value ${variable.slot + 1}`);
  if (variable.what === 'share')
    return `${name} = ${printable(variable.value ?? '')}: ${shareText(variable.before)} to ${shareText(variable.after)}`;
  return `${variable.what === 'median' ? 'median' : 'p95'} of ${name}: ${quantityText(variable.before, variable)} to ${quantityText(variable.after, variable)}`;
}

function rateText(rate: number): string {
  return rate === 0 ? '0' : rate >= 100 ? countText(Math.round(rate)) : String(Number(rate.toPrecision(2)));
}

/** Durations in milliseconds, sizes in bytes. */
function quantityText(value: number, { distribution }: NonNullable<Change['variable']>): string {
  const unit = distribution.kind === 'numbers' ? distribution.unit : '';
  return unit === 'ns' ? `${rateText(value / 1e6)} ms` : unit === 'B' ? `${rateText(value)} B` : rateText(value);
}
