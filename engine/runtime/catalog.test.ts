import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Catalog, type CatalogEntry } from './catalog.ts';

const ENTRY: CatalogEntry = {
  id: 'a',
  name: 'a',
  path: '/a.logsift',
  openedUs: 1,
  range: undefined,
  records: 0,
  patterns: 0,
  sourceNames: [],
  complete: true,
  volume: [],
  errors: [],
};

test('a list that cannot be written is told in a sentence, stays known to this process, and leaves no half file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-catalog-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const catalog = new Catalog(folder);
  // A folder in the place of the file cannot be replaced by a file.
  mkdirSync(path.join(folder, 'recent.json', 'inside'), { recursive: true });
  expect(() => catalog.put(ENTRY)).toThrow(
    expect.objectContaining({
      code: 'STORE_UNREADABLE',
      message: expect.stringContaining('The investigations themselves are not touched.'),
    }),
  );
  expect([catalog.list(), readdirSync(folder)]).toEqual([[ENTRY], ['recent.json']]);
});
