import { expect, test } from 'vitest';
import { narrowedToPattern, patternTerm, withoutPattern } from './pattern-terms.ts';

test('a pattern is asked for or asked away by the first digits of its id, once', () => {
  expect(patternTerm('b1c2aa0011ff')).toBe('pattern:b1c2aa00');
  expect(narrowedToPattern('level:ERROR', 'b1c2aa0011ff')).toBe('level:ERROR pattern:b1c2aa00');
  expect(narrowedToPattern('pattern:b1c2aa00', 'b1c2aa0011ff')).toBe('pattern:b1c2aa00');
  expect(withoutPattern('', 'b1c2aa0011ff')).toBe('-pattern:b1c2aa00');
});
