import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateIncident, type SampleIncident } from './generate-incident.ts';
import { INCIDENT } from './incident-truth.ts';

let folder = '';
let sample: SampleIncident;
const linesOf = (name: string, ...phrases: readonly string[]): string[] =>
  readFileSync(path.join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => phrases.every((phrase) => line.includes(phrase)));

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-incident-'));
  sample = generateIncident(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the same seed gives the same bytes, on every machine', () => {
  const hash = createHash('sha256');
  for (const { path: file } of sample.files) hash.update(readFileSync(file));
  expect(hash.digest('hex')).toBe('7bc781bbaeacb2df17e9088254233b19313eafb36e6b6e9dc6a91d9dc9706136');
});

test('another seed gives another incident of the same story', () => {
  const other = path.join(folder, 'other');
  const { files } = generateIncident(other, { seed: 7 });
  expect(files.map(({ name }) => name)).toEqual(sample.files.map(({ name }) => name));
  const text = readFileSync(path.join(other, 'postgresql-14.log'), 'utf8');
  expect(text.split(INCIDENT.rootCause.template)).toHaveLength(INCIDENT.rootCause.records + 1);
});

test('six files add up to some 100,000 lines, each counted as it stands on the disk', () => {
  expect(sample.lines).toBeGreaterThan(95_000);
  expect(sample.lines).toBeLessThan(125_000);
  for (const { path: file, lines, bytes } of sample.files) {
    const content = readFileSync(file);
    expect([content.length, content.toString('utf8').split('\n').length - 1]).toEqual([bytes, lines]);
  }
});

test('the root cause shows first 36 s after the last pod of the bad version started, and ends with the rollback', () => {
  const rootCause = linesOf('postgresql-14.log', INCIDENT.rootCause.template);
  expect(rootCause).toHaveLength(INCIDENT.rootCause.records);
  expect(rootCause[0].slice(0, 27)).toBe('2026-09-14 14:31:05.002 UTC');
  expect(Math.floor((INCIDENT.firstEvidenceMs - INCIDENT.deployMs) / 1_000)).toBe(36);
  expect(Date.parse(`${rootCause.at(-1)?.slice(0, 23).replace(' ', 'T')}Z`)).toBeLessThan(INCIDENT.endMs);

  const starts = linesOf('payments.log', INCIDENT.deploy.phrase, `version=${INCIDENT.deploy.version}`);
  expect(starts).toHaveLength(INCIDENT.deploy.pods);
  expect(starts.at(-1)).toContain('ts=2026-09-14T16:30:29.000+02:00');
  expect(linesOf('payments.log', INCIDENT.deploy.phrase, `version=${INCIDENT.deploy.goodVersion}`)).toHaveLength(INCIDENT.deploy.pods);
});

test('every symptom appears in its service and only after the root cause', () => {
  const file = { postgres: 'postgresql-14.log', payments: 'payments.log', checkout: 'checkout-api.jsonl' };
  const timeOf = (line: string): number => {
    const pino = /"time":(\d+)/.exec(line)?.[1];
    if (pino !== undefined) return Number(pino);
    const [, day, time, zone] = /(\d{4}-\d\d-\d\d)[T ]([\d:.]+)( UTC|\+02:00)/.exec(line) ?? [];
    return Date.parse(`${day}T${time}${zone.replace(' UTC', 'Z')}`);
  };
  for (const { service, phrase } of INCIDENT.symptoms) {
    const lines = linesOf(file[service], phrase);
    expect(lines.length, phrase).toBeGreaterThan(10);
    expect(timeOf(lines[0]), phrase).toBeGreaterThanOrEqual(INCIDENT.firstEvidenceMs);
  }
});

test('one pattern goes for good, one is rare, one grows slowly, health checks are many', () => {
  const gone = linesOf('checkout-api.jsonl', INCIDENT.gone.phrase);
  expect([gone.length, gone.at(-1)?.includes(`"time":${INCIDENT.gone.lastMs}`) ?? false]).toEqual([INCIDENT.gone.records, true]);
  expect(linesOf('checkout-api.jsonl', INCIDENT.rare.phrase)).toHaveLength(INCIDENT.rare.records);
  const misses = linesOf('checkout-api.jsonl', INCIDENT.rising.phrase).map((line) => Number(/"time":(\d+)/.exec(line)?.[1]));
  const tenth = (INCIDENT.untilMs - INCIDENT.fromMs) / 10;
  const inTenth = (index: number): number => misses.filter((ms) => Math.floor((ms - INCIDENT.fromMs) / tenth) === index).length;
  expect(inTenth(9)).toBeGreaterThan(3 * inTenth(0));
  expect(linesOf('edge-gateway.access.log', INCIDENT.noise.phrase).length).toBeGreaterThan(2_000);
});

test('a trace id leads through the services', () => {
  const trace = /trace=([0-9a-f]{32})/.exec(linesOf('payments.log', 'authorisation approved')[40])?.[1] ?? 'none';
  const found = ['checkout-api.jsonl', 'payments.log', 'inventory-worker.log'].map((name) => linesOf(name, trace).length > 0);
  expect(found).toEqual([true, true, true]);
});

test('stack traces span several lines, and the zone-less file says which zone to read it in', () => {
  const frames = linesOf('inventory-worker.log').filter((line) => line.startsWith('\tat '));
  expect(frames.length).toBeGreaterThan(500);
  expect(sample.files.filter(({ timeZone }) => timeZone !== undefined).map(({ name, timeZone }) => [name, timeZone])).toEqual([
    ['inventory-worker.log', 'Europe/Berlin'],
  ]);
});
