import { expect, test } from 'vitest';
import { coveredWords } from './covered-words.ts';

const source = (name: string, state: 'done' | 'reading', untilUs: number) => ({ name, state, range: { fromUs: 0, untilUs } });

test('the hatch names the files that reach beyond it', () => {
  expect(coveredWords([source('a.log', 'reading', 5), source('b.log', 'done', 9), source('c.log', 'done', 3)], 4)).toBe('b.log only');
  expect(coveredWords([source('b.log', 'done', 9), source('c.log', 'done', 9)], 4)).toBe('b.log and c.log only');
  expect(
    coveredWords(
      ['b', 'c', 'd', 'e'].map((name) => source(name, name === 'e' ? 'reading' : 'done', 9)),
      4,
    ),
  ).toBe('3 of 4 files only');
  expect(coveredWords([source('a.log', 'reading', 5)], 4)).toBe('not read to the end yet');
});
