import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectAccounted, expectExactBytes, readAll } from '../support/expectations.ts';
import { openEngine, type TestEngine } from '../support/open-engine.ts';

let engine: TestEngine;
beforeEach(() => {
  engine = openEngine();
});
afterEach(() => engine.close());

const RUNTIME_BYTES = 16_384;
const timeOf = (line: number): string => new Date(Date.UTC(2026, 8, 14, 13, 40) + line * 250).toISOString();
/** What a container wrote: every fifth line is longer than its runtime takes at once, by up to three times. */
const LINES = Array.from({ length: 2_000 }, (_, index) =>
  index % 5 === 0
    ? `ERROR order ${index} refused, body=${'0123456789abcdef'.repeat(1_100 * (1 + (index % 3)))}`
    : `INFO order ${index} accepted`,
);
const PARTS = LINES.map((line) => line.match(new RegExp(`.{1,${RUNTIME_BYTES}}`, 'g')) ?? []);

test.each([
  ['kubernetes-cri', (part: string, isLast: boolean, line: number) => `${timeOf(line)} stdout ${isLast ? 'F' : 'P'} ${part}`],
  [
    'docker-json',
    (part: string, isLast: boolean, line: number) =>
      JSON.stringify({ log: isLast ? `${part}\n` : part, stream: 'stdout', time: timeOf(line) }),
  ],
] as const)('%s: a line that its runtime cut is one record, over ranges and blocks', async (format, lineOf) => {
  const rows = PARTS.flatMap((parts, line) => parts.map((part, index) => lineOf(part, index === parts.length - 1, line)));
  const file = path.join(engine.folder, 'container.log');
  writeFileSync(file, `${rows.join('\n')}\n`);
  const investigation = await readAll(engine.client, [file]);
  const [source] = investigation.sources;
  expectAccounted(source);
  expect([source.format, source.lines, source.records, source.continuation, source.skipped, source.unparsed]).toEqual([
    format,
    rows.length,
    LINES.length,
    rows.length - LINES.length,
    0,
    0,
  ]);
  expect(rows.length).toBeGreaterThan(LINES.length + 500);
  const filter = { investigationId: investigation.id, query: 'level:error' };
  const { records } = await engine.client.getRecords({ filter, limit: 1_000 });
  expect(records.map(({ lineCount }) => lineCount)).toEqual(PARTS.filter((_, index) => index % 5 === 0).map((parts) => parts.length));
  await expectExactBytes(engine.client, investigation, file, 100);
});
