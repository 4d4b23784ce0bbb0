import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { type LogsiftClient, logsiftApi } from '../../contract/api.ts';
import type { IngestProgress, Investigation } from '../../contract/investigations.ts';
import { createClient } from '../../contract/rpc/client.ts';
import { memoryTransports } from '../../contract/rpc/memory-transport.ts';
import { serve } from '../../contract/rpc/server.ts';
import { startEngine } from '../shared/start-engine.ts';
import { wrongCallCode } from './arguments.ts';
import type { Output } from './output.ts';

export interface CliSession {
  readonly client: LogsiftClient;
  close(): Promise<void>;
}

/** The engine in this process, spoken to as the window does; investigations that are not saved are gone afterwards. */
export function openSession(version: string): CliSession {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-'));
  const { workspace, handlers } = startEngine(folder, version);
  const [near, far] = memoryTransports();
  serve(logsiftApi, handlers, far);
  return {
    client: createClient(logsiftApi, near),
    async close() {
      near.close();
      try {
        await workspace.discardUnnamed();
        await workspace.close();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

export interface ReadOptions {
  readonly files: readonly string[];
  readonly save?: string | undefined;
  readonly format?: string | undefined;
  readonly timeZone?: string | undefined;
}

export interface ReadOutcome {
  readonly investigation: Investigation;
  readonly elapsedMs: number;
  readonly peakRssBytes: number;
}

/**
 * Reads files into a new investigation and waits until all is read. What cannot be read stands in the sources of the answer.
 * @throws AppError when format or zone do not exist: then the call was wrong
 */
export async function readFiles(
  client: LogsiftClient,
  { files, save, format, timeZone }: ReadOptions,
  output: Output,
): Promise<ReadOutcome> {
  const { id } = await client.createInvestigation({ path: save, name: save === undefined ? undefined : path.basename(save, '.logsift') });
  await client.addSources({ investigationId: id, sources: files.map((file) => ({ path: file, options: { format, timeZone } })) });
  const outcome = await watchReading(client, id, output);
  for (const { problem } of outcome.investigation.sources) {
    const code = problem === undefined ? undefined : wrongCallCode(problem.code);
    if (problem !== undefined && code !== undefined) throw new AppError(code, problem.message);
  }
  return outcome;
}

/** Waits until all is read, and says how far it is. */
export async function watchReading(client: LogsiftClient, investigationId: string, output: Output): Promise<ReadOutcome> {
  let peakRssBytes = 0;
  let last: { investigation: Investigation; elapsedMs: number } | undefined;
  for await (const progress of client.watchIngest({ investigationId })) {
    last = progress;
    peakRssBytes = Math.max(peakRssBytes, progress.memoryBytes);
    const { sources } = progress.investigation;
    const waits = sources.find((source) => source.state === 'reading' && source.problem !== undefined)?.problem?.message;
    output.progress(
      waits ??
        `reading ${shareRead(progress)}%  ${progress.investigation.totals.records.toLocaleString('en-US')} records  ${Math.round(progress.linesPerSecond).toLocaleString('en-US')} lines/s`,
    );
  }
  output.progress(undefined);
  peakRssBytes = Math.max(peakRssBytes, process.resourceUsage().maxRSS * 1024);
  if (last === undefined) throw new Error('watchIngest gave nothing');
  return { investigation: await client.getInvestigation({ investigationId }), elapsedMs: last.elapsedMs, peakRssBytes };
}

/** Percent; of services by records, where they say how many there are. */
function shareRead({ sizeBytes, consumedBytes, investigation: { sources } }: IngestProgress): number {
  const expected = sources.reduce((sum, { expectedRecords = 0 }) => sum + expectedRecords, 0);
  if (expected > 0) return Math.min(100, Math.floor((sources.reduce((sum, { records }) => sum + records, 0) * 100) / expected));
  return sizeBytes > 0 ? Math.floor((consumedBytes * 100) / sizeBytes) : 0;
}
