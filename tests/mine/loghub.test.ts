import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mineMessages } from '../../engine/mine/mine-messages.ts';
import { readAll } from '../support/expectations.ts';
import { openEngine } from '../support/open-engine.ts';

const SHARED = join(import.meta.dirname, '../../../shared/loghub');
// The evaluator runs only when started by its real path.
const DATA = existsSync(SHARED) ? realpathSync(SHARED) : SHARED;
const EVALUATE = join(DATA, 'evaluate.mjs');

interface Scores {
  readonly GA: number;
  readonly PA: number;
  readonly FGA: number;
  readonly FTA: number;
}

function node(...args: string[]): Buffer {
  return execFileSync(process.execPath, args, { maxBuffer: 1 << 26 });
}

function scores(value: unknown): Scores {
  const { GA, PA, FGA, FTA } = value as Scores;
  return { GA, PA, FGA, FTA };
}

test('templates of the labelled samples reach the accuracy we claim, with one setting', (context) => {
  if (!existsSync(EVALUATE)) {
    console.log('skipped: the labelled samples are not on this machine');
    context.skip();
  }
  const systems = readdirSync(DATA)
    .filter((name) => name.endsWith('_2k.log_structured.csv'))
    .map((name) => name.replace('_2k.log_structured.csv', ''));
  const folder = mkdtempSync(join(tmpdir(), 'logsift-loghub-'));
  try {
    for (const system of systems) {
      const mined = mineMessages(node(EVALUATE, '--content', join(DATA, `${system}_2k.log_structured.csv`)));
      const lines = Array.from(mined.assignment, (index, i) => {
        const { id, text } = mined.templates[index];
        return JSON.stringify({ line: i + 1, cluster: id, template: text });
      });
      writeFileSync(join(folder, `${system}.jsonl`), `${lines.slice(0, 2000).join('\n')}\n`);
    }
    const table = JSON.parse(node(EVALUATE, '--all', folder, '--json').toString('utf8'));
    const average = scores(table.average);
    expect(average.GA).toBeGreaterThanOrEqual(0.99);
    expect(average.FGA).toBeGreaterThanOrEqual(0.97);
    expect(average.PA).toBeGreaterThanOrEqual(0.92);
    expect(average.FTA).toBeGreaterThanOrEqual(0.87);
    for (const system of table.systems) expect(scores(system).GA).toBeGreaterThanOrEqual(0.975);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const LOGS = existsSync(EVALUATE) ? readdirSync(DATA).filter((file) => file.endsWith('_2k.log')) : [];
if (LOGS.length === 0) console.log('the matchers of the labelled samples are not tried: they are not on this machine');

test.each(LOGS)('the matcher of each pattern of %s takes all its own records and no other', async (name) => {
  const engine = openEngine();
  try {
    const { id: investigationId } = await readAll(engine.client, [join(DATA, name)]);
    const { matchers } = await engine.client.listMatchers({ investigationId });
    expect(matchers.length).toBeGreaterThan(5);
    for (const { source, precision, recall } of matchers)
      expect({ source, precision, recall }).toEqual({ source, precision: 1, recall: 1 });
  } finally {
    await engine.close();
  }
});
