import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { playBackground } from './incident-background.ts';
import { playDeployment } from './incident-deployment.ts';
import { AccessLog, KubeEventLog, Log4jLog, LogfmtLog, PinoLog, PostgresLog } from './incident-logs.ts';
import { playRequests } from './incident-requests.ts';
import { makeShop } from './incident-shop.ts';
import { INCIDENT } from './incident-truth.ts';
import { Random } from './random.ts';

export interface SampleFile {
  readonly path: string;
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  /** The zone its times are in, where they do not say so themselves: without it they would be read as UTC. */
  readonly timeZone?: string;
}

export interface SampleIncident {
  readonly files: readonly SampleFile[];
  readonly lines: number;
  readonly rootCause: typeof INCIDENT.rootCause;
}

/**
 * Writes the sample incident: six files of one web shop over 100 minutes, some 100,000 lines, the same bytes for the
 * same seed on every machine. What is to be found in them is told by INCIDENT (incident-truth.ts).
 * @param outDir made when absent; files of the same names in it are replaced
 * @throws what the file system throws, unchanged
 */
export function generateIncident(outDir: string, options: { readonly seed?: number } = {}): SampleIncident {
  const shop = makeShop(new Random(options.seed ?? 4_180), {
    gateway: new AccessLog(),
    checkout: new PinoLog(),
    payments: new LogfmtLog(),
    inventory: new Log4jLog(),
    postgres: new PostgresLog(),
    kube: new KubeEventLog(),
  });
  playRequests(shop);
  playBackground(shop);
  playDeployment(shop);

  mkdirSync(outDir, { recursive: true });
  const { gateway, checkout, payments, inventory, postgres, kube } = shop.logs;
  const texts = [
    { name: 'edge-gateway.access.log', log: gateway },
    { name: 'checkout-api.jsonl', log: checkout },
    { name: 'payments.log', log: payments },
    { name: 'inventory-worker.log', log: inventory, timeZone: 'Europe/Berlin' },
    { name: 'postgresql-14.log', log: postgres },
    { name: 'kube-events.ndjson', log: kube },
  ];
  const files = texts.map(({ name, log, timeZone }) => {
    const bytes = Buffer.from(log.text(INCIDENT.fromMs, INCIDENT.untilMs));
    const file = path.join(outDir, name);
    writeFileSync(file, bytes);
    return { path: file, name, lines: linesOf(bytes), bytes: bytes.length, ...(timeZone === undefined ? {} : { timeZone }) };
  });
  return { files, lines: files.reduce((sum, { lines }) => sum + lines, 0), rootCause: INCIDENT.rootCause };
}

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
