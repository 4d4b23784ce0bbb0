import { expect, test } from 'vitest';
import { parseExact } from './exact-json.ts';

test('whole numbers beyond 2^53 keep every digit, all else is what JSON.parse makes of it', () => {
  const text =
    '{"a":14023981172263904417,"b":[-9223372036854775808, 1],"c":"x:12345678901234567890","d":1.5e3,"e":"\\"1234567890123456789"}';
  expect(parseExact(text)).toEqual({
    a: '14023981172263904417',
    b: ['-9223372036854775808', 1],
    c: 'x:12345678901234567890',
    d: 1500,
    e: '"1234567890123456789',
  });
});

test('a text that ends in the middle is refused', () => {
  expect(() => parseExact('{"a":1402398117226390441')).toThrow(SyntaxError);
});
