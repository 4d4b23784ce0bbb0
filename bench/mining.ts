import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { defaultThreads } from '../engine/runtime/ingest/ingest-job.ts';
import { messagesOf, variedLog } from './bench-data.ts';
import { describeMachine, machineSentence } from './machine.ts';
import { runMeasured } from './measured-process.ts';
import { intoPage } from './report.ts';
import { parseSize } from './size.ts';

const USAGE = `Usage: node scripts/run.mjs bench/mining.ts [options]
  --size 100MB       how large a varied log to mine (made once, in the folder for temporary files)
  --messages 1GB     how large a varied log to take messages from, for mining in threads as reading does it
  --signatures N     how many signatures, all different, to refine; default 1,000,000
  --write PAGE       put the table into this Markdown page, between its marks
`;
const MARKS = { begin: '<!-- mining:begin (written by bench/mining.ts) -->', end: '<!-- mining:end -->' };
const RUN = fileURLToPath(new URL('./mining-run.ts', import.meta.url));
/** Lines a second of Drain3 on such a machine: what the miner is compared with. */
const DRAIN3 = 87_000;

const Run = z.object({ count: z.number(), templates: z.number(), elapsedMs: z.number(), cpuMs: z.number() });

/** The mining thread has this much room for new objects (THREAD_LIMITS: three such spaces). */
const AS_IN_ITS_THREAD = ['--max-semi-space-size=4'];

type Measured = z.output<typeof Run> & { readonly peakRssBytes: number | undefined };

async function run(...args: string[]): Promise<Measured> {
  const { exitCode, stdout, peakRssBytes } = await runMeasured(process.execPath, [...AS_IN_ITS_THREAD, RUN, ...args]);
  if (exitCode !== 0) throw new Error(`mining-run.ts ended with code ${exitCode}. Run it by hand to see why: ${args.join(' ')}`);
  return { ...Run.parse(JSON.parse(stdout)), peakRssBytes };
}

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '100MB' },
    messages: { type: 'string', default: '1GB' },
    signatures: { type: 'string', default: '1000000' },
    write: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const log = (await variedLog(parseSize(values.size), say)).files[0].path;
  const messages = messagesOf((await variedLog(parseSize(values.messages), say)).files[0].path);
  const threads = defaultThreads();
  const byCpu = (what: string, result: Measured) => ({ what, ...result, ms: result.cpuMs });
  const inThreads = await run('messages', messages, String(threads));
  const rows = [
    {
      what: `messages of ${values.messages} varied log: ${threads} threads mask and hash, one refines, as in reading; by the clock`,
      ...inThreads,
      ms: inThreads.elapsedMs,
    },
    byCpu(`lines of ${values.size} varied log with their headers, masked, hashed and refined`, await run('lines', log)),
    byCpu('signatures, all different, of one form', await run('signatures', values.signatures, 'form')),
    byCpu('signatures, all different, of four words each', await run('signatures', values.signatures, 'words')),
  ];
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  const report = [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${machineSentence(describeMachine())}. But for the first row: one thread, and a second is a second of CPU.`,
    '',
    '| Mining alone | Number | Templates | A second | Against Drain3 (87,000 lines/s) | Time | Peak memory of the process |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ what, count: number, templates, ms, elapsedMs, peakRssBytes }) => {
      const aSecond = (number * 1_000) / ms;
      const memory = peakRssBytes === undefined ? '' : `${count(peakRssBytes / 1e6)} MB`;
      return `| ${what} | ${count(number)} | ${count(templates)} | ${count(aSecond)} | ${(aSecond / DRAIN3).toFixed(1)} times | ${(elapsedMs / 1_000).toFixed(1)} s | ${memory} |`;
    }),
    '',
    "Drain3's figure is of such a machine, not of this run; it works on one core. In the first row the messages lie in memory before the clock starts.",
    '',
  ].join('\n');
  process.stdout.write(report);
  if (values.write !== undefined) {
    writeFileSync(values.write, intoPage(existsSync(values.write) ? readFileSync(values.write, 'utf8') : '', report, MARKS));
  }
}
