import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { type LogsiftClient, logsiftApi } from '../../contract/api.ts';
import type { Investigation } from '../../contract/investigations.ts';
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

/**
 * Reads files into a new investigation and waits until all is read. What cannot be read stands in the sources of the answer.
 * @throws AppError when format or zone do not exist: then the call was wrong
 */
export async function readFiles(
  client: LogsiftClient,
  { files, save, format, timeZone }: ReadOptions,
  output: Output,
): Promise<{ investigation: Investigation; elapsedMs: number; peakRssBytes: number }> {
  const { id } = await client.createInvestigation({ path: save, name: save === undefined ? undefined : path.basename(save, '.logsift') });
  await client.addSources({ investigationId: id, sources: files.map((file) => ({ path: file, options: { format, timeZone } })) });
  let peakRssBytes = 0;
  let last: { investigation: Investigation; elapsedMs: number } | undefined;
  for await (const progress of client.watchIngest({ investigationId: id })) {
    last = progress;
    peakRssBytes = Math.max(peakRssBytes, progress.memoryBytes);
    const share = progress.sizeBytes > 0 ? Math.floor((progress.consumedBytes * 100) / progress.sizeBytes) : 0;
    output.progress(
      `reading ${share}%  ${progress.investigation.totals.records.toLocaleString('en-US')} records  ${Math.round(progress.linesPerSecond).toLocaleString('en-US')} lines/s`,
    );
  }
  output.progress(undefined);
  peakRssBytes = Math.max(peakRssBytes, process.resourceUsage().maxRSS * 1024);
  if (last === undefined) throw new Error('watchIngest gave nothing');
  const investigation = await client.getInvestigation({ investigationId: id });
  for (const { problem } of investigation.sources) {
    const code = problem === undefined ? undefined : wrongCallCode(problem.code);
    if (problem !== undefined && code !== undefined) throw new AppError(code, problem.message);
  }
  return { investigation, elapsedMs: last.elapsedMs, peakRssBytes };
}
