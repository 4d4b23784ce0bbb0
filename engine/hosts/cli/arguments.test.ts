import { expect, test } from 'vitest';
import { isAppError } from '../../base/app-error.ts';
import { parseCall, timeOption, wholeNumber } from './arguments.ts';

test('a call is a command, its files and its options', () => {
  expect(parseCall(['analyze', 'a.log', '-', '--save', 'x.logsift', '--json'])).toEqual({
    command: 'analyze',
    files: ['a.log', '-'],
    options: { save: 'x.logsift', json: true },
  });
  expect(parseCall(['search', '--in=x.logsift', '--', '-not this'])).toEqual({
    command: 'search',
    files: ['-not this'],
    options: { in: 'x.logsift' },
  });
});

test('help and version win over whatever else is said', () => {
  expect(parseCall([]).command).toBe('help');
  expect(parseCall(['help']).command).toBe('help');
  expect(parseCall(['search', '-h']).command).toBe('help');
  expect(parseCall(['nonsense', '--version']).command).toBe('version');
});

test.each([
  [['analyse'], 'There is no command "analyse"'],
  [['toString'], 'There is no command "toString"'],
  [['analyze', 'x', '--limit', '3'], 'has no option --limit'],
  [['formats', '--save', 'x'], 'has no option --save'],
  [['analyze', '--nonsense'], '--nonsense'],
  [['analyze', '--save'], '--save'],
])('%j is wrong, and the message says why and where to look', (argv, words) => {
  const message = messageOf(() => parseCall(argv));
  expect([message.includes(words), message.includes('"logsift --help"')]).toEqual([true, true]);
});

test('numbers are whole and not too small', () => {
  expect([wholeNumber(undefined, 'limit', 1, 50), wholeNumber('7', 'limit', 1, 50)]).toEqual([50, 7]);
  for (const text of ['0', '-1', '1.5', 'many', '']) expect(messageOf(() => wholeNumber(text, 'limit', 1, 50))).toContain('from 1 on');
});

test.each([
  ['2026-09-14T13:40:00Z', '2026-09-14T13:40:00.000Z'],
  ['2026-09-14 13:40', '2026-09-14T13:40:00.000Z'],
  ['2026-09-14', '2026-09-14T00:00:00.000Z'],
  ['2026-09-14T13:40:00+02:00', '2026-09-14T11:40:00.000Z'],
])('the time %s is %s: without a zone it is UTC', (text, expected) => {
  expect(new Date((timeOption(text, 'from') ?? 0) / 1000).toISOString()).toBe(expected);
});

test('what is no time is said to be none', () => {
  expect(messageOf(() => timeOption('yesterday', 'from'))).toContain('--from takes a time such as');
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAppError(error, 'BAD_REQUEST')) return error.message;
    throw error;
  }
  throw new Error('expected it to fail');
}
