// What it costs to try policies on everything that was read: proposals, and what 20 policies would have done to each record.
// `node scripts/run.mjs bench/policy-replay.ts X.logsift`
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LogsiftClient } from '../engine/contract/api.ts';
import type { Policy } from '../engine/contract/policies.ts';
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
  const set = await withCopy(file, (copy) =>
    withFile(copy, async (client, investigationId) => {
      const { policies, givenUp } = await timed('proposals', () => client.proposePolicies({ investigationId }));
      say(`  ${policies.length} policies, ${givenUp.length} given up`);
      return policies.slice(0, POLICIES + 1);
    }),
  );
  await withCopy(file, async (copy) => {
    await withFile(copy, (client, id) => tryPolicies(client, id, set, `${set.length} policies, anomalies looked for first`));
    await withFile(copy, async (client, id) => {
      await tryPolicies(client, id, set, `${set.length} policies, the file opened again`);
      for (let round = 0; round < AGAIN; round++) await tryPolicies(client, id, set, `${set.length} policies again`);
    });
  });
  return 0;
}

async function tryPolicies(client: LogsiftClient, investigationId: string, policies: Policy[], what: string): Promise<void> {
  const { price } = await client.getPolicies({ investigationId });
  const { total } = await timed(what, () => client.simulatePolicies({ investigationId, policies, price }));
  say(`  ${total.records.toLocaleString('en')} records, ${total.keptRecords.toLocaleString('en')} stay`);
}

/** What is found is kept in a file: each measurement begins with one in which nobody has looked yet. */
async function withCopy<T>(file: string, use: (copy: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'logsift-bench-replay-'));
  try {
    const copy = path.join(folder, path.basename(file));
    copyFileSync(file, copy);
    return await use(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
