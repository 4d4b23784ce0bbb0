import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateVaried } from '../../bench/generate-varied.ts';
import { expectAccounted, expectExactBytes, expectHelpful } from '../support/expectations.ts';
import { openEngine } from '../support/open-engine.ts';

/** The program itself, without the door that prepares a clone: the signal must reach the one that writes. */
const CLI = fileURLToPath(new URL('../../engine/hosts/cli/main.ts', import.meta.url));
const LOG_BYTES = 150_000_000;
/** Does not fit onto DISK_MEGABYTES even when packed. */
const FULL_BYTES = 40_000_000;
const DISK_MEGABYTES = 2;
const POLL_MS = 5;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Resolves when the write-ahead log or the file itself has taken blocks, or the program has ended. */
async function untilCommitted(child: ChildProcess, savePath: string): Promise<void> {
  const size = (suffix: string): number => statSync(savePath + suffix, { throwIfNoEntry: false })?.size ?? 0;
  while (child.exitCode === null && size('') + size('-wal') < 1_500_000) await delay(POLL_MS);
}

test('killing the program while it reads leaves a file that opens with everything committed', { timeout: 120_000 }, async () => {
  const [log] = (await generateVaried({ outDir: folder, bytes: LOG_BYTES, mode: 'single' })).files;
  const savePath = path.join(folder, 'killed.logsift');
  const child = spawn(process.execPath, [CLI, 'analyze', log.path, '--save', savePath, '--json'], { stdio: 'ignore' });
  await untilCommitted(child, savePath);
  expect(child.exitCode, 'the program must still be reading').toBeNull();
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;

  const engine = openEngine();
  try {
    const investigation = await engine.client.openInvestigation({ path: savePath });
    const [source] = investigation.sources;
    expectAccounted(source);
    expect([source.state, source.problem?.code, investigation.complete]).toEqual(['stopped', 'CANCELLED', false]);
    expectHelpful(source.problem?.message, 'varied.log');
    expect(source.records).toBeGreaterThan(1_000);
    expect(source.records).toBeLessThan(log.lines);
    const { total } = await engine.client.getRecords({ filter: { investigationId: investigation.id }, limit: 1 });
    expect(total).toBe(source.records);
    await expectExactBytes(engine.client, investigation, log.path, 40);
  } finally {
    await engine.close();
  }
});

/** Runs a command in a mount namespace whose `folder` is a small memory disk; undefined where the system forbids that. */
function onSmallDisk(disk: string, megabytes: number, command: readonly string[]) {
  const probe = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  if (probe.status !== 0) return undefined;
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && "$@"`;
  return spawnSync('unshare', ['-rm', 'sh', '-c', script, disk, ...command], { encoding: 'utf8', timeout: 60_000 });
}

/** Reads a log that does not fit onto the disk; undefined where that cannot be played. */
async function fillDisk() {
  const [log] = (await generateVaried({ outDir: folder, bytes: FULL_BYTES, mode: 'single' })).files;
  const disk = mkdtempSync(path.join(folder, 'disk-'));
  return onSmallDisk(disk, DISK_MEGABYTES, [process.execPath, CLI, 'analyze', log.path, '--save', path.join(disk, 'full.logsift')]);
}

test('a full disk ends reading with a sentence, not with a crash or an endless wait', { timeout: 120_000 }, async ({ skip }) => {
  const run = await fillDisk();
  if (run === undefined) return skip('this system lets nobody mount a small disk');
  expect(run.signal).toBeNull();
  const sentence = run.stderr.split('\n').find((line) => line.includes('[DISK_FULL]')) ?? '';
  expectHelpful(sentence.replace(' [DISK_FULL]', ''), 'full.logsift');
  return undefined;
});

test('the exit code tells of a full disk', { timeout: 120_000 }, async ({ skip }) => {
  const run = await fillDisk();
  if (run === undefined) return skip('this system lets nobody mount a small disk');
  expect(run.status).toBe(3);
  return undefined;
});
