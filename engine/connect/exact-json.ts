/** Sixteen digits in a row, where a number may stand: a double may not hold it. */
const MAY_BE_TOO_LONG = /[:,[\s]-?\d{16}/;
/** A string, to be passed over, or a number. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * JSON of a service; whole numbers that a double cannot hold become strings with all their digits.
 * @throws SyntaxError for what is no JSON
 */
export function parseExact(text: string): unknown {
  return JSON.parse(MAY_BE_TOO_LONG.test(text) ? text.replace(STRING_OR_NUMBER, quotedIfLong) : text);
}

function quotedIfLong(token: string): string {
  return LONG_INTEGER.test(token) ? `"${token}"` : token;
}
