import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateVaried } from './generate-varied.ts';
import { parseSize } from './size.ts';

let outDir = '';
beforeEach(() => {
  outDir = mkdtempSync(path.join(tmpdir(), 'logsift-varied-'));
});
afterEach(() => rmSync(outDir, { recursive: true, force: true }));

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test('the manifest counts what is in the file, and the same seed writes the same bytes', async () => {
  const first = await generateVaried({ outDir, bytes: 6_000_000, mode: 'single' });
  const [file] = first.files;
  const content = readFileSync(file.path);
  const hash = hashOf(file.path);
  expect([content.length, content.toString('latin1').split('\n').length - 1]).toEqual([first.bytes, first.lines]);
  expect(first.bytes).toBeGreaterThanOrEqual(6_000_000);
  expect(first.bytes).toBeLessThan(6_003_000);
  const second = await generateVaried({ outDir, bytes: 6_000_000, mode: 'single' });
  expect([second, hashOf(file.path)]).toEqual([first, hash]);
  await generateVaried({ outDir, bytes: 6_000_000, mode: 'single', seed: 5 });
  expect(hashOf(file.path)).not.toBe(hash);
});

test('lines have one header format, times only rise, no line comes twice in a row of thousands', async () => {
  const { files } = await generateVaried({ outDir, bytes: 2_000_000, mode: 'single' });
  const lines = readFileSync(files[0].path, 'latin1').trimEnd().split('\n');
  const heads = lines.filter((line) => !line.startsWith('\t') && !line.startsWith('java.io.'));
  const header = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (DEBUG|INFO |WARN |ERROR|FATAL) \[worker-\d+\] c\.e\.[a-z]+\.[A-Za-z]+: [a-z]/;
  expect(heads.filter((line) => !header.test(line))).toEqual([]);
  const times = heads.map((line) => line.slice(0, 24));
  expect(times.every((time, index) => index === 0 || time >= times[index - 1])).toBe(true);
  expect(new Set(heads).size).toBe(heads.length);
});

test('thousands of templates occur, most of them rarely', async () => {
  const manifest = await generateVaried({ outDir, bytes: 20_000_000, mode: 'single' });
  expect(manifest.templates).toBeGreaterThan(3_000);
  expect(manifest.rareTemplates).toBeGreaterThan(2_000);
});

test('six formats share one clock', async () => {
  const { files, lines } = await generateVaried({ outDir, bytes: 3_000_000, mode: 'mixed' });
  expect(files.map(({ path: file }) => path.basename(file))).toEqual([
    'varied.jsonl',
    'varied.logfmt',
    'varied-access.log',
    'varied-syslog.log',
    'varied-log4j.log',
    'varied-cri.log',
  ]);
  const heads = files.map(({ path: file }) => readFileSync(file, 'latin1').split('\n'));
  expect(heads.reduce((sum, all) => sum + all.length - 1, 0)).toBe(lines);
  expect(heads.map((all) => all.find((line) => line.includes('13:40:02'))?.includes('13:40:02'))).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
  for (const line of heads[0].slice(0, -1)) expect(() => JSON.parse(line)).not.toThrow();
});

test('sizes are read with decimal and binary units, and nonsense is refused', () => {
  expect([parseSize('1GB'), parseSize('512MiB'), parseSize('0.5 mb'), parseSize('77')]).toEqual([1_000_000_000, 536_870_912, 500_000, 77]);
  for (const bad of ['', 'big', '1TB', '-3MB', '0']) expect(() => parseSize(bad)).toThrow(RangeError);
});
