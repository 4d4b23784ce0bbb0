import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-bundle-'));
  const build = spawnSync(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([build.status, build.stderr]).toEqual([0, '']);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the bundled engine reads a file and answers over a port, as it does inside Electron', () => {
  const log = path.join(folder, 'app.log');
  writeFileSync(
    log,
    Array.from({ length: 500 }, (_, index) => `2026-09-14T13:00:00.${index + 100}Z INFO request ${index} done\n`).join(''),
  );
  const script = fileURLToPath(new URL('./play-electron.ts', import.meta.url));
  const engine = path.join(ROOT, 'out', 'main', 'engine.js');
  const run = spawnSync(process.execPath, [script, path.join(folder, 'data'), '1.2.3', engine, log], { encoding: 'utf8', timeout: 60_000 });
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual({ version: '1.2.3', state: 'done', records: 500, templates: 1, hits: 1 });
});

test('the preload script is no module and needs nothing but Electron', () => {
  const code = readFileSync(path.join(ROOT, 'out', 'preload', 'preload.cjs'), 'utf8');
  expect([...code.matchAll(/require\(["'](.+?)["']\)/g)].map(([, name]) => name)).toEqual(['electron']);
  expect(code).not.toMatch(/^\s*(import|export)\s/m);
});

test('the page holds no inline script', () => {
  const html = readFileSync(path.join(ROOT, 'out', 'desktop', 'index.desktop.html'), 'utf8');
  expect([...html.matchAll(/<script(.*?)>(.*?)<\/script>/gs)].map(([, attributes, code]) => [attributes.includes('src='), code])).toEqual([
    [true, ''],
  ]);
  expect(html).not.toMatch(/<style|style=/);
});
