import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Electron's program, when it was fetched. */
function electronProgram(): string | undefined {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = path.join(folder, 'path.txt');
  const program = existsSync(named) ? path.join(folder, 'dist', readFileSync(named, 'utf8')) : undefined;
  return program !== undefined && existsSync(program) ? program : undefined;
}

/** Why the window cannot be opened here; undefined: it can. */
function missing(program: string | undefined): string | undefined {
  if (program === undefined) return 'the program of Electron is not on this machine and could not be fetched';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display; run it under xvfb-run';
  return undefined;
}

test('the desktop window reads a file named at its start, over its port, in a sandbox', { timeout: 120_000 }, async ({ skip }) => {
  const program = electronProgram();
  const reason = missing(program);
  if (reason !== undefined) return skip(reason);
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-electron-'));
  const log = path.join(folder, 'app.log');
  writeFileSync(
    log,
    Array.from({ length: 200 }, (_, index) => `2026-09-14T13:00:00.${index + 100}Z INFO request ${index} done\n`).join(''),
  );
  const build = spawnSync(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
  });
  expect(build.status).toBe(0);
  const isRoot = process.getuid?.() === 0;
  const app: ElectronApplication = await _electron.launch({
    executablePath: program,
    args: [...(isRoot ? ['--no-sandbox'] : []), ROOT, log],
    env: { ...process.env, LOGSIFT_HOME: path.join(folder, 'data') } as Record<string, string>,
  });
  try {
    const page: Page = await app.firstWindow();
    await page.getByText('app.log').first().waitFor();
    expect(page.url()).toMatch(/^logsift:\/\/window\/index\.desktop\.html/);
    expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([]);
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    await page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    expect(page.url()).toMatch(/^logsift:/);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return undefined;
});
