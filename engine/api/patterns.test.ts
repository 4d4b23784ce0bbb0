import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine, type TestEngine } from '../../tests/support/open-engine.ts';
import { messageSignature } from '../mine/fingerprint.ts';

const MESSAGES = [
  ...['ann', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((user) => `Failed password for ${user} from 10.0.0.7 port 4022`),
  ...['gil', 'hal', 'ida'].map((user) => `Failed password for invalid user ${user} from 10.0.0.8 port 4023`),
  'Accepted password for root from 10.0.0.9 port 4024',
  'Disk 3 is full',
  'Disk 4 is nearly full',
  'Disk 5 full, deleting files',
  'Nothing else to say',
];

let engine: TestEngine;
let investigationId: string;

beforeAll(async () => {
  engine = openEngine();
  const file = path.join(engine.folder, 'app.log');
  writeFileSync(file, MESSAGES.map((message, i) => `2026-01-31 12:00:${String(i + 10)} INFO ${message}\n`).join(''));
  investigationId = (await engine.client.createInvestigation({})).id;
  await engine.client.addSources({ investigationId, sources: [{ path: file }] });
  for await (const _ of engine.client.watchIngest({ investigationId }));
});
afterAll(() => engine.close());

test('groups of each level hold whole groups of the level before, and no pattern twice', async () => {
  const filter = { investigationId };
  const [close, loose, topics] = await Promise.all(
    (['close', 'loose', 'topics'] as const).map((level) => engine.client.groupPatterns({ filter, level })),
  );
  expect(topics.records).toBe(MESSAGES.length);
  for (const [finer, coarser] of [
    [close, loose],
    [loose, topics],
  ]) {
    for (const { patternIds } of finer.groups) {
      expect(coarser.groups.filter((group) => patternIds.every((id) => group.patternIds.includes(id)))).toHaveLength(1);
    }
  }
  const grouped = topics.groups.flatMap(({ patternIds }) => patternIds);
  expect(new Set(grouped).size).toBe(grouped.length);
  expect(topics.groups.map(({ label, count, level, levels }) => ({ label, count, level, levels }))).toEqual([
    { label: 'password port', count: 10, level: 'INFO', levels: { INFO: 10 } },
    { label: 'disk full', count: 3, level: 'INFO', levels: { INFO: 3 } },
  ]);
});

test('a filter leaves the groups what they are and counts their records anew', async () => {
  const { groups, patterns } = await engine.client.groupPatterns({
    filter: { investigationId, query: 'nearly or Failed' },
    level: 'topics',
  });
  expect(groups.map(({ label, count }) => ({ label, count }))).toEqual([{ label: 'password port', count: 9 }]);
  expect(patterns).toBe(3);
});

test('a pattern lists the fingerprints that an SDK computes for its messages', async () => {
  const { patterns } = await engine.client.listPatterns({ filter: { investigationId } });
  const [failed] = patterns;
  expect(failed.template).toBe('Failed password for <*> from <*> port <*>');
  const { forms, total, complete } = await engine.client.listForms({ filter: { investigationId }, patternId: failed.id });
  expect({ total, complete }).toEqual({ total: 6, complete: true });
  const own = MESSAGES.slice(0, 6).map((message) => messageSignature(Buffer.from(message)).fingerprint);
  expect(forms.map(({ fingerprint }) => fingerprint).sort()).toEqual(own.sort());
  const all = await engine.client.listForms({ filter: { investigationId }, limit: 2 });
  expect(all.forms).toHaveLength(2);
  expect(all.total).toBe(MESSAGES.length);
});

test.each([
  ['JSON lines', (message: string, i: number) => JSON.stringify({ ts: `2026-01-31T12:00:${i + 10}Z`, level: 'info', msg: message })],
  ['logfmt', (message: string, i: number) => `ts=2026-01-31T12:00:${i + 10}Z level=info msg="${message}"`],
])('the fingerprints of messages in %s are those of the messages alone', async (name, lineOf) => {
  const file = path.join(engine.folder, `${name.replace(' ', '-')}.log`);
  writeFileSync(file, `${MESSAGES.map(lineOf).join('\n')}\n`);
  const { id } = await engine.client.createInvestigation({});
  await engine.client.addSources({ investigationId: id, sources: [{ path: file }] });
  for await (const _ of engine.client.watchIngest({ investigationId: id }));
  const { forms } = await engine.client.listForms({ filter: { investigationId: id } });
  const own = new Set(MESSAGES.map((message) => messageSignature(Buffer.from(message)).fingerprint));
  expect(forms.map(({ fingerprint }) => fingerprint).sort()).toEqual([...own].sort());
});

test('a matcher of each pattern takes its own records and no other', async () => {
  const { matchers } = await engine.client.listMatchers({ investigationId });
  const { patterns } = await engine.client.listPatterns({ filter: { investigationId } });
  expect(matchers.map(({ patternId }) => patternId).sort()).toEqual(patterns.map(({ id }) => id).sort());
  for (const { source, precision, recall, tried, records, offenders } of matchers) {
    expect({ source, precision, recall, tried, offenders }).toEqual({ source, precision: 1, recall: 1, tried: records, offenders: [] });
  }
});

test('matchers of some patterns are those they have among all', async () => {
  const { matchers: all } = await engine.client.listMatchers({ investigationId });
  const patternIds = all.slice(0, 2).map(({ patternId }) => patternId);
  const { matchers } = await engine.client.listMatchers({ investigationId, patternIds });
  expect(matchers).toEqual(all.filter(({ patternId }) => patternIds.includes(patternId)));
});

test('a matcher that cannot be told from another names whose records it takes', async () => {
  const file = path.join(engine.folder, 'loose.log');
  writeFileSync(file, ['/etc/app', '/var/log/app', 'done'].map((message, i) => `2026-01-31 12:00:0${i} INFO ${message}\n`).join(''));
  const { id } = await engine.client.createInvestigation({});
  await engine.client.addSources({ investigationId: id, sources: [{ path: file }] });
  for await (const _ of engine.client.watchIngest({ investigationId: id }));
  const { matchers } = await engine.client.listMatchers({ investigationId: id });
  const [done, paths] = matchers.toSorted((a, b) => a.records - b.records);
  expect(done).toMatchObject({ template: 'done', source: '^done$', precision: 1, recall: 1, offenders: [] });
  expect(paths).toMatchObject({ template: '<*>', precision: 2 / 3, recall: 1 });
  expect(paths.offenders).toEqual([{ patternId: done.patternId, count: 1, example: 'done' }]);
});
