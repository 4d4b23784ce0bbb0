import { expect, test } from 'vitest';
import { randomOf } from '../../tests/support/random.ts';
import { withinLines } from './line-regex.ts';

const SOURCES = [
  'ab',
  '^ab',
  'b$',
  '^$',
  '^.*b$',
  'a\\s*b',
  'a\\sb',
  'a[\\s\\S]*b',
  'a[^x]*b',
  'a[^-x]b',
  '[^]b',
  '\\D\\d',
  '\\W\\w',
  'a\\n?b',
  '\\x0ab|x',
  '\\u0062+\\x41?',
  '[\\t-\\r]b',
  '[a\\-b]{2}',
  '\\bab\\b',
  '\\Bb\\B',
  '(?:a|b)(?<n>x)?$',
  '[^ab]$',
  '\\.|\\/',
  '(a+)+b',
  '',
];

test.each(SOURCES)('/%s/ finds in lines side by side what it finds in each alone', (source) => {
  const within = withinLines(source);
  expect(within).toBeDefined();
  for (const flags of ['', 'i']) {
    const alone = new RegExp(source, flags);
    const beside = new RegExp(within ?? '', `${flags}g`);
    const random = randomOf(source.length + 1);
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 6 }, () =>
        Array.from({ length: Math.floor(random() * 6) }, () => 'abBx1 .\t\r-/é\u2028'[Math.floor(random() * 13)]).join(''),
      );
      const text = `${lines.join('\n')}\n`;
      const found = new Set<number>();
      for (const match of text.matchAll(beside)) {
        expect(match[0]).not.toContain('\n');
        found.add(text.slice(0, match.index).split('\n').length - 1);
      }
      // Behind the last line feed there is no line.
      found.delete(lines.length);
      expect([lines, [...found].sort()]).toEqual([lines, lines.flatMap((line, index) => (alone.test(line) ? [index] : []))]);
    }
  }
});

test.each(['(?s:a.b)', '(?i-s:a)', '\\p{L}', '\\cJ', '(a)\\1', '\\12'])('/%s/ is left to be tested line by line', (source) => {
  expect(withinLines(source)).toBeUndefined();
});
