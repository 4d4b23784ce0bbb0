import type { IngestRun } from './ingest-run.ts';
import type { ToolResult } from './other-tools.ts';
import type { Latency } from './query-latency.ts';

export interface BenchReport {
  /** ISO day. */
  readonly day: string;
  readonly machine: string;
  readonly file: string;
  readonly ingest: IngestRun;
  readonly latencies: readonly Latency[];
  readonly tools: readonly ToolResult[];
  readonly missing: readonly string[];
}

const MARKS = { begin: '<!-- bench:begin (written by npm run bench) -->', end: '<!-- bench:end -->' };

const count = (value: number): string => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const duration = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
const memory = (bytes: number | undefined): string => (bytes === undefined ? '' : megabytes(bytes));

export function renderReport({ day, machine, file, ingest, latencies, tools, missing }: BenchReport): string {
  const ratio = ingest.bytes / ingest.fileBytes;
  const rows = (cells: readonly (readonly string[])[]): string => cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
  return [
    `Measured ${day} on ${machine}.`,
    `The log: ${file}, ${megabytes(ingest.bytes)}, ${count(ingest.lines)} lines, ${count(ingest.records)} records.`,
    '',
    rows([
      ['Reading (`analyze --save`)', ''],
      ['---', '---:'],
      ['Lines per second', count(ingest.linesPerSecond)],
      ['Bytes per second', `${megabytes(ingest.bytesPerSecond)}/s`],
      ['Reading to saved and refined', duration(ingest.elapsedMs)],
      ['Whole process', duration(ingest.outerMs)],
      ['Peak memory (own figure)', megabytes(ingest.peakRssBytes)],
      ['Peak memory (kernel, from outside)', memory(ingest.outerPeakRssBytes) || 'not available here'],
      ['Saved file', `${megabytes(ingest.fileBytes)}, 1/${ratio.toFixed(1)} of the log`],
      ['Patterns', count(ingest.templates)],
    ]),
    '',
    rows([
      ['Question', 'First time', 'Again', 'Answer'],
      ['---', '---:', '---:', '---'],
      ...latencies.map(({ what, firstMs, againMs, outcome }) => [what, duration(firstMs), duration(againMs), outcome]),
    ]),
    '',
    rows([
      ['Other tools, same file', 'Time', 'Peak memory', 'Outcome'],
      ['---', '---:', '---:', '---'],
      ...tools.map(({ what, elapsedMs, peakRssBytes, outcome }) => [what, duration(elapsedMs), memory(peakRssBytes), outcome]),
    ]),
    ...(missing.length > 0 ? ['', `Not installed here: ${missing.join(', ')}.`] : []),
    '',
  ].join('\n');
}

/** Replaces what stands between the marks; a page without marks gets them at its end. */
export function intoPage(page: string, report: string, marks = MARKS): string {
  const begin = page.indexOf(marks.begin);
  const end = page.indexOf(marks.end);
  const block = `${marks.begin}\n${report}${marks.end}`;
  if (begin >= 0 && end > begin) return page.slice(0, begin) + block + page.slice(end + marks.end.length);
  return `${page === '' ? '# Benchmarks\n' : page.trimEnd()}\n\n${block}\n`;
}
