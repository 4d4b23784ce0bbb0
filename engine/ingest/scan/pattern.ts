import { AppError } from '../../base/app-error.ts';

/**
 * The language of text formats. A pattern is literal text with fields in braces:
 *
 *   {name}            a run without spaces, ended also by the literal that follows; a variable
 *   {name:until}      anything up to the literal that follows; may hold spaces
 *   {name:int}        digits
 *   {name:quoted}     up to the next quote that no backslash escapes
 *   {name:sd}         RFC 5424 structured data: `-` or `[…][…]`
 *   {time}            a timestamp; {time:epoch} a number since 1970, {time:bsd} one such as `Sep 14 13:40:00`
 *   {level} {level:letter}   a level word; one letter glued to what follows
 *   {message}         the rest of the line
 *   {name…=}          the value is constant in the signature (few different values: host, logger, stream)
 *   {name=one|two}    one of these words, constant
 *   ( … )?            optional
 *
 * One space stands for one or more. `\` takes the next character literally.
 */
export type Element =
  | { readonly kind: 'literal'; readonly bytes: Uint8Array }
  | { readonly kind: 'spaces' }
  | { readonly kind: 'field'; readonly name: string; readonly type: FieldType; readonly constant: boolean; readonly stop: Uint8Array; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

export type FieldType = 'word' | 'until' | 'int' | 'quoted' | 'sd' | 'time' | 'epoch' | 'bsd' | 'level' | 'letter' | 'message';

const FIELD = /^\{([a-z_][a-z0-9_.]*)(?::([a-z]+))?(?:(=)([^}]*))?\}/;
const TYPES: ReadonlySet<string> = new Set(['word', 'until', 'int', 'quoted', 'sd', 'epoch', 'bsd', 'letter']);
const utf8 = new TextEncoder();

/** @throws AppError BAD_REQUEST naming the place. */
export function parsePattern(pattern: string): Element[] {
  const { elements, at } = parseFrom(pattern, 0, false);
  if (at !== pattern.length) throw bad(pattern, at, 'a group that was opened');
  return withStops(elements, new Uint8Array(0));
}

type Draft = Exclude<Element, { kind: 'optional' }> | { readonly kind: 'optional'; readonly elements: Draft[] };

function parseFrom(pattern: string, from: number, inGroup: boolean): { elements: Draft[]; at: number } {
  const elements: Draft[] = [];
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
      elements.push({ kind: 'field', name: match[1], type: typeOf(pattern, at, match[1], match[2]), constant: match[3] === '=', stop: new Uint8Array(0), values: (match[4] ?? '').split('|').filter((word) => word !== '').map((word) => utf8.encode(word)) });
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

function typeOf(pattern: string, at: number, name: string, type: string | undefined): FieldType {
  if (type !== undefined && !TYPES.has(type)) throw bad(pattern, at, `one of ${[...TYPES].join(', ')} behind the colon`);
  if (type === undefined) return name === 'time' || name === 'level' || name === 'message' ? name : 'word';
  return type as FieldType;
}

/** A field ends where the literal behind it begins; behind a group's last field that is what follows the group. */
function withStops(elements: readonly Draft[], behind: Uint8Array): Element[] {
  return elements.map((element, index) => {
    const stop = stopAt(elements, index + 1, behind);
    if (element.kind === 'field') return { ...element, stop };
    if (element.kind === 'optional') return { kind: 'optional', elements: withStops(element.elements, stop) };
    return element;
  });
}

/** The literal text that must follow, as far as it is known; spaces count as one. */
function stopAt(elements: readonly Draft[], from: number, behind: Uint8Array): Uint8Array {
  const stop: number[] = [];
  for (let index = from; index < elements.length; index++) {
    const next = elements[index];
    if (next.kind === 'literal') stop.push(...next.bytes);
    else if (next.kind === 'spaces') stop.push(0x20);
    else if (next.kind === 'optional' && stop.length === 0) return stopAt(next.elements, 0, behind);
    else return Uint8Array.from(stop);
  }
  return stop.length === 0 ? behind : Uint8Array.from(stop);
}

function bad(pattern: string, at: number, expected: string): AppError {
  return new AppError('BAD_REQUEST', `The format pattern "${pattern}" cannot be understood at position ${at + 1}: expected ${expected}. Correct the format definition.`);
}
