// How many clients one policy server serves: conditional GETs of 1,000 services over loopback, the load made by a process of its own.
// `node scripts/run.mjs bench/policy-server.ts [seconds]`
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { createKey } from '../engine/policy-server/keys.ts';
import { openStorage } from '../engine/policy-server/storage/sqlite/open-storage.ts';

const SERVICES = 1_000;
const POLICIES = 20;
const CONNECTIONS = 50;
const seconds = Math.min(60, Number(process.argv[2] ?? 10));

const folder = mkdtempSync(path.join(tmpdir(), 'logsift-bench-server-'));
const data = path.join(folder, 'server.db');
const storage = openStorage(data);
const { secret } = createKey(storage.keys, { tenant: 'bench', name: 'bench', scope: 'read' }, Date.now());
for (let n = 0; n < SERVICES; n++) {
  const content = JSON.stringify(Array.from({ length: POLICIES }, (_, p) => policy(`service-${n}`, p)));
  const made = { tenant: 'bench', service: `service-${n}`, content, policies: POLICIES, stage: 'active' as const };
  const act = { author: 'bench', reason: 'bench', keyId: 'bench', atMs: Date.now() };
  storage.versions.publish({ ...made, percent: undefined, rollbackOf: undefined, basedOn: undefined }, act, {
    tenant: 'bench',
    kind: 'version.published',
    data: '{}',
    atMs: act.atMs,
  });
}
storage.close();

const program = fileURLToPath(new URL('../engine/hosts/policy-server/main.ts', import.meta.url));
const server = spawn(process.execPath, [program, '--data', data, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
try {
  const address = await addressOf(server.stderr);
  const headers = { authorization: `Bearer ${secret}` };
  const requests = await Promise.all(
    Array.from({ length: SERVICES }, async (_, n) => {
      const url = `/api/v1/policies/service-${n}?instance=pod-${n % 40}`;
      const answer = await fetch(address + url, { headers });
      await answer.arrayBuffer();
      return { path: url, headers: { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' } };
    }),
  );
  const measure = (duration: number) => autocannon({ url: address, connections: CONNECTIONS, duration, requests, workers: 1 });
  await measure(2);
  const result = await measure(seconds);
  const { '3xx': unchanged } = result;
  process.stdout.write(
    [
      `${SERVICES} services of ${POLICIES} policies, ${CONNECTIONS} connections, ${seconds} s, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
      `${Math.round(result.requests.average).toLocaleString('en-US')} conditional GETs/s (least second ${result.requests.min.toLocaleString('en-US')})`,
      `latency p50 ${result.latency.p50} ms, p97.5 ${result.latency.p97_5} ms, p99 ${result.latency.p99} ms, most ${result.latency.max} ms`,
      `${unchanged.toLocaleString('en-US')} unchanged, ${(result.non2xx - unchanged + result['2xx']).toLocaleString('en-US')} others, ${result.errors} errors, ${result.timeouts} timeouts\n`,
    ].join('\n'),
  );
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

function policy(service: string, n: number): object {
  const matches = [
    { target: { resource_attribute: ['service.name'] }, predicate: { equals: service } },
    { target: { record_field: 'LOG_RECORD_FIELD_BODY' }, predicate: { regex: `\\Acache ${n} refreshed for shard [0-9]+ in [0-9]+ms\\z` } },
  ];
  return { id: `sample-${n}`, log_sampling: { matches, probability: { percentage: 10, th: 'e666' } } };
}

async function addressOf(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) {
    const [, address] = /is at (http\S+),/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the server ended before it had an address');
}
