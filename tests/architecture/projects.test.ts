import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './source-files.ts';

/** Compiles one file as if it belonged to a project. @returns what the compiler says */
function compileIn(project: string, code: string): string {
  const cache = path.join(ROOT, '.cache', 'borders');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'try-'));
  const up = path.relative(folder, ROOT).replaceAll('\\', '/');
  const compilerOptions = {
    composite: false,
    incremental: false,
    emitDeclarationOnly: false,
    noEmit: true,
    rootDir: up,
    tsBuildInfoFile: null,
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: `${up}/${project}`,
      compilerOptions,
      include: [],
      files: ['tried.ts', `${up}/engine/base/shared-globals.d.ts`],
    }),
  );
  writeFileSync(path.join(folder, 'tried.ts'), code);
  const { stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  return stdout;
}

const NEUTRAL = 'engine/tsconfig.neutral.json';

test.each([
  [NEUTRAL, 'export const width = window.innerWidth;', 'window'],
  [NEUTRAL, 'export const folder = process.cwd();', 'process'],
  [NEUTRAL, "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;", 'node:fs'],
  [NEUTRAL, 'export const later = setTimeout;', 'setTimeout'],
  ['engine/tsconfig.json', 'export const title = document.title;', 'document'],
  ['renderer/tsconfig.json', "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;", 'node:fs'],
  ['renderer/tsconfig.json', 'export const folder = process.cwd();', 'process'],
  ['engine/tsconfig.json', 'export enum Level { Info }', 'erasable'],
])('in %s this does not compile: %s', (project, code, word) => {
  const said = compileIn(project, code);
  expect([said.includes('error TS'), said.includes(word)], said).toEqual([true, true]);
});

test.each([
  [NEUTRAL, 'export const stop = (signal: AbortSignal): boolean => signal.aborted;'],
  ['engine/tsconfig.json', 'export const folder = process.cwd();'],
  ['renderer/tsconfig.json', 'export const width = window.innerWidth;'],
])('in %s this does: %s', (project, code) => {
  expect(compileIn(project, code)).toBe('');
});
