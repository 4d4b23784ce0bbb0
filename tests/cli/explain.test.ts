import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logsift } from './play-cli.ts';

let folder = '';
let saved = '';

/** A request every second for an hour; from minute 40 on the disk is full, half a minute after a restart. */
function logWithIncident(): string {
  const lines = Array.from({ length: 3_600 }, (_, second) => {
    const time = new Date(Date.UTC(2026, 8, 14) + second * 1_000).toISOString();
    const served = `${time} INFO request served in ${second % 90} ms`;
    if (second === 2_370) return `${served}\n${time} INFO restarting with version=2.0.1 cache=8`;
    return second >= 2_400 && second < 2_700 && second % 5 === 0
      ? `${served}\n${time} ERROR disk full on node=${second % 7} cache=8`
      : served;
  });
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-explain-'));
  const log = path.join(folder, 'shop.log');
  saved = path.join(folder, 'shop.logsift');
  writeFileSync(log, logWithIncident());
  expect(logsift(['analyze', log, '--save', saved]).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an anomaly is explained in sentences that cite records, which are listed', () => {
  const { code, stdout, stderr } = logsift(['explain', '--in', saved]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^shop: ERROR “disk full on”, 60 times from 00:40:00\. It began 30 s after a start of shop/);
  expect(stdout).toMatch(/First warning\. .* \[\d+(, \d+)*\]/);
  expect(stdout).toMatch(/Evidence\n +1 {2}00:39:30\.000 {2}INFO {3}shop {2}restarting with version=2\.0\.1/);
  expect(stdout).toMatch(/By rules, no model: \d of \d+ rules apply\./);
});

test('--json has the same with the ids of records, for the anomaly that was named', () => {
  const [{ id }] = JSON.parse(logsift(['anomalies', '--in', saved, '--json']).stdout).anomalies;
  const { code, stdout } = logsift(['explain', '--in', saved, '--anomaly', id, '--model', 'none', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    anomalyId: id,
    explainer: { provider: 'none', leavesComputer: false },
    headline: { text: expect.stringContaining('disk full'), evidence: [expect.any(Number), expect.any(Number)] },
    evidence: expect.arrayContaining([expect.objectContaining({ number: 1, recordId: expect.stringMatching(/^\d+-\d+$/) })]),
    checks: { withheld: 0 },
  });
});

test('an anomaly that does not exist ends with 3, a model that cannot be meant with 2', () => {
  expect(logsift(['explain', '--in', saved, '--anomaly', 'nothing'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('[NOT_FOUND]'),
  });
  expect(logsift(['explain', '--in', saved, '--model', 'magic'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ollama:NAME'),
  });
});

test('a question is read, its query is shown, and it is answered with evidence', () => {
  const { code, stdout } = logsift(['ask', 'how many errors after 00:41', '--in', saved]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Read as: level>=error from 2026-09-14T00:41:00\.000Z until/);
  expect(stdout).toMatch(/\n48 records\. \[1, 2\]/);
  const asked = JSON.parse(logsift(['ask', 'how many errors', '--in', saved, '--json']).stdout);
  expect(asked).toMatchObject({
    question: 'how many errors',
    query: 'level>=error',
    headline: { text: '60 records.' },
    evidence: [{ number: 1 }, { number: 2 }],
  });
  expect(logsift(['ask', 'fatal errors', '--in', saved])).toMatchObject({ code: 1, stdout: expect.stringContaining('No record matches') });
  expect(logsift(['ask'])).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a question') });
});
