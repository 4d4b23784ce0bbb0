import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExplanationEvent, explainApi } from '../../engine/contract/explain.ts';
import { generateIncident } from '../../resources/samples/generate-incident.ts';
import { INCIDENT } from '../../resources/samples/incident-truth.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';
import { explanationText } from './explanation-text.ts';
import { readSources } from './read-sources.ts';

let engine: TestEngine;
beforeAll(() => {
  engine = openEngine();
});
afterAll(() => engine.close());

async function explainFirst(seed: number | undefined): Promise<ExplanationEvent[]> {
  const { files } = generateIncident(path.join(engine.folder, `sample-${seed}`), { seed });
  const investigationId = await readSources(
    engine.client,
    files.map(({ path: file, timeZone }) => ({ path: file, options: { timeZone } })),
  );
  const filter = { investigationId };
  const [{ id }] = (await engine.client.listAnomalies({ filter })).anomalies;
  const events: ExplanationEvent[] = [];
  for await (const event of engine.client.explainAnomaly({ filter, anomalyId: id, model: { provider: 'none' } })) events.push(event);
  return events;
}

const textsOf = (events: readonly ExplanationEvent[]) =>
  events.flatMap((event) => (event.kind === 'headline' || event.kind === 'statement' ? [event.statement.text] : []));

describe.each([undefined, 7])('the sample incident without a model, seed %s', (seed) => {
  let events: ExplanationEvent[];
  beforeAll(async () => {
    events = await explainFirst(seed);
  });

  test('its headline names the root cause, what came before it, and what ended it', () => {
    const [headline] = textsOf(events);
    expect(headline).toContain(INCIDENT.rootCause.template);
    expect(headline).toContain(`${INCIDENT.rootCause.records} times from 14:31:05.002`);
    expect(headline).toContain(`36 s after a start of ${INCIDENT.deploy.service} (version=${INCIDENT.deploy.version})`);
    expect(headline).toContain(`ended with another (version=${INCIDENT.deploy.goodVersion})`);
  });

  test('what changed with the start, the limit that was reached and what stopped are told, every statement with its evidence', () => {
    const all = textsOf(events).join('\n');
    for (const phrase of ['pool_max 40 then 16', 'say in_use=40 and idle=0', INCIDENT.gone.phrase, 'payment authorisation failed'])
      expect(all).toContain(phrase);
    const evidence = events.flatMap((event) => (event.kind === 'evidence' ? event.evidence : []));
    for (const event of events) {
      expect(explainApi.explainAnomaly.item.safeParse(event).error).toBeUndefined();
      if (event.kind !== 'statement') continue;
      for (const number of event.statement.evidence) expect(evidence[number - 1]).toMatchObject({ number });
    }
    expect(evidence.map(({ timeUs = 0 }) => timeUs)).toEqual(evidence.map(({ timeUs = 0 }) => timeUs).sort((a, b) => a - b));
  });

  test('its citations and numbers hold when they are looked up again', () => {
    const checks = events.flatMap((event) => (event.kind === 'checked' ? [event.checks] : []));
    expect(checks).toEqual([expect.objectContaining({ withheld: 0 })]);
    expect([checks[0].citedFound, checks[0].numbersFound]).toEqual([checks[0].cited, checks[0].numbers]);
    expect(checks[0].numbers).toBeGreaterThan(30);
  });
});

test('the explanation of the sample incident reads well', async () => {
  await expect(explanationText(await explainFirst(4_180))).toMatchFileSnapshot(
    '../golden/without-a-model-the-sample-incident-is-explained-by-the-rollout-that-took-all-connections.txt',
  );
});
