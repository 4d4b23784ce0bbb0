export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;

/** By byte: 1 where a search for the end of a string must look closer, in a string that may be copied 1 for control characters too. */
const ENDS_STRING = tableOf((byte) => byte === QUOTE || byte === BACKSLASH);
const ENDS_PLAIN = tableOf((byte) => byte === QUOTE || byte === BACKSLASH || byte < SPACE);
const IS_HEXADECIMAL = tableOf((byte) => /[\da-fA-F]/.test(String.fromCharCode(byte)));

function tableOf(isMarked: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (isMarked(byte) ? 1 : 0));
}

/** Whatever escape that JSON.stringify would not write for text: `/`, and `u` with its digits. */
const PLAIN_ESCAPES: ReadonlySet<number> = new Set([...'"\\bfnrt'].map((letter) => letter.charCodeAt(0)));

/** Where the next byte is that is no white space. */
export function pastSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  while (bytes[next] <= SPACE) next++;
  return next;
}

/**
 * @param at of the quote that opens a string
 * @returns where the quote is that closes it; -1 when its bytes are not those that JSON.stringify gives for the same text
 */
export function plainStringEnd(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  for (;;) {
    next = plainRunEnd(bytes, next);
    if (bytes[next] === QUOTE) return next;
    if (bytes[next] !== BACKSLASH || !PLAIN_ESCAPES.has(bytes[next + 1])) return -1;
    next += 2;
  }
}

/** @param at of a value's first byte  @returns where what follows the value begins  @throws SyntaxError when the bytes end before */
export function pastValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (let next = at; next < bytes.length; next++) {
    const byte = bytes[next];
    if (byte === QUOTE) {
      next = stringEnd(bytes, next);
      if (depth === 0) return next + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 0) return next;
      if (--depth === 0) return next + 1;
    } else if (depth === 0 && (byte === COMMA || byte <= SPACE)) return next;
  }
  throw new SyntaxError('The JSON ends within a value.');
}

/** Behind all that is neither a quote nor an escape nor to be escaped. */
export function plainRunEnd(bytes: Uint8Array, at: number): number {
  let next = at;
  // Behind the end there is no byte, which the table does not know either.
  while (ENDS_PLAIN[bytes[next]] === 0) next++;
  return next;
}

/** Behind all that is a hexadecimal digit. */
export function hexadecimalEnd(bytes: Uint8Array, at: number): number {
  let next = at;
  while (IS_HEXADECIMAL[bytes[next]] === 1) next++;
  return next;
}

function stringEnd(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while (next < bytes.length) {
    while (ENDS_STRING[bytes[next]] === 0) next++;
    if (bytes[next] === QUOTE) return next;
    next += 2;
  }
  throw new SyntaxError('The JSON ends within a string.');
}
