// What it costs to try policies on everything that was read: proposals, and what 20 policies would have done to each record.
// `node scripts/run.mjs bench/policy-replay.ts X.logsift`
import os from 'node:os';
import type { LogsiftClient } from '../engine/contract/api.ts';
import { openFreshEngine } from './bench-engine.ts';
import { describeMachine, machineSentence } from './machine.ts';

const USAGE = `Usage: node scripts/run.mjs bench/policy-replay.ts X.logsift
  X.logsift is a saved investigation: logsift analyze FILE --save X.logsift
`;
/** Beside the guard that every set begins with. */
const POLICIES = 20;
const AGAIN = 3;

async function main(file: string | undefined): Promise<number> {
  if (file === undefined || file === '--help') {
    process.stdout.write(USAGE);
    return file === undefined ? 2 : 0;
  }
  say(`${machineSentence(describeMachine())}, load ${os.loadavg()[0].toFixed(1)}`);
  const set = await withFile(file, async (client, investigationId) => {
    const { policies, givenUp } = await timed('proposals', () => client.proposePolicies({ investigationId }));
    say(`  ${policies.length} policies, ${givenUp.length} given up`);
    return policies.slice(0, POLICIES + 1);
  });
  await withFile(file, async (client, investigationId) => {
    const { price } = await client.getPolicies({ investigationId });
    const simulate = () => client.simulatePolicies({ investigationId, policies: set, price });
    const { total } = await timed(`${set.length} policies, anomalies looked for first`, simulate);
    say(`  ${total.records.toLocaleString('en')} records, ${total.keptRecords.toLocaleString('en')} stay`);
    for (let round = 0; round < AGAIN; round++) await timed(`${set.length} policies again`, simulate);
  });
  return 0;
}

async function withFile<T>(file: string, ask: (client: LogsiftClient, investigationId: string) => Promise<T>): Promise<T> {
  const { client, close } = await openFreshEngine();
  try {
    const { id } = await client.openInvestigation({ path: file });
    // What every window shows first.
    await client.getTimeline({ filter: { investigationId: id, query: '' } });
    return await ask(client, id);
  } finally {
    await close();
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  say(`${what}: ${((performance.now() - started) / 1e3).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time`);
  return result;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv[2]);
