// What a pull of a log service costs: the real command against a server played in this process, with and without being killed in the middle.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeMachine, machineSentence } from './machine.ts';
import { runMeasured } from './measured-process.ts';
import { FROM_MS, type PullServer, startPullServer } from './pull-server.ts';

const CLI = fileURLToPath(new URL('../engine/hosts/cli/main.ts', import.meta.url));
const PulledOutput = z.object({
  totals: z.object({ records: z.number(), bytes: z.number(), templates: z.number() }),
  ingest: z.object({ elapsedMs: z.number() }),
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const perSecond = (records: number, ms: number): string => Math.round((records * 1000) / ms).toLocaleString('en');

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { records: { type: 'string', default: '1000000' } } });
  const records = Number(values.records);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'logsift-bench-pull-'));
  const server = await startPullServer(records);
  process.env.POSTHOG_API_KEY = 'phx_bench';
  try {
    say(`${records.toLocaleString('en')} records on ${machineSentence(describeMachine())}, load ${os.loadavg()[0].toFixed(1)}.`);
    const aloneMs = await readAlone(server);
    say(`Server alone, its answers thrown away: ${perSecond(records, aloneMs)} records/s`);
    const saved = path.join(folder, 'whole.logsift');
    const run = await runMeasured(process.execPath, callOf(server, records, saved));
    const { totals, ingest } = PulledOutput.parse(JSON.parse(run.stdout));
    say(
      `Pulled, mined and saved: ${perSecond(totals.records, ingest.elapsedMs)} records/s, ${totals.records.toLocaleString('en')} records, ${totals.templates} patterns, ${Math.round(statSync(saved).size / 1e6)} MB of ${Math.round(totals.bytes / 1e6)} MB, peak memory ${Math.round((run.peakRssBytes ?? 0) / 1e6)} MB`,
    );
    const killed = path.join(folder, 'killed.logsift');
    const before = server.pages();
    const child = spawn(process.execPath, callOf(server, records, killed), { stdio: 'ignore' });
    const halfway = before + records / 2_000 / 2;
    while (server.pages() < halfway) await new Promise((resolve) => setTimeout(resolve, 20));
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    const rest = await runMeasured(process.execPath, callOf(server, records, killed));
    const resumed = PulledOutput.parse(JSON.parse(rest.stdout));
    say(`Killed halfway and called again: ${resumed.totals.records.toLocaleString('en')} records`);
    return resumed.totals.records === records && totals.records === records ? 0 : 1;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function callOf(server: PullServer, records: number, saved: string): string[] {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return [
    CLI,
    'pull',
    'posthog',
    '--host',
    server.url,
    '--project',
    '1',
    '--from',
    iso(FROM_MS),
    '--until',
    iso(FROM_MS + records),
    '--save',
    saved,
    '--json',
  ];
}

async function readAlone(server: PullServer): Promise<number> {
  const startedMs = performance.now();
  let after: string | null | undefined;
  do {
    const body = JSON.stringify({ query: { after: after ?? undefined } });
    const answer = await (await fetch(`${server.url}/api/projects/1/logs/query/`, { method: 'POST', body })).text();
    after = /"nextCursor":"(\d+)"\}$/.exec(answer)?.[1];
  } while (after !== undefined);
  return performance.now() - startedMs;
}

process.exitCode = await main();
