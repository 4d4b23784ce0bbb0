import { LEVELS } from '../../base/level.ts';
import { isoOfUs } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { PatternTable } from '../../contract/explore.ts';
import type { Investigation, Source } from '../../contract/investigations.ts';
import type { Call } from './arguments.ts';
import { wrong } from './arguments.ts';
import { bytesText, coloured, countText, cut, type Output, printable, shareText, sparkline } from './output.ts';
import { readFiles } from './session.ts';

/** Templates shown to a person; --json gives all. */
const SHOWN = 20;
const SPARK_BUCKETS = 24;

interface Ingest {
  readonly elapsedMs: number;
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly peakRssBytes: number;
}

export async function analyze(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if (files.length === 0) throw wrong('"logsift analyze" needs a file, a folder or - for standard input.');
  const { investigation, elapsedMs, peakRssBytes } = await readFiles(
    client,
    { files, save: options.save, format: options.format, timeZone: options.tz },
    output,
  );
  const { totals, sources } = investigation;
  const table = await client.listPatterns({
    filter: { investigationId: investigation.id },
    limit: 20_000,
    sparkBuckets: options.json ? 0 : SPARK_BUCKETS,
  });
  const perSecond = (amount: number) => (elapsedMs > 0 ? (amount * 1000) / elapsedMs : 0);
  const ingest: Ingest = {
    elapsedMs: Math.round(elapsedMs),
    linesPerSecond: Math.round(perSecond(totals.lines)),
    bytesPerSecond: Math.round(perSecond(totals.bytes)),
    peakRssBytes,
  };
  output.write(
    options.json ? `${JSON.stringify(asJson(investigation, table, ingest))}\n` : asText(investigation, table, ingest, options.save, output),
  );
  for (const { problem, name } of sources) if (problem !== undefined) output.error(`logsift: ${problem.message || name} [${problem.code}]`);
  const isRefused = sources.some((source) => source.state === 'failed') || sources.every((source) => source.state === 'skipped');
  return isRefused ? 3 : 0;
}

function asJson({ sources, totals, range }: Investigation, { patterns, records }: PatternTable, ingest: Ingest) {
  const iso = (timeUs: number | undefined) => (timeUs === undefined ? undefined : isoOfUs(timeUs));
  return {
    sources: sources.map((source) => ({
      path: source.path,
      format: source.format,
      formatReason: source.formatReason,
      encoding: source.encoding,
      bytes: source.bytes,
      lines: source.lines,
      records: source.records,
      continuation: source.continuation,
      unparsed: source.unparsed,
      truncated: source.truncated,
      skipped: source.skipped,
      from: iso(source.range?.fromUs),
      until: iso(lastOf(source.range)),
      problem: source.problem,
    })),
    totals: {
      bytes: totals.bytes,
      lines: totals.lines,
      records: totals.records,
      continuation: totals.continuation,
      skipped: totals.skipped,
      templates: totals.patterns,
      byLevel: totals.byLevel,
    },
    time: { from: iso(range?.fromUs), until: iso(lastOf(range)) },
    templates: patterns.map((pattern) => ({
      id: pattern.id,
      template: pattern.template,
      count: pattern.count,
      share: records > 0 ? pattern.count / records : 0,
      bytes: pattern.bytes,
      level: pattern.level,
      firstSeen: iso(pattern.firstUs),
      lastSeen: iso(pattern.lastUs),
    })),
    ingest,
  };
}

/** Ranges are half-open; a person and the JSON want the last time itself. */
function lastOf(range: { readonly untilUs: number } | undefined): number | undefined {
  return range === undefined ? undefined : range.untilUs - 1;
}

function asText(investigation: Investigation, table: PatternTable, ingest: Ingest, saved: string | undefined, output: Output): string {
  const { sources, totals, range } = investigation;
  const lines: string[] = [];
  const title = (text: string) => lines.push('', coloured(output, 'bold', text));
  lines.push(
    `${countText(totals.records)} records from ${countText(totals.lines)} lines (${bytesText(totals.bytes)}) in ${(ingest.elapsedMs / 1000).toFixed(1)} s, ${countText(totals.patterns)} patterns`,
  );
  if (range !== undefined) lines.push(`${isoOfUs(range.fromUs)} to ${isoOfUs(range.untilUs - 1)}`);
  title('Sources');
  for (const source of sources) lines.push(...sourceLines(source, output));
  if (totals.records === 0) return `${lines.join('\n')}\n`;
  title('Levels');
  const most = Math.max(1, ...Object.values(totals.byLevel));
  for (const level of [...LEVELS].reverse()) {
    const count = totals.byLevel[level];
    if (count === 0) continue;
    const bar = '█'.repeat(Math.max(1, Math.round((count * 30) / most)));
    lines.push(
      `  ${coloured(output, level, (level === 'UNSET' ? 'none' : level).padEnd(6))}${countText(count).padStart(12)}  ${shareText(count / Math.max(1, totals.records)).padStart(7)}  ${bar}`,
    );
  }
  title('Patterns');
  const shown = [...table.patterns].sort((a, b) => b.count - a.count).slice(0, SHOWN);
  for (const pattern of shown) {
    const head = `  ${countText(pattern.count).padStart(11)} ${shareText(pattern.count / Math.max(1, table.records)).padStart(7)}  ${sparkline(pattern.spark).padEnd(SPARK_BUCKETS)}  `;
    const level = pattern.level === 'UNSET' ? '-' : pattern.level;
    lines.push(
      `${head}${coloured(output, pattern.level, level.padEnd(5))} ${cut(printable(pattern.template), Math.max(40, output.columns - head.length - 6))}`,
    );
  }
  if (table.patterns.length > shown.length) lines.push(`  … and ${countText(table.patterns.length - shown.length)} more; --json lists all`);
  if (saved !== undefined)
    lines.push('', `Saved as ${saved} (${bytesText(investigation.fileBytes)}). Look at it with: logsift serve ${saved}`);
  return `${lines.join('\n')}\n`;
}

function sourceLines(source: Source, output: Output): string[] {
  const read = `${countText(source.lines)} lines: ${countText(source.records)} records, ${countText(source.continuation)} joined, ${countText(source.skipped)} blank`;
  const odd = [
    source.unparsed > 0 ? `${countText(source.unparsed)} do not fit the format and are kept as text` : undefined,
    source.untimed > 0 ? `${countText(source.untimed)} without a time of their own` : undefined,
    source.truncated > 0 ? `${countText(source.truncated)} longer than 1 MiB, their beginning kept` : undefined,
    source.timesNameZone || source.range === undefined ? undefined : `times name no zone, read as ${source.timeZone}`,
  ].filter((text) => text !== undefined);
  const lines = [
    `  ${coloured(output, 'bold', source.name)}  ${source.formatTitle || 'not read'}${source.formatReason === '' ? '' : coloured(output, 'dim', ` (${source.formatReason})`)}`,
  ];
  if (source.lines > 0) lines.push(`    ${read}`);
  if (odd.length > 0) lines.push(`    ${odd.join('; ')}`);
  return lines;
}
