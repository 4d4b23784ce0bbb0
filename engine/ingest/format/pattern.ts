import { AppError } from '../../base/app-error.ts';

/**
 * The language of text formats. A pattern is literal text with fields in braces:
 *
 *   {name}            a run without spaces, ended also by the literal that follows; a variable
 *   {name:until}      anything up to the literal that follows; may hold spaces, may be empty
 *   {name:int}        digits
 *   {name:code}       three digits
 *   {name:name}       an identifier: letters, digits and . _ $ / @ # -, a letter first
 *   {name:dotted}     an identifier with a dot in it
 *   {name:a|b}        one of the words
 *   {name:quoted}     up to the next quote that no backslash escapes
 *   {name:sd}         RFC 5424 structured data: `-` or `[…][…]`; every parameter is a variable of its own
 *   {time}            a timestamp; {time:epoch} a number since 1970, {time:syslog} one such as `Sep 14 13:40:00`,
 *                     {time:weekday} one such as `Mon Sep 14 13:40:00 2026`
 *   {name:host}       a host name or address
 *   {level} {level:letter}   a level word; one of I W E F D V T glued to what follows
 *   {message}         the rest of the line
 *   {name…=}          the value is constant in the signature (few different values: host, logger, stream)
 *   ( … )?            optional; taken where it fits, never given back
 *
 * One space stands for one or more. `\` takes the next character literally.
 */
export type Element =
  | { readonly kind: 'literal'; readonly bytes: Uint8Array }
  | { readonly kind: 'spaces' }
  | Field
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

export interface Field {
  readonly kind: 'field';
  readonly name: string;
  readonly type: FieldType;
  readonly constant: boolean;
  /** The texts any of which ends the field; a space in them stands for any space and, last, for the end of the line. */
  readonly stops: readonly Uint8Array[];
  /** 1 for every byte that begins one of `stops`. */
  readonly stopBytes: Uint8Array;
  /** The words of a `{name:a|b}`. */
  readonly words: readonly Uint8Array[];
}

const FIELD_TYPES = [
  'word',
  'until',
  'int',
  'code',
  'name',
  'dotted',
  'oneof',
  'quoted',
  'sd',
  'host',
  'time',
  'epoch',
  'syslog',
  'weekday',
  'level',
  'letter',
  'message',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const FIELD = /^\{([a-z_][a-z0-9_.]*)(?::([A-Za-z0-9_|.*#-]+))?(=)?\}/;
const utf8 = new TextEncoder();

/** @throws AppError BAD_REQUEST naming the place. */
export function parsePattern(pattern: string): Element[] {
  const { elements, at } = parseFrom(pattern, 0, false);
  if (at !== pattern.length) throw bad(pattern, at, 'a group that was opened');
  return withStops(elements, []);
}

/** A field as a scanner makes it for itself. */
export function fieldNamed(name: string, type: FieldType, constant: boolean): Field {
  return { kind: 'field', name, type, constant, stops: [], stopBytes: new Uint8Array(256), words: [] };
}

function parseFrom(pattern: string, from: number, inGroup: boolean): { elements: Element[]; at: number } {
  const elements: Element[] = [];
  let literal = '';
  let at = from;
  const flush = () => {
    if (literal !== '') elements.push({ kind: 'literal', bytes: utf8.encode(literal) });
    literal = '';
  };
  while (at < pattern.length) {
    const char = pattern[at];
    if (char === '\\') {
      literal += pattern[at + 1] ?? '';
      at += 2;
    } else if (char === ' ') {
      flush();
      elements.push({ kind: 'spaces' });
      at++;
    } else if (char === '{') {
      flush();
      const match = FIELD.exec(pattern.slice(at));
      if (match === null) throw bad(pattern, at, 'a field such as {name}, {name:until} or {name=}');
      elements.push(fieldOf(pattern, at, match[1], match[2], match[3] === '='));
      at += match[0].length;
    } else if (char === '(') {
      flush();
      const group = parseFrom(pattern, at + 1, true);
      if (pattern.slice(group.at, group.at + 2) !== ')?') throw bad(pattern, group.at, 'the end of the group, ")?"');
      elements.push({ kind: 'optional', elements: group.elements });
      at = group.at + 2;
    } else if (char === ')' && inGroup) break;
    else {
      literal += char;
      at++;
    }
  }
  flush();
  return { elements, at };
}

function fieldOf(pattern: string, at: number, name: string, type: string | undefined, constant: boolean): Field {
  if (type === undefined) return fieldNamed(name, name === 'time' || name === 'level' || name === 'message' ? name : 'word', constant);
  if (type.includes('|')) return { ...fieldNamed(name, 'oneof', constant), words: type.split('|').map((word) => utf8.encode(word)) };
  const known = FIELD_TYPES.find((other) => other === type);
  if (known === undefined) throw bad(pattern, at, `one of ${FIELD_TYPES.join(', ')} behind the colon`);
  return fieldNamed(name, known, constant);
}

/** What may stand behind a place, as far as it is known text: literals and spaces up to the next field. */
type Ahead = readonly Element[];

/** A field ends where what may follow it begins; `behind` is what follows the list. */
function withStops(elements: readonly Element[], behind: Ahead): Element[] {
  return elements.map((element, index) => {
    const ahead = [...elements.slice(index + 1), ...behind];
    if (element.kind === 'optional') return { kind: 'optional', elements: withStops(element.elements, ahead) };
    if (element.kind !== 'field') return element;
    const stops = stopsOf(ahead)
      .filter((stop) => stop !== '')
      .map((stop) => utf8.encode(stop));
    const stopBytes = new Uint8Array(256);
    for (const stop of stops) {
      stopBytes[stop[0]] = 1;
      if (stop[0] === 0x20) stopBytes[0x09] = 1;
    }
    return { ...element, stops, stopBytes };
  });
}

const utf8Text = new TextDecoder();

function stopsOf(ahead: Ahead): string[] {
  const [first, ...rest] = ahead;
  if (first === undefined || first.kind === 'field') return [''];
  if (first.kind === 'optional') return [...new Set([...stopsOf([...first.elements, ...rest]), ...stopsOf(rest)])];
  const text = first.kind === 'spaces' ? ' ' : utf8Text.decode(first.bytes);
  return stopsOf(rest).map((stop) => text + stop);
}

function bad(pattern: string, at: number, expected: string): AppError {
  return new AppError(
    'BAD_REQUEST',
    `The format pattern "${pattern}" cannot be understood at position ${at + 1}: expected ${expected}. Correct the format definition.`,
  );
}
