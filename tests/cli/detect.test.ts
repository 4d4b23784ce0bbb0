import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUIET, STEP_MS } from '../support/made-series.ts';
import { logsift } from './play-cli.ts';

const SPIKE = 700;
let folder = '';
let file = '';
let csv = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-detect-'));
  file = path.join(folder, 'load.csv');
  const quiet = QUIET.noise(11);
  const rows = Array.from({ length: 800 }, (_, row) => {
    const time = new Date(Date.UTC(2026, 8, 14) + row * STEP_MS).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${quiet(row) + (row === SPIKE ? 30 : 0)}`;
  });
  csv = `timestamp,value\n${rows.join('\n')}\n`;
  writeFileSync(file, csv);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every row of a series has its score, and the row where something happens is the one that reaches a half', () => {
  const { code, stdout, stderr } = logsift(['detect', '--series', file]);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  const scores = rows.map((row) => Number(row.split(',')[1]));
  expect([code, stderr, head, rows.length]).toEqual([0, '', 'timestamp,anomaly_score', 800]);
  expect(rows.map((row) => row.split(',')[0])).toEqual(
    csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[0]),
  );
  expect(scores.flatMap((score, row) => (score >= 0.5 ? [row] : []))).toEqual([SPIKE]);
});

test('standard input gives the same as the file', () => {
  expect(logsift(['detect', '--series', '-'], { input: csv })).toEqual(logsift(['detect', '--series', file]));
});

test('a wrong call ends with 2; a file that is not there, a folder and a bad row end with 3 and say what to do', () => {
  expect(logsift(['detect'])).toMatchObject({ code: 2, stderr: expect.stringContaining('needs --series FILE') });
  expect(logsift(['detect', '--series', path.join(folder, 'none.csv')])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('none.csv cannot be opened. There is no such file.'),
  });
  expect(logsift(['detect', '--series', folder])).toMatchObject({ code: 3, stderr: expect.stringContaining('It is a folder.') });
  const bad = logsift(['detect', '--series', '-'], { input: 'timestamp,value\n2026-09-14 00:00:00,1\n2026-09-14 00:05:00,many\n' });
  expect(bad).toEqual({
    code: 3,
    stdout: 'timestamp,anomaly_score\n2026-09-14 00:00:00,0.000000\n',
    stderr:
      'logsift: standard input, line 3 has the value "many". The series cannot be read on from there. Values are numbers with a point, such as 12.5; remove rows without one. [UNREADABLE_SOURCE]\n',
  });
});
