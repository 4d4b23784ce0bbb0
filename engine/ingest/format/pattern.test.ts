import { expect, test } from 'vitest';
import { LineScan } from '../../base/line-scan.ts';
import { FormatDefinition } from './definition.ts';
import { parsePattern } from './pattern.ts';
import { TextScanner } from './text-scanner.ts';
import { zoneOffsets } from './zone.ts';

/** The fields that a pattern finds in a line, constants in capitals; undefined when it does not fit. */
function fields(pattern: string, line: string): Record<string, string> | undefined {
  const definition = FormatDefinition.parse({
    id: 'x',
    title: 'x',
    description: 'x',
    patterns: [pattern],
    specificity: 1,
    levelFrom: 'none',
    samples: [{ line: 'x', message: 'x' }],
  });
  const scanner = new TextScanner(definition, { zone: zoneOffsets('UTC'), referenceTimeUs: 0, mask: () => {} });
  const bytes = Buffer.from(line);
  const scan = new LineScan();
  if (!scanner.scan(bytes, 0, bytes.length, scan)) return undefined;
  const shape = scanner.describe(bytes, 0, bytes.length, scan);
  const found = Object.fromEntries(shape.fields.map(({ name, value }) => [name.toUpperCase(), value]));
  shape.slotNames.forEach((name, slot) => {
    if (name !== undefined) found[name] = bytes.subarray(scan.slotStart[slot], scan.slotEnd[slot]).toString();
  });
  if (scan.messageStart > 0) found.message = bytes.subarray(scan.messageStart, scan.messageEnd).toString();
  return found;
}

test.each([
  ['{host=} {app=}([{pid:int}])?: {message}', 'web sshd[77]: hello', { HOST: 'web', APP: 'sshd', pid: '77', message: 'hello' }],
  ['{host=} {app=}([{pid:int}])?: {message}', 'web kernel: hello', { HOST: 'web', APP: 'kernel', message: 'hello' }],
  ['[{thread:until}] - {message}', '[a[b]/c] - x', { thread: 'a[b]/c', message: 'x' }],
  ['[{thread:until}] - {message}', '[a] -', { thread: 'a', message: '' }],
  ['"{agent:quoted}" {code:code}', '"say \\"hi\\"" 404', { agent: 'say \\"hi\\"', code: '404' }],
  ['{sd:sd} {message}', '[a@1 k="x ]" n="2"][b q="3"] m', { k: 'x ]', n: '2', q: '3', message: 'm' }],
  ['{stream:stdout|stderr=} {n:int}', 'stderr   7', { STREAM: 'stderr', n: '7' }],
  ['{logger:dotted=} {message}', 'a.b x', { LOGGER: 'a.b', message: 'x' }],
  ['\\({thread}\\) {message}', '(t-1) x', { thread: 't-1', message: 'x' }],
])('%s finds the fields of %s', (pattern, line, expected) => {
  expect(fields(pattern, line)).toEqual(expected);
});

test.each([
  ['{stream:stdout|stderr=} {message}', 'stdin x'],
  ['{logger:dotted=} {message}', 'ab x'],
  ['{n:int} {message}', 'x1 x'],
  ['{code:code} x', '12 x'],
  ['"{agent:quoted}"', '"never closed'],
  ['{a} {b}', 'one'],
])('%s does not fit %s', (pattern, line) => {
  expect(fields(pattern, line)).toBeUndefined();
});

test.each(['{', '{name:nonsense}', '(open', '(a)'])('the pattern %s is refused with the place', (pattern) => {
  expect(() => parsePattern(pattern)).toThrow(/cannot be understood at position \d+: expected/);
});
