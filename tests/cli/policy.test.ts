import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logsift } from './play-cli.ts';

let folder = '';
let saved = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-propose-'));
  saved = path.join(folder, 'sample.logsift');
  expect(logsift(['sample', path.join(folder, 'logs')]).code).toBe(0);
  expect(logsift(['analyze', path.join(folder, 'logs'), '--save', saved]).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('on the sample incident the proposals save at least half of the bytes, lose no anomaly and touch no error', () => {
  const { code, stdout } = logsift(['policy', 'propose', '--in', saved, '--json']);
  expect(code).toBe(0);
  const proposed = JSON.parse(stdout);
  const { bytes, findings, byLevel, policies } = proposed.simulation;
  expect(bytes.saved).toBeGreaterThanOrEqual(0.5);
  expect(findings).toMatchObject({ lost: 0, kept: findings.total });
  expect(findings.total).toBeGreaterThan(0);
  for (const { level, records, keptRecords } of byLevel)
    if (['WARN', 'ERROR', 'FATAL'].includes(level)) expect([level, keptRecords]).toEqual([level, records]);
  expect(policies.map(({ verdict }: { verdict: string }) => verdict)).not.toContain('block');
  // The answer is itself a policy file.
  const file = path.join(folder, 'policies.json');
  const { simulation: _, ...set } = proposed;
  writeFileSync(file, JSON.stringify(set));
  const again = logsift(['policy', 'simulate', '--policies', file, '--in', saved, '--json']);
  expect(JSON.parse(again.stdout).simulation.bytes).toEqual(bytes);
});

test('an export says on which saved records another program decides differently', () => {
  const { simulation, ...set } = JSON.parse(logsift(['policy', 'propose', '--in', saved, '--json']).stdout);
  const file = path.join(folder, 'exported.json');
  writeFileSync(file, JSON.stringify(set));
  const differencesOf = (target: string) => {
    const { stdout } = logsift(['policy', 'export', '--policies', file, '--target', target, '--in', saved, '--json']);
    return JSON.parse(stdout).differences;
  };
  // The draft leaves sampling to others, so that nothing of it goes there.
  const { records, count, taken, left, found } = differencesOf('otel-policy');
  expect([records, count, taken]).toEqual([simulation.records.before, left, 0]);
  expect(left).toBeGreaterThan(0);
  expect(found.length).toBe(20);
  for (const { body } of found) expect(body).not.toBe('');
  // Who reads the file draws other lots, of the same share.
  expect(differencesOf('json')).toMatchObject({ count: 0, found: [] });
  const both = logsift(['policy', 'export', '--policies', file, '--target', 'json', '--in', saved, '--input', file]);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('not both')]);
});

test('a person reads what would go and what it would save', () => {
  const { code, stdout } = logsift(['policy', 'propose', '--in', saved]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Always keep ERROR and FATAL/);
  expect(stdout).toMatch(/% of the bytes are saved\n\$[\d.]+ a month becomes \$[\d.]+, estimated from 3\.7 h/);
  expect(stdout).toMatch(/(\d+) of \1 anomalies would still be found/);
});

test.each([
  [['policy'], /takes eval, schema, propose or simulate/],
  [['policy', 'propose'], /needs either --in X\.logsift or files/],
  [['policy', 'simulate', '--in', 'x.logsift'], /needs --policies FILE/],
])('a wrong call %j ends with 2', (args, message) => {
  const { code, stderr } = logsift(args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
