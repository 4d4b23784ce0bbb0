import { expect, test } from 'vitest';
import type { LogRecord } from '#contract/explore.ts';
import { marksAsMarkdown } from './markdown.ts';

test('log text stands in a fence it cannot leave', () => {
  const record: LogRecord = {
    id: '1-0',
    sourceId: 1,
    byteOffset: 0,
    line: 1,
    lineCount: 1,
    timeUs: 0,
    timeInherited: false,
    level: 'ERROR',
    service: 'pay',
    patternId: 'abcdef',
    message: [{ text: 'a ``` b' }],
    bytes: 1,
    cut: false,
    pinned: true,
    hits: [],
  };
  expect(marksAsMarkdown('Case', [{ record, note: 'Why?' }], () => '1970-01-01T00:00:00Z')).toBe(
    '# Case\n\n**1970-01-01T00:00:00Z ERROR pay**\n\n````\na ``` b\n````\n\nWhy?\n',
  );
});
