import { type Command, isEnabled } from './commands.ts';

/** The parts of a keyboard event that decide; a DOM KeyboardEvent fits. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** How long the second key of `G H` may take, in ms. */
export const SEQUENCE_MS = 1_200;

/**
 * The name of a pressed combination: `Ctrl+Shift+O`, `Alt+Left`, `?`, `Shift+D`, `Esc`.
 * Shift is named with letters, digits' own signs (`?`, `+`) are not: the sign says it already.
 * On macOS Cmd counts as Ctrl; Alt combinations are read from the physical key, since Alt types other signs there.
 */
export function keyName(press: KeyPress, isMac: boolean): string {
  const key = baseKey(press);
  if (key === undefined) return '';
  const ctrl = isMac ? press.metaKey : press.ctrlKey;
  const isSign = key.startsWith('Shift+') || (key.length === 1 && !/[A-Z0-9]/.test(key));
  return [ctrl && 'Ctrl', press.altKey && 'Alt', press.shiftKey && !isSign && 'Shift', key].filter(Boolean).join('+');
}

const NAMED: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  ' ': 'Space',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

function baseKey(press: KeyPress): string | undefined {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Unidentified'].includes(press.key)) return undefined;
  const physical = /^Key([A-Z])$/.exec(press.code)?.[1] ?? /^Digit(\d)$/.exec(press.code)?.[1];
  if (press.altKey && physical !== undefined) return physical;
  if (press.key.length === 1 && press.key !== ' ') {
    // Shift+[ types {; the map names it by the key.
    if (press.shiftKey && press.code === 'BracketLeft') return 'Shift+[';
    if (press.shiftKey && press.code === 'BracketRight') return 'Shift+]';
    return press.key.toUpperCase();
  }
  return NAMED[press.key] ?? press.key;
}

/** True for combinations that mean something while typing: with Ctrl or Alt, function keys, Escape is left to the field. */
export function worksWhileTyping(name: string): boolean {
  return /^(Ctrl|Alt)\+/.test(name) || /^F\d+$/.test(name) || name === 'Shift+F6';
}

export interface KeyContext {
  readonly typing: boolean;
  /** Single keys can be switched off in the settings. */
  readonly singleKeys: boolean;
}

/** Finds the command of a key press; holds the first half of a sequence. Pure but for that half. */
export interface KeyMatcher {
  match(name: string, commands: readonly Command[], context: KeyContext, atMs: number): Command | undefined;
}

export function createKeyMatcher(): KeyMatcher {
  let pending: { key: string; atMs: number } | undefined;
  return {
    match: (name, commands, context, atMs) => {
      if (name === '') return undefined;
      const allowed = worksWhileTyping(name) || (!context.typing && (context.singleKeys || name === 'Esc'));
      if (!allowed) {
        pending = undefined;
        return undefined;
      }
      const first = pending !== undefined && atMs - pending.atMs <= SEQUENCE_MS ? pending.key : undefined;
      pending = undefined;
      const usable = commands.filter((command) => !command.documentedOnly && command.keys !== undefined && isEnabled(command)).reverse();
      const withKey = (wanted: string): Command | undefined => usable.find((command) => command.keys?.includes(wanted));
      if (first !== undefined) {
        const second = withKey(`${first} ${name}`);
        if (second !== undefined) return second;
      }
      const found = withKey(name);
      if (found !== undefined) return found;
      if (usable.some((command) => command.keys?.some((key) => key.startsWith(`${name} `)))) pending = { key: name, atMs };
      return undefined;
    },
  };
}

/** `Ctrl+Shift+O` as caps to show: Cmd signs on macOS, words elsewhere. */
export function keyCaps(keys: string, isMac: boolean): string {
  if (!isMac) return keys.replace(/\+(?=.)/g, ' ');
  const signs: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Left: '←', Right: '→', Up: '↑', Down: '↓' };
  return keys
    .split(/\+(?=.)/)
    .map((part) => signs[part] ?? part)
    .join('');
}
