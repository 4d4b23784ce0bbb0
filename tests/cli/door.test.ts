// The door starts the program in a process of its own. Both hold the pipe that these tests read: it closes when both are gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ordinaryLines } from '../support/hostile-files.ts';
import { openEngine } from '../support/open-engine.ts';

const DOOR = fileURLToPath(new URL('../../bin/logsift.mjs', import.meta.url));
/** The first start may build the window. */
const PATIENCE = { timeout: 120_000, skip: process.platform === 'win32' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-door-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function enter(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [DOOR, ...args], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LOGSIFT_HOME: folder } });
}

describe('a window that is served ends with its door', PATIENCE, () => {
  test.for(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('told so by %s', async (signal) => {
    const door = enter(['serve', '--no-open']);
    const closed = once(door, 'close');
    await new Promise<void>((resolve) => door.stdout?.on('data', (text) => String(text).includes('http:') && resolve()));
    door.kill(signal);
    expect(await closed).toEqual(signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null]);
    // It tidied up, so it was told: nobody ended it the hard way.
    expect(readdirSync(path.join(folder, 'uploads'))).toEqual([]);
  });
});

describe('a log that is read', PATIENCE, () => {
  /** Begins to read a log that takes a while, and gives both ends of it once something is stored. */
  async function reading(): Promise<{ readonly door: ChildProcess; readonly savePath: string; readonly closed: Promise<unknown[]> }> {
    const log = path.join(folder, 'big.log');
    writeFileSync(log, `${ordinaryLines(600_000).join('\n')}\n`);
    const savePath = path.join(folder, 'big.logsift');
    const door = enter(['analyze', log, '--save', savePath]);
    door.stdout?.resume();
    const closed = once(door, 'close');
    while (!existsSync(`${savePath}-wal`) && door.exitCode === null) await delay(5);
    return { door, savePath, closed };
  }

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('and is interrupted by %s passes on the exit code %i', async ([signal, exitCode]) => {
    const { door, closed } = await reading();
    door.kill(signal);
    expect(await closed).toEqual([exitCode, null]);
  });

  test('leaves a whole file when its door is killed', async () => {
    const { door, savePath, closed } = await reading();
    door.kill('SIGKILL');
    expect(await closed).toEqual([null, 'SIGKILL']);
    expect([existsSync(savePath), existsSync(`${savePath}-wal`)]).toEqual([true, false]);
    const engine = openEngine();
    try {
      const { sources } = await engine.client.openInvestigation({ path: savePath });
      expect(sources.map(({ state }) => state)).toEqual(['stopped']);
    } finally {
      await engine.close();
    }
  });
});
