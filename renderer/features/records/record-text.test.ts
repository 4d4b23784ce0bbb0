import { expect, test } from 'vitest';
import { restOf } from './record-text.ts';

test('the rest of a record is what stands below its first line', () => {
  expect(restOf({ lineCount: 3 }, 'failed\n\tat a\n\tat b\n')).toBe('\tat a\n\tat b');
  expect(restOf({ lineCount: 2 }, 'failed\r\n\tat a\r\n')).toBe('\tat a');
  expect(restOf({ lineCount: 1 }, 'one line')).toBe('');
});
