import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { MAY_IMPORT, wrongImports } from './layers.ts';
import { projectFiles, readProjectFile } from './source-files.ts';

const sources = projectFiles().filter((file) => /\.tsx?$/.test(file));

test('every import goes the way the design says', () => {
  expect(sources.flatMap((file) => wrongImports(file, readProjectFile(file)))).toEqual([]);
});

test('every folder of the engine has a line in the list', () => {
  const rooms = new Set(sources.filter((file) => file.startsWith('engine/')).map((file) => file.split('/').slice(0, 2).join('/')));
  const listed = new Set(Object.keys(MAY_IMPORT).map((room) => room.split('/').slice(0, 2).join('/')));
  expect([...rooms].filter((room) => !listed.has(room))).toEqual([]);
});

test.each([
  ['engine/base/level.ts', "import { z } from 'zod';"],
  ['engine/base/level.ts', "import { readFileSync } from 'node:fs';"],
  ['engine/base/filter/parse.ts', "export * from '../../contract/api.ts';"],
  ['engine/contract/api.ts', "import type { Workspace } from '../runtime/workspace.ts';"],
  ['engine/mine/refine.ts', "import { readFile } from '../store/reader.ts';"],
  ['engine/ingest/split/lines.ts', "  import {\n    type Level,\n  } from '../../contract/common.ts';"],
  ['engine/store/reader.ts', "type Row = import('../query/shard.ts').Row;"],
  ['engine/query/shard.ts', "const later = await import('../runtime/workspace.ts');"],
  ['engine/runtime/workspace.ts', "import '../hosts/cli/main.ts';"],
  ['engine/api/handlers.ts', "import Database from 'better-sqlite3';"],
  ['engine/hosts/loopback/guard.ts', "import { analyze } from '../cli/analyze.ts';"],
  ['renderer/app/app.tsx', "import type { Row } from '../../engine/store/reader.ts';"],
  ['renderer/app/app.tsx', "import { ipcRenderer } from 'electron';"],
  ['renderer/app/app.tsx', "export type { Stats } from 'node:fs';"],
  ['electron/main.ts', "import { startLoopbackHost } from '../engine/hosts/loopback/loopback-host.ts';"],
])('in %s the line %j is caught', (file, line) => {
  expect(wrongImports(file, `const a = 1;\n${line}\n`)).toHaveLength(1);
});

test('what is allowed passes, and words about imports are no imports', () => {
  const code = [
    "import type { Level } from '#base/level.ts';",
    "import { api } from '#contract/api.ts';",
    "const text = `from 'nowhere'`;",
    "// import 'nothing'",
  ];
  expect(wrongImports('renderer/app/app.tsx', code.join('\n'))).toEqual([]);
  expect(importsOf(code.join('\n'))).toEqual(['#base/level.ts', '#contract/api.ts']);
});
