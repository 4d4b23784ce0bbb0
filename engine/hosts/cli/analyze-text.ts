import { LEVELS, levelIndex } from '../../base/level.ts';
import { isoOfUs } from '../../base/time.ts';
import type { Pattern, PatternTable } from '../../contract/explore.ts';
import type { Investigation, Source } from '../../contract/investigations.ts';
import { bytesText, coloured, countText, cut, type Output, printable, shareText, sparkline } from './output.ts';

/** Patterns shown to a person; --json gives all. */
const SHOWN = 20;
const CHANGED_SHOWN = 10;
export const SPARK_BUCKETS = 24;

export interface Ingest {
  readonly elapsedMs: number;
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly peakRssBytes: number;
}

/** Ranges are half-open; a person and the JSON want the last time itself. */
export function lastOf(range: { readonly untilUs: number } | undefined): number | undefined {
  return range === undefined ? undefined : range.untilUs - 1;
}

/** The summary a person reads: what was read, how bad it is, what changed, what there is most of. */
export function asText(investigation: Investigation, table: PatternTable, ingest: Ingest, output: Output): string {
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
  const changed = changedPatterns(table.patterns);
  if (changed.length > 0) {
    title('New, rising, gone');
    for (const pattern of changed.slice(0, CHANGED_SHOWN)) lines.push(patternLine(pattern, table.records, pattern.trend.kind, output));
    lines.push(...moreLine(changed.length - CHANGED_SHOWN));
  }
  title('Patterns');
  const frequent = [...table.patterns].sort((a, b) => b.count - a.count);
  for (const pattern of frequent.slice(0, SHOWN)) lines.push(patternLine(pattern, table.records, '', output));
  lines.push(...moreLine(frequent.length - SHOWN));
  return `${lines.join('\n')}\n`;
}

/** Patterns that are not what they were at the beginning, the severest first. */
function changedPatterns(patterns: readonly Pattern[]): Pattern[] {
  return patterns
    .filter(({ trend }) => trend.kind === 'new' || trend.kind === 'rising' || trend.kind === 'gone')
    .sort((a, b) => levelIndex(b.level) - levelIndex(a.level) || b.count - a.count);
}

function patternLine(pattern: Pattern, records: number, mark: string, output: Output): string {
  const share = shareText(pattern.count / Math.max(1, records));
  const head = `  ${countText(pattern.count).padStart(11)} ${share.padStart(7)}  ${sparkline(pattern.spark).padEnd(SPARK_BUCKETS)}  `;
  const level = coloured(output, pattern.level, (pattern.level === 'UNSET' ? '-' : pattern.level).padEnd(5));
  const tag = mark === '' ? '' : `${mark.padEnd(6)} `;
  return `${head}${tag}${level} ${cut(printable(pattern.template), Math.max(40, output.columns - head.length - tag.length - 6))}`;
}

function moreLine(count: number): string[] {
  return count > 0 ? [`  … and ${countText(count)} more; --json lists all`] : [];
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
