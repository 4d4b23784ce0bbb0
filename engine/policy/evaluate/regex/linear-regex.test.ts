import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { LinearRegex } from './linear-regex.ts';
import { replacementOf } from './replacement.ts';

/** A small generator with a printed seed: numbers in [0, below). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PATTERNS = [
  '\\Acache refreshed for shard [0-9]+ in [0-9]+ms\\z',
  '^a*$',
  'a|b|',
  '(?i)Bearer\\s+\\S+',
  '(?i:k)s',
  'x{2,4}y',
  '(ab|a)(bc|c)?\\z',
  '[^a-c]+',
  '[[:digit:]][^[:alpha:]]',
  '\\Qa.b\\E',
  '(?s).',
  '.',
  'a{0}b',
  '(a|^b)c',
  '(?P<name>\\w+)=(?:\\d|-)+',
  '\\x41\\x{42}',
  '\\bword\\b',
  'ü+',
  '[]a]',
  '[a\\-z]',
  'a{,2}',
  '(?i)[^k]',
  '',
];

test.each(PATTERNS)('%j matches what RE2 matches', (pattern) => {
  const [ours, library] = [new LinearRegex(pattern), RE2JS.compile(pattern)];
  const random = randomFrom(7);
  const alphabet = [
    'a',
    'b',
    'c',
    'x',
    'y',
    'k',
    'K',
    's',
    'S',
    '\u212a',
    '\u017f',
    '0',
    '7',
    '-',
    '=',
    '.',
    ' ',
    '\n',
    'ü',
    '😀',
    'word',
    'Bearer ',
    'A',
    'B',
    ']',
    'ms',
    'a{,2}',
  ];
  const texts = ['', 'cache refreshed for shard 12 in 9ms', 'cache refreshed for shard 12 in 9ms\n', 'bearer x', 'BEARER\tabc'];
  for (let count = 0; count < 400; count++) texts.push(Array.from({ length: random(9) }, () => alphabet[random(alphabet.length)]).join(''));
  expect(texts.filter((text) => ours.test(text) !== library.matcher(text).find())).toEqual([]);
});

test('random expressions match what RE2 matches, and hold the text they say they need', () => {
  const random = randomFrom(20_261_125);
  const pieces = ['a', 'b', 'ab', '[ab]', '[^a]', '.', '\\d', '(a|b)', '(ab|c)', '\\A', '\\z', '^', '$', 'c', '(?i:A)', '(?:ab)'];
  const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,3}', '*?'];
  const wrong: string[] = [];
  for (let count = 0; count < 600; count++) {
    const pattern = Array.from({ length: 1 + random(5) }, () => {
      const piece = pieces[random(pieces.length)];
      return /^(\\A|\\z|\^|\$)$/.test(piece) ? piece : piece + quantifiers[random(quantifiers.length)];
    }).join(random(4) === 0 ? '|' : '');
    const [ours, library] = [new LinearRegex(pattern), RE2JS.compile(pattern)];
    for (let text = 0; text < 30; text++) {
      const given = Array.from({ length: random(7) }, () => 'abcA1\n'[random(6)]).join('');
      const isMatch = library.matcher(given).find();
      if (ours.test(given) !== isMatch) wrong.push(`${pattern} on ${JSON.stringify(given)}`);
      if (isMatch && !given.toLowerCase().includes(ours.needed)) wrong.push(`${pattern} needs ${ours.needed} in ${JSON.stringify(given)}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('an expression that hangs other engines takes time in proportion to the text', () => {
  const regex = new LinearRegex('(a+)+b|(x*)*y|(a|aa)+\\z');
  const started = performance.now();
  expect(regex.test(`${'a'.repeat(200_000)}!`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('a replacement knows groups, names, the whole match and the dollar sign', () => {
  const replaced = (pattern: string, text: string, template: string) => new LinearRegex(pattern).replaceAll(text, replacementOf(template));
  expect(replaced('error-[a-z]+', 'got error-db twice error-net', '[$0]')).toBe('got [error-db] twice [error-net]');
  expect(replaced('(?i)(bearer\\s+)\\S+', 'Bearer abc', '$1[REDACTED]')).toBe('Bearer [REDACTED]');
  expect(replaced('(?P<first>\\w+)@(x)?', 'ann@', `$\{first} costs $$5 $2$9`)).toBe('ann costs $5 ');
});
