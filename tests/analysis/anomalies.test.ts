import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Anomaly, anomaliesApi } from '../../engine/contract/anomalies.ts';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { INCIDENT } from '../../resources/samples/incident-truth.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { randomOf } from '../support/random.ts';

let engine: TestEngine;
beforeAll(() => {
  engine = openEngine();
});
afterAll(() => engine.close());

async function anomaliesOf(sources: { path: string; options?: { timeZone?: string | undefined } }[]): Promise<Anomaly[]> {
  const { id: investigationId } = await engine.client.createInvestigation({});
  await engine.client.addSources({ investigationId, sources });
  for await (const { investigation } of engine.client.watchIngest({ investigationId })) if (!investigation.reading) break;
  const answer = await engine.client.listAnomalies({ filter: { investigationId } });
  expect([anomaliesApi.listAnomalies.output.safeParse(answer).error, answer.partial]).toEqual([undefined, false]);
  return answer.anomalies;
}

describe.each([undefined, 7])('the sample incident, seed %s', (seed) => {
  let first: Anomaly;
  let all: Anomaly[];
  beforeAll(async () => {
    const { files } = generateIncident(path.join(engine.folder, `sample-${seed}`), { seed });
    all = await anomaliesOf(files.map(({ path: file, timeZone }) => ({ path: file, options: { timeZone } })));
    first = all[0];
  });

  test('is one anomaly among a few, the strongest, and its root cause is the one to look at first', () => {
    expect(first).toMatchObject({ kind: 'new', level: INCIDENT.rootCause.level, template: INCIDENT.rootCause.template });
    expect(first.evidence[0]).toMatchObject({ template: INCIDENT.rootCause.template, fromUs: INCIDENT.firstEvidenceMs * 1_000 });
    expect(all.length).toBeLessThanOrEqual(8);
  });

  test('has the deployment before the root cause, every symptom, and what went silent in its evidence', () => {
    const told = (phrase: string) => first.evidence.find(({ template }) => template?.includes(phrase));
    for (const { phrase } of INCIDENT.symptoms) expect([phrase, told(phrase)?.kind]).toEqual([phrase, 'new']);
    expect(told(INCIDENT.gone.phrase)?.kind).toBe('silence');
    expect(told(INCIDENT.deploy.phrase)?.fromUs).toBeLessThan(INCIDENT.firstEvidenceMs * 1_000);
  });
});

/** Two hours of a service that does what it always does: five kinds of messages at random times, their rates steady. */
function steadyLog(seed: number, extra: readonly string[] = []): string {
  const random = randomOf(seed);
  const lines: string[] = [...extra];
  const rates = [4, 2, 1, 0.3, 0.02];
  const texts = ['request served in', 'cache hit after', 'row written in', 'retry number', 'connection reset after'];
  for (let second = 0; second < 7_200; second++) {
    rates.forEach((rate, kind) => {
      for (let left = rate; left > 0; left--) {
        if (random() < Math.min(1, left))
          lines.push(lineAt(second + random(), kind < 4 ? 'INFO' : 'ERROR', `${texts[kind]} ${Math.floor(random() * 900)}`));
      }
    });
  }
  return `${lines.sort().join('\n')}\n`;
}

function lineAt(second: number, level: string, text: string): string {
  return `${new Date(Date.UTC(2026, 8, 14) + second * 1_000).toISOString()} ${level} ${text}`;
}

test('a service that does what it always does has next to no anomalies', async () => {
  let told = 0;
  for (const seed of [1, 2, 3]) {
    const file = path.join(engine.folder, `steady-${seed}.log`);
    writeFileSync(file, steadyLog(seed));
    told += (await anomaliesOf([{ path: file }])).length;
  }
  expect(told).toBeLessThanOrEqual(2);
});

test('a filter narrows what is looked at, a mistake in it is told, and without records there is nothing', async () => {
  const { id: investigationId } = await engine.client.createInvestigation({});
  const { anomalies } = await engine.client.listAnomalies({ filter: { investigationId } });
  expect(anomalies).toEqual([]);
  await expect(engine.client.listAnomalies({ filter: { investigationId, query: 'level:(' } })).rejects.toMatchObject({ code: 'BAD_QUERY' });
  const file = path.join(engine.folder, 'narrowed.log');
  const errors = Array.from({ length: 60 }, (_, index) => lineAt(4_000 + index * 5, 'ERROR', `disk ${index % 3} is full`));
  writeFileSync(file, steadyLog(4, errors));
  await engine.client.addSources({ investigationId, sources: [{ path: file }] });
  for await (const { investigation } of engine.client.watchIngest({ investigationId })) if (!investigation.reading) break;
  const kinds = async (query: string) =>
    (await engine.client.listAnomalies({ filter: { investigationId, query } })).anomalies.map(({ kind, level }) => `${kind} ${level}`);
  expect(await kinds('level:error')).toContain('new ERROR');
  expect(await kinds('level:info')).not.toContain('new ERROR');
});

test('the end of a log in the middle of a bucket is no drop', async () => {
  const file = path.join(engine.folder, 'end.log');
  const lines = Array.from({ length: 60_001 }, (_, index) => lineAt(index * 0.1, 'INFO', `request served in ${index % 90}`));
  writeFileSync(file, `${lines.join('\n')}\n`);
  expect(await anomaliesOf([{ path: file }])).toEqual([]);
});

test('where rare things that were never there before come up all the time, one more is no anomaly', async () => {
  const random = randomOf(9);
  const rare = Array.from({ length: 700 }, (_, index) => {
    const word = (number: number) => Array.from(String(number), (digit) => 'bcdfghklmn'[Number(digit)]).join('a');
    return lineAt(
      random() * 7_200,
      'ERROR',
      `${word(index * 7_919 + 1_234)} ${word(index * 104_729 + 5_678)} ${word(index * 31 + 10)} failed`,
    );
  });
  const file = path.join(engine.folder, 'rare.log');
  writeFileSync(file, steadyLog(8, rare));
  expect((await anomaliesOf([{ path: file }])).filter(({ kind }) => kind === 'new')).toEqual([]);
});

test('an error that appears for five minutes among them is the first anomaly', async () => {
  for (const seed of [4, 5, 6]) {
    const file = path.join(engine.folder, `error-${seed}.log`);
    const errors = Array.from({ length: 60 }, (_, index) => lineAt(4_000 + index * 5, 'ERROR', `disk ${index % 3} is full`));
    writeFileSync(file, steadyLog(seed, errors));
    const [first] = await anomaliesOf([{ path: file }]);
    expect([seed, first?.kind, first?.level, first?.template?.includes('is full')]).toEqual([seed, 'new', 'ERROR', true]);
    expect(Math.abs((first?.fromUs ?? 0) / 1_000 - Date.UTC(2026, 8, 14) - 4_000_000)).toBeLessThanOrEqual(5_000);
  }
});

describe('what a person calls expected', () => {
  let filter: { investigationId: string };
  beforeAll(async () => {
    const { id: investigationId } = await engine.client.createInvestigation({});
    filter = { investigationId };
    const file = path.join(engine.folder, 'expected.log');
    const errors = Array.from({ length: 60 }, (_, index) => lineAt(4_000 + index * 5, 'ERROR', `disk ${index % 3} is full`));
    writeFileSync(file, steadyLog(11, errors));
    await engine.client.addSources({ investigationId, sources: [{ path: file }] });
    for await (const { investigation } of engine.client.watchIngest({ investigationId })) if (!investigation.reading) break;
  });

  test('moves from the open to the expected anomalies, for this investigation, and back', async () => {
    const { investigationId } = filter;
    const before = await engine.client.listAnomalies({ filter });
    const [first] = before.anomalies;
    await engine.client.setExpected({ investigationId, deviations: first.evidence, expected: true });
    const taught = await engine.client.listAnomalies({ filter });
    expect(taught.anomalies.map(({ id }) => id)).toEqual(before.anomalies.slice(1).map(({ id }) => id));
    expect(taught.expected).toEqual([first]);
    await engine.client.setExpected({ investigationId, deviations: first.evidence, expected: false });
    expect(await engine.client.listAnomalies({ filter })).toEqual(before);
  });

  test('a limit that a person set is told when it is crossed, whatever the filter, with the records that crossed it', async () => {
    const { investigationId } = filter;
    // Twelve a minute; the first and the last minute have fewer than the limit.
    const alert = { id: 'full', name: 'Disks', query: 'disk is full', comparison: 'more' as const, count: 10, windowUs: 60_000_000 };
    await engine.client.putAlert({ investigationId, alert });
    await engine.client.putAlert({ investigationId, alert: { ...alert, id: 'never', count: 1_000 } });
    expect((await engine.client.listAlerts({ investigationId })).alerts.map(({ id }) => id)).toEqual(['full', 'never']);
    const { anomalies } = await engine.client.listAnomalies({ filter: { investigationId, query: 'level:info' } });
    const [crossed, ...others] = anomalies.filter(({ kind }) => kind === 'alert');
    expect(others).toEqual([]);
    expect(crossed.evidence).toMatchObject([{ alert: { name: 'Disks' }, records: 48 }]);
    const { records } = await engine.client.getEvidence({ filter, deviations: crossed.evidence });
    expect(records[0].record.level).toBe('ERROR');
    await expect(engine.client.putAlert({ investigationId, alert: { ...alert, query: 'level:(' } })).rejects.toMatchObject({
      code: 'BAD_QUERY',
    });
    for (const alertId of ['full', 'never']) await engine.client.removeAlert({ investigationId, alertId });
    expect((await engine.client.listAnomalies({ filter })).anomalies.map(({ kind }) => kind)).not.toContain('alert');
  });

  test('each deviation is shown by a record of it, a silence by the last one before it', async () => {
    const [first] = (await engine.client.listAnomalies({ filter })).anomalies;
    const { records } = await engine.client.getEvidence({ filter, deviations: first.evidence });
    expect(anomaliesApi.getEvidence.output.safeParse({ records }).error).toBeUndefined();
    expect(records[0]).toMatchObject({
      deviation: 0,
      record: { patternId: first.patternId, timeUs: first.evidence[0].fromUs, pinned: false },
    });
    const [silent] = (
      await engine.client.getEvidence({
        filter,
        deviations: [{ kind: 'silence', patternId: first.patternId, fromUs: first.untilUs, untilUs: first.untilUs + 1 }],
      })
    ).records;
    expect(silent.record.message.map(({ text }) => text).join('')).toBe('disk 2 is full');
  });

  test('the bars of an anomaly hold all of its records, and say what was usual before it', async () => {
    const [{ series, evidence }] = (await engine.client.listAnomalies({ filter })).anomalies;
    expect(series.counts.reduce((sum, count) => sum + count, 0)).toBe(evidence[0].records);
    expect(series.expected).toMatchObject({ low: 0, high: 0 });
  });
});

/** Two hours in which something goes wrong that no rate of a pattern, service or level betrays: between minutes 60 and 75, if `isIll`. */
function subtleLog(seed: number, isIll: boolean): string {
  const random = randomOf(seed);
  const lines: string[] = [];
  const isIn = (second: number): boolean => isIll && second >= 3_600 && second < 4_500;
  for (let second = 0; second < 7_200; second += 0.5 + random()) {
    const ms = 20 * Math.exp(0.6 * (random() + random() + random() - 1.5)) * (isIn(second) ? 6 : 1);
    lines.push(
      lineAt(
        second,
        'INFO',
        `served request in ${ms.toFixed(1)}ms status=${isIn(second) && random() < 0.3 ? 503 : random() < 0.9 ? 200 : 404}`,
      ),
    );
  }
  // Rarer than a rate would show within a quarter of an hour.
  for (let second = 10; second < 7_200; second += 60)
    if (!isIn(second)) lines.push(lineAt(second + random(), 'DEBUG', `lease ${second} renewed`));
  for (let second = 5; second < 7_200; second += 5 + 90 * random()) {
    lines.push(lineAt(second, 'INFO', `job ${Math.floor(second)} begins`));
    if (!isIn(second)) lines.push(lineAt(second + 2, 'INFO', `job ${Math.floor(second)} has ended well`));
  }
  return `${lines.sort().join('\n')}\n`;
}

test('values that are new, numbers that rise, beats that are missing and what no longer follows are one incident; without them there is none', async () => {
  const at = (minute: number): number => (Date.UTC(2026, 8, 14) + minute * 60_000) * 1_000;
  let quiet = 0;
  for (const seed of [21, 22, 23]) {
    const file = path.join(engine.folder, `subtle-${seed}.log`);
    writeFileSync(file, subtleLog(seed, true));
    const anomalies = await anomaliesOf([{ path: file }]);
    const found = anomalies.flatMap(({ evidence }) => evidence).filter(({ fromUs }) => Math.abs(fromUs - at(60)) <= 3 * 60_000_000);
    const kinds = found.map(({ kind, template, variable }) => `${kind} ${variable?.value ?? variable?.unit ?? template}`);
    expect([seed, kinds]).toEqual([seed, expect.arrayContaining(['value 503', 'numbers ns', 'silence lease <*> renewed'])]);
    expect([seed, kinds.some((kind) => /^(sequence|silence|drop) job <\*> has ended well$/.test(kind))]).toEqual([seed, true]);
    writeFileSync(file, subtleLog(seed, false));
    quiet += (await anomaliesOf([{ path: file }])).length;
  }
  expect(quiet).toBe(0);
}, 60_000);
