/** Classes of bytes as the kernel sees them; 0 is a separator: it ends a token and always stays constant text. */
export const DIGIT = 1;
export const HEX_LETTER = 2;
/** Letters past f, and every byte of a character outside ASCII: such characters are never cut in two. */
export const LETTER = 4;
export const DOT = 8;
export const COLON = 16;
export const SLASH = 32;
export const DASH = 64;
export const UNDERSCORE = 128;
export const AT = 256;
export const PLUS = 512;
export const PERCENT = 1024;
export const BACKSLASH = 2048;

function classes(backslash: number): Uint16Array {
  const table = new Uint16Array(256);
  for (let byte = 0x30; byte <= 0x39; byte++) table[byte] = DIGIT;
  for (let byte = 0x61; byte <= 0x7a; byte++) {
    table[byte] = byte <= 0x66 ? HEX_LETTER : LETTER;
    table[byte - 32] = table[byte];
  }
  for (let byte = 0x80; byte <= 0xff; byte++) table[byte] = LETTER;
  const marks: readonly (readonly [string, number])[] = [
    ['.', DOT],
    [':', COLON],
    ['/', SLASH],
    ['-', DASH],
    ['_', UNDERSCORE],
    ['@', AT],
    ['+', PLUS],
    ['%', PERCENT],
    ['\\', backslash],
  ];
  for (const [mark, bits] of marks) table[mark.charCodeAt(0)] = bits;
  return table;
}

export const CLASS: Readonly<Uint16Array> = classes(BACKSLASH);
/** Inside a JSON string a backslash begins an escape and separates. */
export const CLASS_ESCAPED: Readonly<Uint16Array> = classes(0);

function members(extra: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) if ((CLASS[byte] & ~BACKSLASH) !== 0) table[byte] = 1;
  for (const mark of extra) table[mark.charCodeAt(0)] = 1;
  return table;
}

/** Bytes that go on inside a path, and inside a URL, once it is known to be one. */
export const PATH_BYTE: Readonly<Uint8Array> = members('=?&~#$*!');
export const WINDOWS_PATH_BYTE: Readonly<Uint8Array> = members('=~#$\\');
export const URL_BYTE: Readonly<Uint8Array> = members('=?&~#$*!,;');
