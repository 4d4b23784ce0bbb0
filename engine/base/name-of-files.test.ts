import { expect, test } from 'vitest';
import { nameOfFiles } from './name-of-files.ts';

test.each([
  [[], 'Untitled'],
  [['logs/a.log'], 'a.log'],
  [['C:\\logs\\a.log'], 'a.log'],
  [['/var/log/'], 'log'],
  [['a', 'b', 'c'], 'a and 2 more'],
])('an investigation of %j is named after its first file', (paths, name) => {
  expect(nameOfFiles(paths)).toBe(name);
});

test('a name that is too long loses its middle, not the files', () => {
  const long = nameOfFiles([`begin${'n'.repeat(240)}end.log`, 'b']);
  expect(long.length).toBeLessThanOrEqual(200);
  expect(long).toMatch(/^begin.*….*end\.log and 1 more$/);
});
