import { expect, test } from 'vitest';
import { type Command, createCommandRegistry } from './commands.ts';
import { createKeyMatcher, type KeyPress, keyCaps, keyName } from './keyboard.ts';

const press = (key: string, code = '', held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test('pressed keys are named as the shortcuts are written', () => {
  const names = [
    keyName(press('k', 'KeyK', { ctrlKey: true }), false),
    keyName(press('k', 'KeyK', { metaKey: true }), true),
    keyName(press('O', 'KeyO', { ctrlKey: true, shiftKey: true }), false),
    keyName(press('?', 'Slash', { shiftKey: true }), false),
    keyName(press('D', 'KeyD', { shiftKey: true }), false),
    keyName(press('{', 'BracketLeft', { shiftKey: true }), false),
    keyName(press('∫', 'KeyB', { metaKey: true, altKey: true }), true),
    keyName(press('ArrowLeft', 'ArrowLeft', { altKey: true }), false),
    keyName(press('Escape', 'Escape', { shiftKey: true }), false),
    keyName(press('Shift', 'ShiftLeft', { shiftKey: true }), false),
  ];
  expect(names).toEqual(['Ctrl+K', 'Ctrl+K', 'Ctrl+Shift+O', '?', 'Shift+D', 'Shift+[', 'Ctrl+Alt+B', 'Alt+Left', 'Shift+Esc', '']);
});

const command = (id: string, keys: readonly string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'General',
  keys,
  run: () => undefined,
  ...more,
});
const free = { typing: false, singleKeys: true };

test('single keys rest while someone types; combinations do not', () => {
  const matcher = createKeyMatcher();
  const commands = [command('records', ['2']), command('palette', ['Ctrl+K'])];
  const typing = { typing: true, singleKeys: true };
  expect(matcher.match('2', commands, typing, 0)).toBeUndefined();
  expect(matcher.match('Ctrl+K', commands, typing, 0)?.id).toBe('palette');
  expect(matcher.match('2', commands, free, 0)?.id).toBe('records');
});

test('single keys can be switched off, Escape stays', () => {
  const matcher = createKeyMatcher();
  const commands = [command('records', ['2']), command('escape', ['Esc'])];
  const off = { typing: false, singleKeys: false };
  expect(matcher.match('2', commands, off, 0)).toBeUndefined();
  expect(matcher.match('Esc', commands, off, 0)?.id).toBe('escape');
});

test('a sequence works when its second key comes in time', () => {
  const matcher = createKeyMatcher();
  const commands = [command('start', ['G H']), command('help', ['H'])];
  expect(matcher.match('G', commands, free, 0)).toBeUndefined();
  expect(matcher.match('H', commands, free, 500)?.id).toBe('start');
  expect(matcher.match('G', commands, free, 1_000)).toBeUndefined();
  expect(matcher.match('H', commands, free, 4_000)?.id).toBe('help');
});

test('of two commands with one key the later registered wins, unless it cannot run', () => {
  const matcher = createKeyMatcher();
  const registry = createCommandRegistry();
  registry.register([command('global', ['Esc'])]);
  let isEnabled = true;
  const leave = registry.register([command('local', ['Esc'], { enabled: () => isEnabled })]);
  const match = (): string | undefined => matcher.match('Esc', registry.getState().commands, free, 0)?.id;
  expect(match()).toBe('local');
  isEnabled = false;
  expect(match()).toBe('global');
  isEnabled = true;
  leave();
  expect(match()).toBe('global');
});

test('a disabled command does not run by its id either', () => {
  const registry = createCommandRegistry();
  let runs = 0;
  registry.register([
    command('never', [], { enabled: () => false, run: () => void runs++ }),
    command('always', [], { run: () => void runs++ }),
  ]);
  expect([registry.run('never'), registry.run('always'), registry.run('unknown'), runs]).toEqual([false, true, false, 1]);
});

test('caps are words, and signs on macOS', () => {
  expect([keyCaps('Ctrl+Shift+O', false), keyCaps('Ctrl+Shift+O', true), keyCaps('+', false)]).toEqual(['Ctrl Shift O', '⌘⇧O', '+']);
});
