import type { LineScan } from '../base/line-scan.ts';
import { SLOT } from '../base/slot-kind.ts';
import { CLASS, DASH, DIGIT, DOT, HEX_LETTER, LETTER, UNDERSCORE } from './byte-class.ts';
import { clockAfterDateEnd, dateEnd, digitsEnd, ipv4End, isDigit, macEnd, spacedSizeEnd, unitOf, uuidEnd } from './shapes.ts';

const { number: NUMBER, hex: HEX, ip: IP, host: HOST, uuid: UUID, mac: MAC, id: ID, datetime: DATETIME, version: VERSION } = SLOT;
const { duration: DURATION, size: SIZE, base64: BASE64 } = SLOT;

/** Digits, hex letters and other letters counted in ten bits each; dots, dashes and underscores likewise. */
const LETTERS = packed(DIGIT, HEX_LETTER, LETTER);
const MARKS = packed(DOT, DASH, UNDERSCORE);

function packed(first: number, second: number, third: number): Int32Array {
  return Int32Array.from(CLASS, (bits) => (bits === first ? 1 : bits === second ? 1 << 10 : bits === third ? 1 << 20 : 0));
}

/** Longer words than this are data, whatever they look like. */
const LONGEST_WORD = 96;

/**
 * Masks an atom: a piece of a token without slash and colon, [at, end), trimmed of punctuation, of at most 1,000 bytes.
 * @param messageEnd how far a value may go on behind the atom (`5.2 KB`, `2026-01-31 12:00:00`).
 * @param isKey the atom names a value (`=` follows): digits in it belong to the name.
 * @returns where masking goes on, `end` or later.
 */
export function maskAtom(bytes: Uint8Array, at: number, end: number, messageEnd: number, into: LineScan, isKey: boolean): number {
  let some = 0;
  let marks = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    some += LETTERS[byte];
    marks += MARKS[byte];
  }
  const digits = some & 0x3ff;
  const hexLetters = (some >>> 10) & 0x3ff;
  const letters = some >>> 20;
  const dots = marks & 0x3ff;
  const dashes = (marks >>> 10) & 0x3ff;
  const underscores = marks >>> 20;
  const length = end - at;
  if (digits === 0) {
    if (letters === 0 && length === hexLetters && (length === 8 || length === 16 || length === 32 || length === 40 || length === 64)) {
      into.add(HEX, at, end);
    } else if (length > LONGEST_WORD) into.add(BASE64, at, end);
    else if (dots > 0 && isHostName(bytes, at, end)) into.add(HOST, at, end);
    return end;
  }
  if (hexLetters + letters === 0) return maskNumeric(bytes, at, end, messageEnd, into, dots, dashes, underscores);
  if (isDigit(bytes[at]) || ((bytes[at] === 0x2d || bytes[at] === 0x2b) && isDigit(bytes[at + 1]))) {
    return maskNumberFirst(bytes, at, end, messageEnd, into, letters, dots + dashes + underscores, isKey);
  }
  if (isKey && digits <= 4) return end;
  if (letters === 0 && dashes === 4 && uuidEnd(bytes, at, end) === end) {
    into.add(UUID, at, end);
    return end;
  }
  if (letters === 0 && dashes === 5 && macEnd(bytes, at, end) === end) {
    into.add(MAC, at, end);
    return end;
  }
  if (length > 40 && dots === 0 && dashes <= 2) {
    into.add(letters === 0 ? HEX : BASE64, at, end);
    return end;
  }
  if (underscores > 0 && hasNumericPart(bytes, at, end)) {
    into.add(ID, at, end);
    return end;
  }
  if (dots > 0) return maskDotted(bytes, at, end, into, digits);
  if (dashes > 0) return maskDashed(bytes, at, end, messageEnd, into, digits);
  if (letters === 0 && underscores === 0 && length >= 6) into.add(HEX, at, end);
  else if (digits >= 3 || switches(bytes, at, end) >= 3) into.add(ID, at, end);
  return end;
}

/**
 * What {@link maskAtom} does for letters and digits alone, both present: most values.
 * @param hasOthers there are letters past f.
 */
export function maskAlphanumeric(bytes: Uint8Array, at: number, end: number, into: LineScan, isKey: boolean, hasOthers: boolean): void {
  const length = end - at;
  if (!isDigit(bytes[at])) {
    let digits = 0;
    for (let i = at; i < end; i++) if (isDigit(bytes[i])) digits++;
    if (isKey && digits <= 4) return;
    if (length > 40) into.add(hasOthers ? BASE64 : HEX, at, end);
    else if (!hasOthers && length >= 6) into.add(HEX, at, end);
    else if (digits >= 3 || switches(bytes, at, end) >= 3) into.add(ID, at, end);
    return;
  }
  if (bytes[at] === 0x30 && (bytes[at + 1] | 0x20) === 0x78 && length > 2) {
    into.add(HEX, at, end);
    return;
  }
  const i = digitsEnd(bytes, at, end);
  const unit = unitOf(bytes, i, end);
  if (unit !== undefined) into.add(unit === 'size' ? SIZE : DURATION, at, end);
  else if ((bytes[i] | 0x20) === 0x65 && isExponent(bytes, i + 1, end)) into.add(NUMBER, at, end);
  else if (isKey) into.add(NUMBER, at, i);
  else if (isCompoundDuration(bytes, at, end)) into.add(DURATION, at, end);
  else into.add(hasOthers ? (length > 40 ? BASE64 : ID) : HEX, at, end);
}

/** How often digits and letters take turns. */
function switches(bytes: Uint8Array, at: number, end: number): number {
  let turns = 0;
  for (let i = at + 1; i < end; i++) if (isDigit(bytes[i]) !== isDigit(bytes[i - 1])) turns++;
  return turns;
}

/** No letters: numbers, versions, addresses, dates. */
function maskNumeric(
  bytes: Uint8Array,
  at: number,
  end: number,
  messageEnd: number,
  into: LineScan,
  dots: number,
  dashes: number,
  underscores: number,
): number {
  const sign = bytes[at] === 0x2d || bytes[at] === 0x2b ? 1 : 0;
  const inner = dashes - (bytes[at] === 0x2d ? 1 : 0);
  if (inner === 0 && underscores === 0) {
    const plain = digitsEnd(bytes, at + sign, end);
    if (dots === 0 && plain === end) return maskNumber(bytes, at, end, messageEnd, into);
    if (dots === 0 && plain === end - 1 && bytes[plain] === 0x25) {
      into.add(NUMBER, at, end);
      return end;
    }
    if (dots === 1 && plain < end && bytes[plain] === 0x2e) {
      const fraction = digitsEnd(bytes, plain + 1, end);
      if (fraction === end) return maskNumber(bytes, at, end, messageEnd, into);
      if (fraction === end - 1 && bytes[fraction] === 0x25) {
        into.add(NUMBER, at, end);
        return end;
      }
    }
    if (dots === 3 && ipv4End(bytes, at, end) === end) {
      into.add(IP, at, end);
      return end;
    }
  }
  const date = dateEnd(bytes, at, end);
  if (date > 0) {
    const until = clockAfterDateEnd(bytes, date, messageEnd);
    if (date === end || until > date) {
      into.add(DATETIME, at, Math.max(until, end));
      return Math.max(until, end);
    }
  }
  if (inner === 1 && underscores === 0 && dots === 0) {
    // A range: 0-63
    const first = digitsEnd(bytes, at + sign, end);
    if (first > at + sign && bytes[first] === 0x2d && digitsEnd(bytes, first + 1, end) === end) {
      into.add(NUMBER, at, first);
      into.add(NUMBER, first + 1, end);
      return end;
    }
  }
  into.add(inner > 0 || underscores > 0 || dots === 0 ? ID : VERSION, at, end);
  return end;
}

/** Masks a number, with a unit of size behind a space. */
export function maskNumber(bytes: Uint8Array, at: number, end: number, messageEnd: number, into: LineScan): number {
  const until = spacedSizeEnd(bytes, end, messageEnd);
  into.add(until > end ? SIZE : NUMBER, at, until);
  return until;
}

/** Begins with a digit, holds letters: a number with a unit or exponent, a date with a time, hex, or an id. */
function maskNumberFirst(
  bytes: Uint8Array,
  at: number,
  end: number,
  messageEnd: number,
  into: LineScan,
  letters: number,
  marks: number,
  isKey: boolean,
): number {
  if (bytes[at] === 0x30 && (bytes[at + 1] | 0x20) === 0x78 && end - at > 2) {
    into.add(HEX, at, end);
    return end;
  }
  const date = dateEnd(bytes, at, end);
  if (date > 0) {
    const until = Math.max(end, clockAfterDateEnd(bytes, date, messageEnd));
    into.add(DATETIME, at, until);
    return until;
  }
  let i = at;
  if (bytes[i] === 0x2d || bytes[i] === 0x2b) i++;
  i = digitsEnd(bytes, i, end);
  if (i + 1 < end && bytes[i] === 0x2e && isDigit(bytes[i + 1])) i = digitsEnd(bytes, i + 1, end);
  const unit = unitOf(bytes, i, end);
  if (unit !== undefined) {
    into.add(unit === 'size' ? SIZE : DURATION, at, end);
    return end;
  }
  if ((bytes[i] | 0x20) === 0x65 && isExponent(bytes, i + 1, end)) {
    into.add(NUMBER, at, end);
    return end;
  }
  if (letters === 0 && marks === 4 && uuidEnd(bytes, at, end) === end) into.add(UUID, at, end);
  else if (letters === 0 && marks === 5 && macEnd(bytes, at, end) === end) into.add(MAC, at, end);
  else if (isKey) into.add(NUMBER, at, i);
  else if (isCompoundDuration(bytes, at, end)) into.add(DURATION, at, end);
  else if (letters === 0 && marks === 0) into.add(HEX, at, end);
  else if (isHostName(bytes, at, end)) into.add(HOST, at, end);
  else into.add(end - at > 40 ? BASE64 : ID, at, end);
  return end;
}

function isExponent(bytes: Uint8Array, at: number, end: number): boolean {
  const from = at < end && (bytes[at] === 0x2d || bytes[at] === 0x2b) ? at + 1 : at;
  return from < end && digitsEnd(bytes, from, end) === end;
}

/** `1h2m3s`, `5m0.5s`. */
function isCompoundDuration(bytes: Uint8Array, at: number, end: number): boolean {
  let i = at;
  while (i < end) {
    const number = digitsEnd(bytes, i, end);
    if (number === i) return false;
    i = number;
    if (i < end && bytes[i] === 0x2e) i = digitsEnd(bytes, i + 1, end);
    const from = i;
    while (i < end && !isDigit(bytes[i])) i++;
    if (unitOf(bytes, from, i) !== 'duration') return false;
  }
  return true;
}

/** One of the parts between underscores is a number (blk_-123, rdd_42_18). */
function hasNumericPart(bytes: Uint8Array, at: number, end: number): boolean {
  let from = at;
  for (let i = at; i <= end; i++) {
    if (i < end && bytes[i] !== 0x5f) continue;
    const first = bytes[from] === 0x2d ? from + 1 : from;
    if (first < i && digitsEnd(bytes, first, i) === i) return true;
    from = i + 1;
  }
  return false;
}

const TOP_LEVEL = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'local', 'lan', 'internal', 'localdomain', 'intranet', 'corp']);
const COUNTRY = new Set(
  'ac at au be br ca ch cl cn cz de dk es eu fi fr gr hk hu ie il in ir it jp kr mx nl no nz pl pt ro ru se sg tr tw ua uk us za'.split(
    ' ',
  ),
);

/** A dotted name that ends in a top-level domain. A country code alone is too often a file ending: it needs a third part. */
export function isHostName(bytes: Uint8Array, at: number, end: number): boolean {
  let last = end - 1;
  while (last > at && bytes[last] !== 0x2e) last--;
  const length = end - last - 1;
  if (last <= at || length < 2 || length > 11) return false;
  let text = '';
  for (let i = last + 1; i < end; i++) {
    if (bytes[i] < 0x61 || bytes[i] > 0x7a) return false;
    text += String.fromCharCode(bytes[i]);
  }
  if (TOP_LEVEL.has(text)) return true;
  if (!COUNTRY.has(text)) return false;
  for (let i = at + 1; i < last; i++) if (bytes[i] === 0x2e) return true;
  return false;
}

/** Dots and a digit, a letter first: hosts, `core.4021`, names of files and classes. */
function maskDotted(bytes: Uint8Array, at: number, end: number, into: LineScan, digits: number): number {
  if (isHostName(bytes, at, end)) {
    into.add(HOST, at, end);
    return end;
  }
  let last = end - 1;
  while (bytes[last] !== 0x2e) last--;
  if (digitsEnd(bytes, last + 1, end) === end) {
    // word.123, word.1.2.3: the words stay
    let from = at;
    while (from < end && !isDigit(bytes[from])) from++;
    if (from > at && bytes[from - 1] === 0x2e) {
      into.add(digitsEnd(bytes, from, end) === end ? NUMBER : VERSION, from, end);
      return end;
    }
  }
  if (digits >= 3) into.add(ID, at, end);
  return end;
}

/** Dashes and a digit, a letter first: `node-17` keeps its word, `web-eu-17` is a name as a whole. */
function maskDashed(bytes: Uint8Array, at: number, end: number, messageEnd: number, into: LineScan, digits: number): number {
  let dash = at;
  while (bytes[dash] !== 0x2d) dash++;
  let lettersOnly = dash > at && dash + 1 < end;
  for (let i = at; i < dash; i++) if (isDigit(bytes[i])) lettersOnly = false;
  if (lettersOnly) {
    let part = dash + 1;
    let upper = true;
    let partDigits = 0;
    while (part < end && bytes[part] !== 0x2d) {
      if (isDigit(bytes[part])) partDigits++;
      else if (bytes[part] >= 0x61) upper = false;
      part++;
    }
    if (partDigits > 0 && (upper || isDigit(bytes[dash + 1]) || partDigits >= 3)) {
      if (part === end)
        return isDigit(bytes[dash + 1]) ? maskAtom(bytes, dash + 1, end, messageEnd, into, false) : addId(into, dash + 1, end);
      return addId(into, dash + 1, end);
    }
  }
  if (digits >= 2 || isDigit(bytes[end - 1])) into.add(ID, at, end);
  return end;
}

function addId(into: LineScan, at: number, end: number): number {
  into.add(ID, at, end);
  return end;
}
