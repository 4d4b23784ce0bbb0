import { expect, test } from 'vitest';
import { dropWords } from './drop-words.ts';

const held = { count: 3, hasUntyped: false, shift: false };
const web = { open: undefined, kind: 'web', isConnected: true } as const;

test('files over an empty window will be opened', () => {
  expect(dropWords(held, web)).toEqual({
    title: 'Drop to open 3 files',
    lines: ['The engine on this computer gets a copy. The browser tells their names when they are dropped.'],
    shiftHint: undefined,
  });
});

test('files over an open investigation will be added to it, with Shift they begin a new one', () => {
  const desktop = { open: 'Checkout 503s', kind: 'desktop', isConnected: true } as const;
  expect(dropWords({ ...held, count: 1 }, desktop)).toEqual({
    title: 'Drop to add 1 file',
    lines: ['to Checkout 503s, which stays in use while they are read', 'They are read where they are.'],
    shiftHint: 'starts a new investigation instead',
  });
  expect(dropWords({ ...held, shift: true }, desktop)).toEqual({
    title: 'Drop to open 3 files',
    lines: ['as a new investigation. Checkout 503s stays saved', 'They are read where they are.'],
    shiftHint: undefined,
  });
});

test('what may be a folder is not called a file, and no number is made up', () => {
  const titles = [
    { ...held, hasUntyped: true },
    { ...held, count: 1, hasUntyped: true },
    { ...held, count: 0 },
  ].map((one) => dropWords(one, web).title);
  expect(titles).toEqual(['Drop to open 3 files or folders', 'Drop to open a file or folder', 'Drop to open files']);
});

test('without an engine nothing is promised', () => {
  expect(dropWords(held, { ...web, isConnected: false }).title).toBe('Nothing can be opened now');
});
