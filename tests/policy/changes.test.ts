import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy, PolicyDraft } from '../../engine/contract/policies.ts';
import { checkPolicy } from '../../engine/policy/model/read-policies.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

const START_MS = Date.UTC(2026, 8, 14);
const SECONDS = 4_000;
const CHANGE_AT = SECONDS / 2;

let engine: TestEngine;
let investigationId = '';
let price: PolicyDraft['price'];

/** From the middle on carts are slow, and there are half as many sessions. */
beforeAll(async () => {
  const lines = Array.from({ length: SECONDS }, (_, second) => {
    const time = new Date(START_MS + second * 1_000).toISOString();
    const line = (msg: string) => `${JSON.stringify({ time, level: 'INFO', service: 'shop', msg })}\n`;
    const isAfter = second >= CHANGE_AT;
    return [
      line(`stock of item ${second % 97} read from cache`),
      ...(isAfter && second % 4 === 0 ? [line(`cart ${second} waited for a lock`)] : []),
      ...(isAfter && second % 2 === 0 ? [] : [line(`session ${second * 31} begins`)]),
    ].join('');
  });
  engine = openEngine();
  const file = path.join(engine.folder, 'shop.jsonl');
  writeFileSync(file, lines.join(''));
  investigationId = (await engine.client.createInvestigation({})).id;
  await engine.client.addSources({ investigationId, sources: [{ path: file, options: {} }] });
  for await (const _ of engine.client.watchIngest({ investigationId }));
  price = (await engine.client.getPolicies({ investigationId })).price;
});
afterAll(() => engine.close());

function about(id: string, regex: string, rest: object): Policy {
  const matches = [{ target: { record_field: 'LOG_RECORD_FIELD_BODY' }, predicate: { regex } }];
  const given = 'action' in rest ? { log_filter: { matches, ...rest } } : { log_sampling: { matches, ...rest } };
  const { policy, errors } = checkPolicy({ id, ...given });
  if (policy === undefined) throw new Error(errors.join());
  return policy;
}

async function simulated(...policies: Policy[]) {
  const at = (second: number) => (START_MS + second * 1_000) * 1_000;
  const windows = { a: { fromUs: at(0), untilUs: at(CHANGE_AT) }, b: { fromUs: at(CHANGE_AT), untilUs: at(SECONDS) } };
  return engine.client.simulatePolicies({ investigationId, policies, price, windows });
}

const stateOf = (changes: Awaited<ReturnType<typeof simulated>>['changes'], word: string) =>
  changes.find(({ template }) => template.includes(word))?.state;

test('a policy that would hide what changed from A to B is blocked, and says which change', async () => {
  const { changes, policies } = await simulated(
    about('drop-carts', '\\Acart [0-9]+ waited for a lock\\z', { action: 'ACTION_DROP' }),
    about('sample-stock', '\\Astock of item', { probability: { percentage: 20, key: { log_attribute: 'none' }, no_key: 'random' } }),
  );
  expect([stateOf(changes, 'waited for a lock'), stateOf(changes, 'session')]).toEqual(['lost', 'kept']);
  const [carts, stock] = policies.map(({ checks }) => checks.find(({ title }) => title.startsWith('Changes')));
  expect(carts).toMatchObject({ rule: 10, state: 'block', fact: expect.stringContaining('waited for a lock') });
  expect(stock).toMatchObject({ state: 'ok' });
  expect(policies[0].verdict).toBe('block');
});

test('a change that the records left still show is kept', async () => {
  const { changes } = await simulated(
    about('sample-sessions', '\\Asession', { probability: { percentage: 25, key: { log_attribute: 'none' }, no_key: 'random' } }),
  );
  expect([stateOf(changes, 'session'), stateOf(changes, 'waited for a lock')]).toEqual(['kept', 'kept']);
});

test('without windows nothing is compared', async () => {
  const { changes } = await engine.client.simulatePolicies({ investigationId, policies: [], price });
  expect(changes).toEqual([]);
});
