import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { readSeries } from '../../engine/analysis/series/series-csv.ts';
import { SeriesDetector } from '../../engine/analysis/series/series-detector.ts';

const DATA = path.join(import.meta.dirname, '../../../shared/nab');
const SCORER = path.join(DATA, 'score.mjs');

test('labelled series reach the score we claim, with one setting and no look ahead', async (context) => {
  if (!existsSync(SCORER)) {
    console.log('skipped: the labelled series are not on this machine');
    context.skip();
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-nab-'));
  try {
    const names = Object.keys(JSON.parse(readFileSync(path.join(DATA, 'windows.json'), 'utf8')));
    for (const name of names) {
      const detector = new SeriesDetector();
      const lines = ['timestamp,anomaly_score'];
      for await (const { timestamp, timeMs, value } of readSeries(createInterface(createReadStream(path.join(DATA, 'data', name))), name)) {
        lines.push(`${timestamp},${detector.next(timeMs, value)}`);
      }
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
    }
    const score = (...args: string[]): number =>
      JSON.parse(execFileSync(process.execPath, [SCORER, '--predictions', folder, '--json', ...args], { encoding: 'utf8' })).profiles
        .standard.score;
    expect(score()).toBeGreaterThanOrEqual(72.2);
    // At the level from which on somebody is told.
    expect(score('--threshold', '0.5')).toBeGreaterThanOrEqual(62.8);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
