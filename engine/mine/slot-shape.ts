import type { SlotKind } from '../base/slot-kind.ts';
import type { SlotSource } from './slot-map.ts';

/**
 * What variables can look like, from the narrowest to anything, as expressions that mean the same in RE2 and JavaScript: ASCII classes
 * only, everything past ASCII allowed. They follow from what the kernel masks (docs/signature.md), so a value always fits its kind.
 */
export const SLOT_CLASSES = {
  number: '[-+]?[0-9][0-9.eE+%-]*',
  /** A token with a digit. */
  coded: '[^\\x00-$&-*,;-?\\[\\]^`{-\\x7f]*[0-9][^\\x00-$&-*,;-?\\[\\]^`{-\\x7f]*',
  /** Letters, digits and `. : / - _ @ + % \`. */
  token: '[^\\x00-$&-*,;-?\\[\\]^`{-\\x7f]+',
  size: '[^\\x00-$&-*,;-?\\[\\]^`{-\\x7f]+(?: [^\\x00-$&-*,;-?\\[\\]^`{-\\x7f]+)?',
  /** A token with spaces and commas. */
  datetime: '[^\\x00-\\x1f!-$&-*;-?\\[\\]^`{-\\x7f]+',
  /** No space, no control character. */
  word: '[^\\x00-\\x20]+',
  words: '[^\\x00-\\x20]+(?: [^\\x00-\\x20]+)+',
  any: '[\\s\\S]+',
} as const;

export type SlotClass = keyof typeof SLOT_CLASSES;

/** Classes that another one takes in whole. */
const WIDER: Readonly<Record<SlotClass, readonly SlotClass[]>> = {
  number: ['coded', 'token', 'size', 'datetime', 'word', 'any'],
  coded: ['token', 'size', 'datetime', 'word', 'any'],
  token: ['size', 'datetime', 'word', 'any'],
  size: ['any'],
  datetime: ['any'],
  word: ['any'],
  words: ['any'],
  any: [],
};

/** What all values of a variable look like; grows with {@link addFilling}. Plain data. */
export interface SlotShape {
  readonly classes: Set<SlotClass>;
  isEmpty: boolean;
  /** All values it was seen with, where each is text of its signature; undefined when they are too many or hold masked values. */
  texts: Set<string> | undefined;
}

/** More constant texts than this are no list to match against. */
const MAX_TEXTS = 200;

export function emptyShape(): SlotShape {
  return { classes: new Set(), isEmpty: false, texts: new Set() };
}

/** @param kinds of the slots of the message */
export function addFilling(shape: SlotShape, source: SlotSource, kinds: readonly SlotKind[]): void {
  if (source.length === 0) {
    shape.isEmpty = true;
    return;
  }
  shape.classes.add(classOf(source, kinds));
  const [piece] = source;
  if (source.length === 1 && 'text' in piece && shape.texts !== undefined) shape.texts.add(piece.text);
  else shape.texts = undefined;
  if (shape.texts !== undefined && shape.texts.size > MAX_TEXTS) shape.texts = undefined;
}

export function mergeShapes(into: SlotShape, other: SlotShape): void {
  for (const name of other.classes) into.classes.add(name);
  into.isEmpty ||= other.isEmpty;
  if (into.texts === undefined || other.texts === undefined) into.texts = undefined;
  else for (const text of other.texts) into.texts.add(text);
  if (into.texts !== undefined && into.texts.size > MAX_TEXTS) into.texts = undefined;
}

/** @param exact match the texts it was seen with alone, where that is possible */
export function shapeSource(shape: SlotShape, exact: boolean): string {
  const parts =
    exact && shape.texts !== undefined && shape.texts.size > 0
      ? [...shape.texts].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map(escaped)
      : [...shape.classes]
          .filter((name) => !WIDER[name].some((wider) => shape.classes.has(wider)))
          .sort()
          .map((name) => SLOT_CLASSES[name]);
  // A variable whose signatures have no record left.
  if (parts.length === 0) return shape.isEmpty ? '' : SLOT_CLASSES.any;
  return `${parts.length === 1 ? parts[0] : `(?:${parts.join('|')})`}`;
}

/** A text as an expression for exactly that text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const KIND_CLASS: Readonly<Partial<Record<SlotKind, SlotClass>>> = {
  number: 'number',
  ...{ id: 'coded', ip: 'coded', uuid: 'coded', version: 'coded', duration: 'coded' },
  size: 'size',
  datetime: 'datetime',
  // They may go on with marks that end a token.
  path: 'word',
  url: 'word',
  host: 'word',
  // The rest of a long message, and fields of the format.
  text: 'any',
  time: 'any',
};

/** The class that every value of a kind fits. */
export function classOfKind(kind: SlotKind): SlotClass {
  return KIND_CLASS[kind] ?? 'token';
}

function classOf(source: SlotSource, kinds: readonly SlotKind[]): SlotClass {
  const [piece] = source;
  if (source.length === 1 && 'slot' in piece) return classOfKind(kinds[piece.slot]);
  const classes = source.map((each): SlotClass => ('slot' in each ? classOfKind(kinds[each.slot]) : textClass(each.text)));
  if (classes.every((name) => TOKENS.has(name))) return 'token';
  if (classes.every((name) => name === 'word' || TOKENS.has(name))) return 'word';
  const text = source.map((each) => ('slot' in each ? 'x' : each.text)).join('');
  return !classes.includes('any') && new RegExp(`^(?:${SLOT_CLASSES.words})$`).test(text) ? 'words' : 'any';
}

const TOKENS: ReadonlySet<SlotClass> = new Set(['number', 'coded', 'token']);
const TOKEN = new RegExp(`^(?:${SLOT_CLASSES.token})$`);
const WORD = new RegExp(`^(?:${SLOT_CLASSES.word})$`);

function textClass(text: string): SlotClass {
  if (TOKEN.test(text)) return 'token';
  if (WORD.test(text)) return 'word';
  // Spaces between the values of a list are no value; see `words`.
  return /^[ ,;|]+$/.test(text) ? 'words' : 'any';
}
