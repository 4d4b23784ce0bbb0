import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interrupted, logsift, startServing } from './play-cli.ts';

let folder = '';
let log = '';
let saved = '';

/** 1,000 records over 1,000 seconds, every tenth an error, with a stack trace of two lines under every hundredth. */
function sampleLog(): string {
  const lines: string[] = [];
  for (let index = 0; index < 1_000; index++) {
    const time = new Date(Date.UTC(2026, 8, 14, 13, 40, index)).toISOString();
    const failed = index % 10 === 0;
    lines.push(`${time} ${failed ? 'ERROR payment refused' : 'INFO cart saved'} for order ${index * 7} in ${index % 90}ms`);
    if (index % 100 === 0) lines.push('java.lang.IllegalStateException: no', '\tat shop.Pay.run(Pay.java:7)');
  }
  return `${lines.join('\n')}\n\n`;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-cli-'));
  log = path.join(folder, 'shop.log');
  saved = path.join(folder, 'shop.logsift');
  writeFileSync(log, sampleLog());
  expect(logsift(['analyze', log, '--save', saved]).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('help and version are answers, not errors', () => {
  for (const args of [[], ['--help'], ['analyze', '--help']]) {
    const { code, stdout, stderr } = logsift(args);
    expect([args, code, stdout.startsWith('logsift: find out what happened'), stderr]).toEqual([args, 0, true, '']);
  }
  expect(logsift(['--version']).stdout).toMatch(/^logsift \d+\.\d+\.\d+\n$/);
});

test('a wrong call ends with 2 and says why, on stderr alone', () => {
  const { code, stdout, stderr } = logsift(['analyse', 'x']);
  expect([code, stdout, stderr]).toEqual([
    2,
    '',
    'logsift: There is no command "analyse". "logsift --help" lists what there is. [BAD_REQUEST]\n',
  ]);
  expect(logsift(['search', 'x', '--in', 'a', 'b'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('needs either --in'),
  });
});

describe('analyze', () => {
  test('--json counts every line once and gives times, levels and templates', () => {
    const { code, stdout, stderr } = logsift(['analyze', log, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout);
    const [source] = answer.sources;
    expect(source).toMatchObject({
      path: log,
      encoding: 'utf-8',
      lines: 1_021,
      records: 1_000,
      continuation: 20,
      skipped: 1,
      truncated: 0,
    });
    expect(source.formatReason).not.toBe('');
    expect(answer.totals).toMatchObject({ lines: 1_021, records: 1_000, skipped: 1, byLevel: { ERROR: 100, INFO: 900 } });
    expect(answer.time).toEqual({ from: '2026-09-14T13:40:00.000Z', until: '2026-09-14T13:56:39.000Z' });
    expect(answer.templates).toHaveLength(answer.totals.templates);
    const counts = answer.templates.map(({ count }: { count: number }) => count);
    expect(counts.reduce((sum: number, count: number) => sum + count)).toBe(1_000);
    const [first] = answer.templates;
    expect(Object.keys(first)).toEqual(['id', 'template', 'count', 'share', 'bytes', 'level', 'firstSeen', 'lastSeen']);
    expect(answer.ingest).toEqual({
      elapsedMs: expect.any(Number),
      linesPerSecond: expect.any(Number),
      bytesPerSecond: expect.any(Number),
      peakRssBytes: expect.any(Number),
    });
  });

  test('the text names sources with reason, levels and patterns, without colours where nobody watches', () => {
    const { stdout } = logsift(['analyze', log]);
    for (const words of [
      '1,000 records from 1,021 lines',
      'shop.log',
      '20 joined, 1 blank',
      'Levels',
      'ERROR',
      '10.0%',
      'Patterns',
      'for order <*> in <*>',
    ]) {
      expect(stdout).toContain(words);
    }
    expect(stdout).toMatch(/\([^)]+\)\n/);
    expect(stdout).toMatch(/[▁▂▃▄▅▆▇█]{5}/);
    expect(stdout).not.toContain('\u001b');
  });

  test('standard input, gzip and folders are read like files', () => {
    const inside = path.join(folder, 'logs');
    mkdirSync(inside, { recursive: true });
    writeFileSync(path.join(inside, 'a.log.gz'), gzipSync(sampleLog()));
    expect(JSON.parse(logsift(['analyze', '-', '--json'], { input: sampleLog() }).stdout).totals.records).toBe(1_000);
    expect(JSON.parse(logsift(['analyze', inside, log, '--json']).stdout).totals.records).toBe(2_000);
  });

  test('what cannot be read ends with 3 and a sentence; what could be read is told all the same', () => {
    const gone = path.join(folder, 'gone.log');
    const { code, stdout, stderr } = logsift(['analyze', gone, log, '--json']);
    expect([code, JSON.parse(stdout).totals.records, stderr.includes('gone.log'), stderr.includes('[UNREADABLE_SOURCE]')]).toEqual([
      3,
      1_000,
      true,
      true,
    ]);
  });

  test('an unknown format or zone is a wrong call', () => {
    expect(logsift(['analyze', log, '--format', 'nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[UNKNOWN_FORMAT]'),
    });
    expect(logsift(['analyze', log, '--tz', 'Mars/Olympus'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[BAD_TIME_ZONE]'),
    });
  });

  test('nothing is left behind in the folder for temporary files', () => {
    const temporary = path.join(folder, 'temporary');
    mkdirSync(temporary, { recursive: true });
    expect(logsift(['analyze', log], { env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary } }).code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('control characters of a log do not reach the terminal', () => {
    const bad = path.join(folder, 'bad.log');
    writeFileSync(bad, `2026-09-14T13:40:00Z INFO \u001b]0;title\u0007 \u001b[2J\n`.repeat(3));
    expect(logsift(['analyze', bad]).stdout).not.toMatch(/[^\P{Cc}\n]/u);
    expect(logsift(['search', 'title', bad]).stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe('search', () => {
  test('finds in a saved file, in time order, and says how many there are', () => {
    const { code, stdout, stderr } = logsift(['search', 'payment refused', '--in', saved, '--limit', '2']);
    expect([code, stderr]).toEqual([0, '2 of 100 records\n']);
    expect(stdout.split('\n').filter((line) => line.startsWith('2026'))).toEqual([
      '2026-09-14T13:40:00.000Z ERROR shop payment refused for order 0 in 0ms shop.log:1',
      '2026-09-14T13:40:10.000Z ERROR shop payment refused for order 70 in 10ms shop.log:13',
    ]);
    expect(stdout).toContain('    java.lang.IllegalStateException: no\n');
  });

  test('finds in files that are not saved, and leads back to line and byte', () => {
    const { stdout } = logsift(['search', '"order 6993 "', log, '--json']);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ source: 'shop.log', line: 1_020, level: 'INFO', message: expect.stringContaining('order 6993') });
    expect(sampleLog().slice(record.byteOffset).startsWith(record.raw.trimEnd())).toBe(true);
  });

  test('level, time and pattern narrow it', () => {
    const count = (...args: string[]) =>
      logsift(['search', ...args, '--in', saved, '--json', '--limit', '2000']).stdout.split('\n').length - 1;
    expect(count('order')).toBe(1_000);
    expect(count('order', '--level', 'error')).toBe(100);
    expect(count('order', '--from', '2026-09-14T13:41:40Z', '--until', '2026-09-14T13:43:20Z')).toBe(100);
    expect(count('refused or saved', '--level', 'error')).toBe(100);
    const { template } = JSON.parse(logsift(['search', 'refused', '--in', saved, '--json', '--limit', '1']).stdout);
    expect(count('order', '--template', template)).toBe(100);
  });

  test('finding nothing ends with 1, a query that cannot be understood with 2, a file that is not there with 3', () => {
    expect(logsift(['search', 'nosuchword', '--in', saved])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No record matches. All 1,000 records were searched.\n',
    });
    expect(logsift(['search', '(', '--in', saved])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('[BAD_QUERY]') });
    expect(logsift(['search', 'x', '--level', 'loud', '--in', saved]).code).toBe(2);
    expect(logsift(['search', 'x', '--in', path.join(folder, 'gone.logsift')])).toMatchObject({ code: 3, stdout: '' });
  });
});

test('templates of logs come finer and coarser, and with an expression each', () => {
  const log = path.join(folder, 'levels.log');
  const users = ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay'];
  const messages = [
    ...users.map((user) => `Wrong password for ${user} from 10.0.0.7 port 4022`),
    'Accepted password for root from 10.0.0.9 port 4024',
  ];
  writeFileSync(log, messages.map((message, i) => `2026-01-31 12:00:0${i} INFO ${message}\n`).join(''));
  const rows = (detail: string): number[] => {
    const { stdout, code } = logsift(['templates', log, '--detail', detail, '--json']);
    expect(code).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).count);
  };
  expect([rows('forms'), rows('patterns'), rows('close')]).toEqual([[1, 1, 1, 1, 1, 1, 1], [6, 1], [7]]);
  const file = path.join(folder, 'matchers.json');
  const { stdout, code } = logsift(['templates', log, '--matchers', file]);
  expect({ stdout, code }).toEqual({ stdout: `2 matchers in ${file}; each takes all its own records and no other.\n`, code: 0 });
  const sources: { source: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const message of messages) expect(sources.filter(({ source }) => new RegExp(source).test(message))).toHaveLength(1);
  expect(logsift(['templates', log, '--detail', 'finest']).code).toBe(2);
});

test('templates gives one JSON line per message, in order', () => {
  const messages = path.join(folder, 'messages.txt');
  writeFileSync(messages, ['user 7 logged in', 'disk full', 'user 8 logged in'].join('\n'));
  const rows = logsift(['templates', '--messages', messages])
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ line, template }) => [line, template])).toEqual([
    [1, 'user <*> logged in'],
    [2, 'disk full'],
    [3, 'user <*> logged in'],
  ]);
  expect([rows[0].cluster === rows[2].cluster, rows[0].cluster === rows[1].cluster]).toEqual([true, false]);
  expect(logsift(['templates', '--messages', path.join(folder, 'gone.txt')]).code).toBe(3);
});

test('formats lists what is recognised, with an example of each', () => {
  const formats = JSON.parse(logsift(['formats', '--json']).stdout);
  const ids = formats.map(({ id }: { id: string }) => id);
  for (const id of [
    'json-lines',
    'logfmt',
    'syslog-rfc3164',
    'syslog-rfc5424',
    'access-combined',
    'log4j',
    'kubernetes-cri',
    'docker-json',
  ])
    expect(ids).toContain(id);
  expect(logsift(['formats']).stdout).toContain('json-lines');
});

describe('compare', () => {
  const HALVES = { a: '2026-09-14T13:40:00Z..2026-09-14T13:48:00Z', b: '2026-09-14T13:48:00Z..2026-09-14T13:56:00Z' };

  test('two windows of a steady log have no reliable change: exit code 1', () => {
    const { code, stdout, stderr } = logsift(['compare', '--in', saved, '--b', HALVES.b]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^A {2}2026-09-14T13:40:00.000Z to 2026-09-14T13:48:00.000Z {2}480 records\nB .*\n\nNo reliable change: /);
  });

  test('--json tells what appeared, vanished, and how surely', () => {
    const lines = Array.from({ length: 960 }, (_, second) => {
      const what = second < 480 ? 'INFO cache warmed for region 7' : 'ERROR pool exhausted after 5000ms';
      const at = (offset: number) => new Date(Date.UTC(2026, 8, 14, 13, 40, second, offset)).toISOString();
      return `${at(0)} INFO request served in ${second % 90}ms\n${at(500)} ${second % 3 === 0 ? what : 'DEBUG idle'}\n`;
    });
    const changing = path.join(folder, 'changing.log');
    writeFileSync(changing, lines.join(''));
    const { code, stdout, stderr } = logsift(['compare', changing, '--baseline', HALVES.a, '--incident', HALVES.b, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { changes, unchanged } = JSON.parse(stdout);
    expect(unchanged).toBe(2);
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual(
      expect.objectContaining({
        kind: 'appeared',
        level: 'ERROR',
        template: expect.stringContaining('pool exhausted'),
        baseline: { count: 0, perMinute: 0 },
        incident: { count: 160, perMinute: 20 },
      }),
    );
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'vanished', factor: 0, incident: { count: 0, perMinute: 0 } }));
    for (const { qValue, strength } of changes) expect([qValue <= 0.01, strength > 10]).toEqual([true, true]);
  });

  test('windows that overlap, or are no windows, are a wrong call', () => {
    for (const window of ['2026-09-14T13:40:00Z', '13..14', '2026-09-14T13:50:00Z..2026-09-14T13:40:00Z'])
      expect(logsift(['compare', '--in', saved, '--b', window])).toMatchObject({ code: 2, stdout: '' });
    expect(logsift(['compare', '--in', saved, '--a', HALVES.b, '--b', HALVES.b]).stderr).toContain('The two windows overlap');
  });
});

test('sample writes its logs into a new folder and touches no other', () => {
  const target = path.join(folder, 'sample');
  const { code, stdout } = logsift(['sample', target]);
  expect([code, stdout.trim().split('\n').length, readdirSync(target).length]).toEqual([0, 6, 6]);
  expect(logsift(['sample', target])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is there already') });
});

test('a command that is interrupted leaves nothing in the folder for temporary files', { skip: process.platform === 'win32' }, async () => {
  const temporary = path.join(folder, 'interrupted');
  mkdirSync(temporary);
  const big = path.join(folder, 'big.log');
  writeFileSync(big, sampleLog().repeat(400));
  const code = await interrupted(['analyze', big], { TMPDIR: temporary }, () =>
    readdirSync(temporary, { recursive: true }).some((name) => String(name).endsWith('-wal')),
  );
  expect([code, readdirSync(temporary)]).toEqual([130, []]);
});

test('serve opens the file it is given for whoever has its address, and leaves in order', async () => {
  const home = path.join(folder, 'home');
  const { url, investigationId, connect, end } = await startServing([saved], home);
  expect([url.hostname, new URLSearchParams(url.hash.slice(1)).get('token')?.length]).toEqual(['127.0.0.1', 43]);
  const { client, close } = await connect();
  const { totals } = await client.getInvestigation({ investigationId });
  expect(totals.records).toBe(1_000);
  close();
  expect(await end()).toEqual({ code: 0, stderr: '' });
  expect(existsSync(path.join(home, 'uploads')) ? readdirSync(path.join(home, 'uploads')) : []).toEqual([]);
});

test('serve with a file that cannot be opened ends with 3 instead of serving nothing', () => {
  const { code, stdout } = logsift(['serve', path.join(folder, 'gone.logsift'), '--no-open'], {
    env: { LOGSIFT_HOME: path.join(folder, 'home') },
  });
  expect([code, stdout]).toEqual([3, '']);
});
