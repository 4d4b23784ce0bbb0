import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../engine/base/app-error.ts';
import { projectFiles, readProjectFile } from './source-files.ts';

const files = projectFiles().filter((file) => /\.tsx?$/.test(file) && !file.startsWith('tests/architecture/'));
const textOf = (wanted: (file: string) => boolean) => files.filter(wanted).map(readProjectFile).join('\n');
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

test('every error code is given by the engine, and caused by a test', () => {
  const code = textOf((file) => file.startsWith('engine/') && !isTest(file) && file !== 'engine/base/app-error.ts');
  const tests = textOf(isTest);
  const names = Object.keys(ERROR_CODES);
  expect(names.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))).toEqual([]);
});

test('the engine writes to no console and no file escapes the type checker', () => {
  const engine = files.filter((file) => /^(engine|renderer|electron)\//.test(file) && !isTest(file));
  const wrong = (pattern: RegExp, rooms: RegExp) => engine.filter((file) => rooms.test(file) && pattern.test(readProjectFile(file)));
  expect(wrong(/\bconsole\.\w+\(/, /^engine\//)).toEqual([]);
  expect(wrong(/@ts-ignore|@ts-nocheck|@ts-expect-error/, /./)).toEqual([]);
  expect(wrong(/\b(TODO|FIXME|XXX)\b/, /./)).toEqual([]);
});
