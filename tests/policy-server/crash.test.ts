import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createKey } from '../../engine/policy-server/keys.ts';
import { openStorage } from '../../engine/policy-server/storage/sqlite/open-storage.ts';
import { dropPolicy } from './test-server.ts';

const PROGRAM = fileURLToPath(new URL('../../engine/hosts/policy-server/main.ts', import.meta.url));

async function startProgram(data: string) {
  const child = spawn(process.execPath, [PROGRAM, '--data', data, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  for await (const line of createInterface(child.stderr)) {
    const [, address] = /is at (http\S+),/.exec(line) ?? [];
    if (address !== undefined) return { child, address, exited };
  }
  throw new Error('the server ended before it had an address');
}

test.each([1, 2, 3])('killed while versions are written, it has every one that it acknowledged (round %i)', async (round) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = path.join(folder, 'server.db');
  const storage = openStorage(data);
  const { secret } = createKey(storage.keys, { tenant: 'shop', name: 'writer', scope: 'write' }, 0);
  storage.close();

  const { child, address, exited } = await startProgram(data);
  const acknowledged: { service: string; version: number; reason: string }[] = [];
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const write = async (service: string): Promise<void> => {
    for (let n = 0; ; n++) {
      const reason = `${service} ${n}`;
      const body = JSON.stringify({ policies: [dropPolicy(`p${n}`)], reason });
      try {
        const answer = await fetch(`${address}/api/v1/policies/${service}`, { method: 'POST', headers, body });
        const { version } = (await answer.json()) as { version: number };
        acknowledged.push({ service, version, reason });
      } catch {
        return;
      }
      if (acknowledged.length === 20 * round) child.kill('SIGKILL');
    }
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(write));
  await exited;
  expect(acknowledged.length).toBeGreaterThanOrEqual(20 * round);

  const again = await startProgram(data);
  for (const service of ['a', 'b', 'c', 'd']) {
    const answer = await fetch(`${again.address}/api/v1/policies/${service}/history?limit=200`, { headers });
    const { versions } = (await answer.json()) as { versions: { version: number; reason: string; stage: string }[] };
    const mine = acknowledged.filter((one) => one.service === service);
    for (const { version, reason } of mine) expect(versions.find((one) => one.version === version)?.reason).toBe(reason);
    // Nothing is half there: numbers without gaps, and exactly the newest is active.
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => versions.length - index));
    expect(versions.map(({ stage }) => stage)).toEqual(versions.map((_, index) => (index === 0 ? 'active' : 'retired')));
  }
  again.child.kill('SIGTERM');
  expect(await again.exited).toBe(0);
});
