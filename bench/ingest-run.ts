import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runMeasured } from './measured-process.ts';

/** The part of `analyze --json` that is measured here. */
const AnalyzeOutput = z.object({
  totals: z.object({ bytes: z.number(), lines: z.number(), records: z.number(), skipped: z.number(), templates: z.number() }),
  ingest: z.object({ elapsedMs: z.number(), linesPerSecond: z.number(), bytesPerSecond: z.number(), peakRssBytes: z.number() }),
});

export interface IngestRun {
  readonly lines: number;
  readonly records: number;
  readonly templates: number;
  readonly bytes: number;
  readonly fileBytes: number;
  /** What the command says of itself: reading to saved and refined. */
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly elapsedMs: number;
  /** The whole process, its start and exit included. */
  readonly outerMs: number;
  readonly peakRssBytes: number;
  readonly outerPeakRssBytes: number | undefined;
}

const CLI = fileURLToPath(new URL('../bin/logsift.mjs', import.meta.url));

/** Runs the real command as a person would. @throws Error when it fails or answers something else */
export async function ingestByCli(file: string, savePath: string): Promise<IngestRun> {
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(savePath + suffix, { force: true });
  const run = await runMeasured(process.execPath, [CLI, 'analyze', path.resolve(file), '--save', savePath, '--json']);
  if (run.exitCode !== 0)
    throw new Error(`analyze ended with code ${run.exitCode}. There is nothing to measure. Run the same command by hand to see why.`);
  const { totals, ingest } = AnalyzeOutput.parse(JSON.parse(run.stdout));
  return {
    lines: totals.lines,
    records: totals.records,
    templates: totals.templates,
    bytes: totals.bytes,
    fileBytes: statSync(savePath).size,
    linesPerSecond: ingest.linesPerSecond,
    bytesPerSecond: ingest.bytesPerSecond,
    elapsedMs: ingest.elapsedMs,
    outerMs: run.elapsedMs,
    peakRssBytes: ingest.peakRssBytes,
    outerPeakRssBytes: run.peakRssBytes,
  };
}
