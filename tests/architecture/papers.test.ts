import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, ROOT, readProjectFile } from './source-files.ts';

const files = projectFiles();
const papers = files.filter((file) => file.endsWith('.md'));
const scripts = new Set(Object.keys((JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> }).scripts));

/** Text between back quotes, and lines of fenced blocks. */
function codeOf(paper: string): readonly string[] {
  const text = readProjectFile(paper);
  const fenced = [...text.matchAll(/^```.*?\n(.*?)^```/gms)].flatMap(([, block]) => block.split('\n'));
  return [...fenced, ...[...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code)];
}

test('papers name only scripts of package.json that exist', () => {
  const wrong = papers.flatMap((paper) =>
    codeOf(paper).flatMap((code) => {
      const called = [...code.matchAll(/\bnpm run ([\w:-]+)/g), ...code.matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => name);
      return called.filter((name) => !scripts.has(name)).map((name) => `${paper} names the script ${name}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('papers name only paths that exist', () => {
  const top = new Set(files.map((file) => file.split('/')[0]));
  const wrong = papers.flatMap((paper) =>
    codeOf(paper).flatMap((code) => {
      const named = code.split(/[\s,;:()]+/).filter((word) => word.includes('/') && top.has(word.split('/')[0]) && !/[*<>…{}]/.test(word));
      return named.filter((word) => !existsSync(path.join(ROOT, word.replace(/[.]$/, '')))).map((word) => `${paper} names ${word}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('links between papers lead somewhere', () => {
  const wrong = papers.flatMap((paper) =>
    [...readProjectFile(paper).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(path.join(ROOT, path.dirname(paper), target)))
      .map((target) => `${paper} links to ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no file names a folder of somebody’s machine', () => {
  const isText = (file: string) =>
    /\.(ts|tsx|mjs|json|md|css|html|yml|yaml)$/.test(file) || file.startsWith('.ci/') || file.startsWith('.githooks/');
  // Log samples and tests of paths may hold such text; `/home/ada` is nobody's.
  const pattern = /(?<![\w/.])\/(?:work|root)\/[a-z]|\/Users\/(?!ada\b)[a-z]+\/|\/home\/(?!ada\b|runner\b)[a-z]+\//;
  const own = 'tests/architecture/papers.test.ts';
  const isSample = (file: string) =>
    file.startsWith('resources/') || /\.test\.ts$/.test(file) || file.startsWith('bench/varied/') || file.startsWith('engine/mine/');
  const wrong = files
    .filter((file) => isText(file) && file !== own && !isSample(file))
    .filter((file) => pattern.test(readProjectFile(file)));
  expect(wrong).toEqual([]);
});

test('neither the lock file nor a setting names a registry', () => {
  const lock = readProjectFile('package-lock.json');
  expect(lock).not.toContain('"resolved"');
  for (const file of ['package.json', '.npmrc'])
    expect(readProjectFile(file)).not.toMatch(/https?:\/\/[^"\s]*(registry|npm[jm]|artifactory)/);
});

test('the lock file pins what package.json asks for', () => {
  const pack = JSON.parse(readProjectFile('package.json')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const lock = JSON.parse(readProjectFile('package-lock.json')) as {
    packages: Record<string, { dependencies?: object; devDependencies?: object }>;
  };
  expect([lock.packages[''].dependencies, lock.packages[''].devDependencies]).toEqual([pack.dependencies, pack.devDependencies]);
  for (const version of Object.values({ ...pack.dependencies, ...pack.devDependencies })) expect(version).toMatch(/^\d/);
});
