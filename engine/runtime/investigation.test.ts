import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWorkspace } from '../../tests/support/open-engine.ts';
import { InvestigationReader } from '../store/reader.ts';
import { sourceFormatsFolder } from './formats.ts';
import { sourceWorkerEntries } from './worker-entries.ts';
import { Workspace } from './workspace.ts';

let host: ReturnType<typeof openWorkspace>;
afterEach(() => host.close());

function newWorkspace(name: string): Workspace {
  return new Workspace({
    dataDir: path.join(host.folder, name),
    workers: sourceWorkerEntries(),
    formatsFolder: sourceFormatsFolder(),
    threads: 2,
    now: Date.now,
  });
}

function log(name: string, lines: readonly string[]): string {
  const file = path.join(host.folder, name);
  writeFileSync(file, lines.map((line, index) => `2026-09-14T10:00:${String(index % 60).padStart(2, '0')}Z ${line}\n`).join(''));
  return file;
}

test('totals and filters are kept when a file is closed, stand when it is opened, and are added up anew when something is read', async () => {
  host = openWorkspace();
  const file = path.join(host.folder, 'a.logsift');
  const first = log('a.log', [...Array<string>(40).fill('INFO started job 17'), ...Array<string>(9).fill('ERROR lost peer 10.0.0.1')]);
  const second = log('b.log', Array<string>(5).fill('WARN slow disk sda1'));

  const writing = newWorkspace('one');
  const created = writing.create('kept', file);
  writing.addSources(created, [{ path: first }]);
  await created.whenIdle();
  const before = { byLevel: created.byLevel(), patterns: created.templateCount };
  expect(before.byLevel).toMatchObject({ INFO: 40, ERROR: 9 });
  await writing.close();

  const reader = InvestigationReader.open(file);
  expect(reader.figures()).toEqual({ byLevel: [0, 0, 0, 40, 0, 9, 0], patterns: before.patterns });
  expect(reader.filtersOfShare(0, { index: 0, count: 1 })).toHaveLength(reader.blocks().length);
  reader.close();

  const reading = newWorkspace('two');
  const opened = reading.open(undefined, file);
  expect({ byLevel: opened.byLevel(), patterns: opened.templateCount }).toEqual(before);
  reading.addSources(opened, [{ path: second }]);
  await opened.whenIdle();
  expect(opened.byLevel()).toEqual({ ...before.byLevel, WARN: 5 });
  opened.reread(1, {});
  await opened.whenIdle();
  expect(opened.byLevel()).toEqual({ ...before.byLevel, WARN: 5 });
  await reading.close();
  const again = InvestigationReader.open(file);
  expect(again.figures()?.byLevel).toEqual([0, 0, 0, 40, 5, 9, 0]);
  again.close();
});
