import { expect, test } from 'vitest';
import { formatGroups } from './format-groups.ts';

test('the start screen lists what the engine reads, in short and once', () => {
  const formats = [
    ['syslog-rfc3164', 'Syslog (RFC 3164)'],
    ['syslog-rfc5424', 'Syslog (RFC 5424)'],
    ['docker-json', 'Docker json-file'],
    ['json-lines', 'JSON lines'],
    ['nginx-error', 'nginx error log'],
    ['postgresql', 'PostgreSQL log'],
    ['plain-timestamp', 'Plain text with times'],
    ['brand-new', 'Brand new'],
  ].map(([id = '', title = '']) => ({ id, title, description: '', example: '' }));
  expect(formatGroups(formats).map(({ title, names }) => `${title}: ${names.join(', ')}`)).toEqual([
    'Structured: JSON lines',
    'Servers: nginx error, PostgreSQL',
    'Systems: Syslog, Docker json-file',
    'Applications: Brand new',
    'Anything else: Plain text, with multi-line records joined',
    'Packed: gz, zst',
    'Encoding: UTF-8',
  ]);
});
