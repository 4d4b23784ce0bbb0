import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logsift } from './play-cli.ts';

let folder = '';
let log = '';
let saved = '';

/** A record every second for an hour; between minutes 40 and 45 something else every five seconds. */
function logWithIncident(): string {
  const lines = Array.from({ length: 3_600 }, (_, second) => {
    const time = new Date(Date.UTC(2026, 8, 14) + second * 1_000).toISOString();
    const served = `${time} INFO request served in ${second % 90} ms`;
    return second >= 2_400 && second < 2_700 && second % 5 === 0 ? `${served}\n${time} ERROR disk full on node ${second % 7}` : served;
  });
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-anomalies-'));
  log = path.join(folder, 'shop.log');
  saved = path.join(folder, 'shop.logsift');
  writeFileSync(log, logWithIncident());
  expect(logsift(['analyze', log, '--save', saved]).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('--json names what is unusual, when, and the evidence, the same from the files and from a saved investigation', () => {
  const { code, stdout, stderr } = logsift(['anomalies', '--in', saved, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const [first] = JSON.parse(stdout).anomalies;
  expect(first).toEqual({
    id: expect.any(String),
    kind: 'new',
    from: '2026-09-14T00:40:00.000Z',
    until: expect.stringMatching(/^2026-09-14T00:4[456]:/),
    templateId: expect.stringMatching(/^[0-9a-f]+$/),
    template: 'disk full on node <*>',
    service: 'shop',
    level: 'ERROR',
    score: expect.any(Number),
    ongoing: false,
    summary: expect.stringContaining('never before, then 60 records'),
    evidence: expect.arrayContaining([expect.objectContaining({ kind: 'new', template: 'disk full on node <*>', records: 60 })]),
    order: { steps: [{ deviation: 0, fromUs: Date.UTC(2026, 8, 14, 0, 40) * 1_000, exact: true }], precedes: [] },
  });
  expect(logsift(['anomalies', log, '--json']).stdout).toBe(stdout);
});

test('a person is told what to look at first', () => {
  const { code, stdout, stderr } = logsift(['anomalies', '--in', saved]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/never before, then 60 records/);
  expect(stdout).toMatch(/ 00:40:00 {2}new {6}ERROR {2}shop {2}disk full on node <\*>/);
  expect(stderr).toMatch(/of \d+ anomal/);
});

test('where nothing is unusual, that is said and the exit code is 1; a wrong call ends with 2', () => {
  const quiet = path.join(folder, 'quiet.log');
  writeFileSync(quiet, logWithIncident().replace(/^.*ERROR.*\n/gm, ''));
  expect(logsift(['anomalies', quiet])).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('Nothing unusual in 3,600 records.'),
  });
  expect(logsift(['anomalies'])).toMatchObject({ code: 2, stderr: expect.stringContaining('needs either --in') });
});
