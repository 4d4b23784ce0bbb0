import { isoOfUs } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { PatternTable } from '../../contract/explore.ts';
import type { Investigation } from '../../contract/investigations.ts';
import { asText, type Ingest, lastOf, SPARK_BUCKETS } from './analyze-text.ts';
import type { Call } from './arguments.ts';
import { wrong } from './arguments.ts';
import type { Output } from './output.ts';
import { type ReadOutcome, readFiles } from './session.ts';

export async function analyze(client: LogsiftClient, { files, options }: Call, output: Output): Promise<number> {
  if (files.length === 0) throw wrong('"logsift analyze" needs a file, a folder or - for standard input.');
  const outcome = await readFiles(client, { files, save: options.save, format: options.format, timeZone: options.tz }, output);
  return tell(client, outcome, options.json === true, output);
}

/** Says what was read. @returns the exit code: 3 where a source could not be read */
export async function tell(
  client: LogsiftClient,
  { investigation, elapsedMs, peakRssBytes }: ReadOutcome,
  isJson: boolean,
  output: Output,
): Promise<number> {
  const { totals, sources } = investigation;
  const table = await client.listPatterns({
    filter: { investigationId: investigation.id },
    limit: 20_000,
    sparkBuckets: isJson ? 0 : SPARK_BUCKETS,
  });
  const perSecond = (amount: number) => (elapsedMs > 0 ? (amount * 1000) / elapsedMs : 0);
  const ingest: Ingest = {
    elapsedMs: Math.round(elapsedMs),
    linesPerSecond: Math.round(perSecond(totals.lines)),
    bytesPerSecond: Math.round(perSecond(totals.bytes)),
    peakRssBytes,
  };
  output.write(isJson ? `${JSON.stringify(asJson(investigation, table, ingest))}\n` : asText(investigation, table, ingest, output));
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
