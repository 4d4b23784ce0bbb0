import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateVaried } from '../../bench/generate-varied.ts';
import { CLI, startServing } from '../cli/play-cli.ts';
import { expectAccounted, expectExactBytes, expectHelpful, untilRead } from '../support/expectations.ts';
import { openEngine } from '../support/open-engine.ts';

const LOG_BYTES = 150_000_000;
/** Does not fit onto DISK_MEGABYTES even when packed. */
const FULL_BYTES = 40_000_000;
const DISK_KILOBYTES = 2_048;
/** Takes 1.5 to 2 MB in the write-ahead log, according to how often it was committed: fits onto CLOSING_KILOBYTES once, not twice. */
const SMALL_BYTES = 5_000_000;
const CLOSING_KILOBYTES = 2_500;
const NO_SMALL_DISK = 'this system lets nobody mount a small disk';
const POLL_MS = 5;
/** Less than the first commit holds. */
const SOME_RECORDS = 1_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Records a reader of the file sees: those of committed transactions alone. 0 before the file has its tables. */
function committedRecords(savePath: string): number {
  if (!existsSync(savePath)) return 0;
  const database = new Database(savePath, { readonly: true });
  try {
    const made = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'block'").pluck().get() === 1;
    return made ? Number(database.prepare('SELECT total(record_count) FROM block').pluck().get()) : 0;
  } finally {
    database.close();
  }
}

/** Resolves when blocks were committed, or the program has ended. */
async function untilCommitted(child: ChildProcess, savePath: string): Promise<void> {
  while (child.exitCode === null && committedRecords(savePath) < SOME_RECORDS) await delay(POLL_MS);
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
    expect(source.records).toBeGreaterThanOrEqual(SOME_RECORDS);
    expect(source.records).toBeLessThan(log.lines);
    const { total } = await engine.client.getRecords({ filter: { investigationId: investigation.id }, limit: 1 });
    expect(total).toBe(source.records);
    await expectExactBytes(engine.client, investigation, log.path, 40);
  } finally {
    await engine.close();
  }
});

/** The start of a command for which `disk` is a small memory disk, and which ends as `then` says; undefined where the system forbids that. */
function onSmallDisk(disk: string, kiloBytes: number, then: string): readonly string[] | undefined {
  const probe = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  if (probe.status !== 0) return undefined;
  return ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=${kiloBytes}k tmpfs "$0" && ${then}`, disk];
}

/** Reads a log into a file on a disk of `kiloBytes`; undefined where that cannot be played. */
async function analyzeOnto(kiloBytes: number, logBytes: number) {
  const [log] = (await generateVaried({ outDir: folder, bytes: logBytes, mode: 'single' })).files;
  const disk = mkdtempSync(path.join(folder, 'disk-'));
  const small = onSmallDisk(disk, kiloBytes, `{ "$@"; code=$?; cp -r "$0" "${folder}/kept"; exit $code; }`);
  if (small === undefined) return undefined;
  const command = [...small.slice(1), process.execPath, CLI, 'analyze', log.path, '--save', path.join(disk, 'full.logsift')];
  return { ...spawnSync(small[0], command, { encoding: 'utf8', timeout: 60_000 }), log };
}

/** The sentence of a failure on stderr, without its code. */
function sentenceOf(stderr: string, code: string): string {
  const line = stderr.split('\n').find((text) => text.endsWith(`[${code}]`)) ?? '';
  return line.replace(` [${code}]`, '');
}

test('a full disk ends reading with a sentence, not with a crash or an endless wait', { timeout: 120_000 }, async ({ skip }) => {
  const run = await analyzeOnto(DISK_KILOBYTES, FULL_BYTES);
  if (run === undefined) return skip(NO_SMALL_DISK);
  expect([run.signal, run.status]).toEqual([null, 3]);
  expectHelpful(sentenceOf(run.stderr, 'DISK_FULL'), 'full.logsift');
  return undefined;
});

test('a disk that fills only while the file is closed is told, and nothing is lost', { timeout: 120_000 }, async ({ skip }) => {
  const run = await analyzeOnto(CLOSING_KILOBYTES, SMALL_BYTES);
  if (run === undefined) return skip(NO_SMALL_DISK);
  expect([run.signal, run.status]).toEqual([null, 3]);
  const sentence = sentenceOf(run.stderr, 'DISK_FULL');
  expectHelpful(sentence, 'full.logsift');
  expect(sentence).toContain('"full.logsift-wal"');
  expect(run.stdout).not.toContain('Saved');

  const file = path.join(folder, 'kept', 'full.logsift');
  expect(existsSync(`${file}-wal`)).toBe(true);
  const engine = openEngine();
  try {
    const investigation = await engine.client.openInvestigation({ path: file });
    expect([investigation.totals.lines, investigation.complete]).toEqual([run.log.lines, true]);
    expect(investigation.totals.patterns).toBeGreaterThan(0);
    await expectExactBytes(engine.client, investigation, run.log.path, 20);
  } finally {
    await engine.close();
  }
  expect(existsSync(`${file}-wal`)).toBe(false);
  return undefined;
});

// Among them are disks that fill while blocks, the end of the source, and the patterns are stored.
test.for([768, 1_024, 1_280])(
  'a disk of %i KiB is never said to hold what it does not',
  { timeout: 120_000 },
  async (kiloBytes, { skip }) => {
    const run = await analyzeOnto(kiloBytes, SMALL_BYTES);
    if (run === undefined) return skip(NO_SMALL_DISK);
    expect([run.signal, run.status]).toEqual([null, 3]);
    expectHelpful(sentenceOf(run.stderr, 'DISK_FULL'), 'full.logsift');
    expect(run.stdout).not.toContain('Saved');
    return undefined;
  },
);

test('serving a window ends with the same code when its disk fills while it closes', { timeout: 120_000 }, async ({ skip }) => {
  const [log] = (await generateVaried({ outDir: folder, bytes: SMALL_BYTES, mode: 'single' })).files;
  const disk = mkdtempSync(path.join(folder, 'disk-'));
  const small = onSmallDisk(disk, CLOSING_KILOBYTES, 'exec "$@"');
  if (small === undefined) return skip(NO_SMALL_DISK);
  const { investigationId, connect, end } = await startServing([log.path], path.join(disk, 'home'), [...small, process.execPath, CLI]);
  const { client, close } = await connect();
  expect((await untilRead(client, investigationId)).complete).toBe(true);
  close();
  const { code, stderr } = await end();
  expect(code).toBe(3);
  expectHelpful(sentenceOf(stderr, 'DISK_FULL'), '.logsift-wal');
  return undefined;
});
