import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { variedLog } from './bench-data.ts';
import { openFreshEngine } from './bench-engine.ts';
import { ingestByCli } from './ingest-run.ts';
import { describeMachine, machineSentence } from './machine.ts';
import { measureOtherTools } from './other-tools.ts';
import { chooseProbes } from './probes.ts';
import { measureQueries } from './query-latency.ts';
import { intoPage, renderReport } from './report.ts';
import { parseSize } from './size.ts';

const USAGE = `Usage: npm run bench -- [options]
  --size 1GB      how large a varied log to measure with (made once, in the folder for temporary files)
  --quick         the same with 100 MB
  --file LOG      measure with this log instead
  --cores 2       limit everything measured to so many cores, where the machine has more (Linux)
  --write PAGE    put the tables into this Markdown page, between its marks
`;
const PINNED = 'LOGSIFT_BENCH_PINNED';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1GB' },
      quick: { type: 'boolean', default: false },
      file: { type: 'string' },
      cores: { type: 'string', default: '2' },
      write: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const machine = describeMachine();
  const pinned = runOnFewerCores(Number(values.cores), machine.usableCores);
  if (pinned !== undefined) return pinned;

  const bytes = values.quick ? 100_000_000 : parseSize(values.size);
  const file = values.file === undefined ? (await variedLog(bytes, say)).files[0].path : path.resolve(values.file);
  const probes = chooseProbes(file);
  await warm(file);
  const workDir = path.join(os.tmpdir(), 'logsift-bench');
  mkdirSync(workDir, { recursive: true });
  const savePath = path.join(workDir, 'bench.logsift');

  say(`Reading ${file} on ${machineSentence(machine)} …`);
  const ingest = await ingestByCli(file, savePath);
  say(`${Math.round(ingest.linesPerSecond).toLocaleString('en')} lines/s. Asking questions …`);
  const latencies = await measureQueries(savePath, openFreshEngine, probes, say);
  say('Other tools …');
  const { results, missing } = await measureOtherTools(file, probes);

  const report = renderReport({
    day: new Date().toISOString().slice(0, 10),
    machine: machineSentence(machine),
    file: path.basename(file),
    ingest,
    latencies,
    tools: results,
    missing,
  });
  process.stdout.write(report);
  if (values.write !== undefined) {
    writeFileSync(values.write, intoPage(existsSync(values.write) ? readFileSync(values.write, 'utf8') : '', report));
    say(`Written to ${values.write}.`);
  }
  return 0;
}

/** Starts this program again on the first `cores` cores; undefined when there is nothing to limit or no way to. */
function runOnFewerCores(cores: number, usable: number): number | undefined {
  if (process.env[PINNED] !== undefined || !(cores >= 1) || usable <= cores) return undefined;
  if (spawnSync('taskset', ['--version']).error !== undefined) {
    say(`This machine has ${usable} cores and no taskset: measuring with all of them.`);
    return undefined;
  }
  const list = Array.from({ length: cores }, (_, core) => core).join(',');
  const child = spawnSync('taskset', ['-c', list, process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [PINNED]: '1' },
  });
  return child.status ?? 1;
}

/** Reads the file once, so that every tool finds it in memory. */
async function warm(file: string): Promise<void> {
  for await (const _ of createReadStream(file, { highWaterMark: 4 << 20 }));
}

process.exitCode = await main();
