import { type LineScan, MAX_SLOTS } from '../base/line-scan.ts';
import { SLOT } from '../base/slot-kind.ts';
import { isHostName, maskAtom, maskNumber } from './atom.ts';
import {
  AT,
  BACKSLASH,
  CLASS,
  CLASS_ESCAPED,
  COLON,
  DASH,
  DIGIT,
  DOT,
  HEX_LETTER,
  LETTER,
  PATH_BYTE,
  SLASH,
  UNDERSCORE,
  URL_BYTE,
  WINDOWS_PATH_BYTE,
} from './byte-class.ts';
import {
  clockAfterDateEnd,
  clockEnd,
  dateEnd,
  digitsEnd,
  ipv4End,
  ipv6End,
  isAlphanumeric,
  isDigit,
  macEnd,
  portEnd,
  wordyDateEnd,
} from './shapes.ts';

/** A message gets at most this many slots, so that the fields of the line keep room; one more slot takes the rest of it. */
const MAX_MESSAGE_SLOTS = 192;
/** Tokens longer than this without any mark are data. */
const LONGEST_WORD = 96;
/** Longer tokens, digits or not, are one value; shorter ones may be looked at several times. */
const LONGEST_TOKEN = 512;

/**
 * Masks what varies by its shape alone: one pass, one general list of shapes, no state, nothing allocated.
 * Words of letters stay: refinement looks at them across all signatures.
 */
export function maskMessage(bytes: Uint8Array, start: number, end: number, into: LineScan, escaped: boolean): void {
  const table = escaped ? CLASS_ESCAPED : CLASS;
  const most = Math.min(MAX_SLOTS - 1, into.slotCount + MAX_MESSAGE_SLOTS);
  let i = start;
  while (i < end) {
    let bits = table[bytes[i]];
    if (bits === 0) {
      i += escaped && bytes[i] === 0x5c ? (bytes[i + 1] === 0x75 ? 6 : 2) : 1;
      continue;
    }
    const at = i;
    let seen = 0;
    do {
      seen |= bits;
      i++;
      if (i >= end) break;
      bits = table[bytes[i]];
    } while (bits !== 0);
    if ((seen & (DIGIT | SLASH | AT | BACKSLASH)) === 0) {
      if (i - at >= 8 || i - at === 3) i = maskWord(bytes, at, i, seen, end, into);
    } else if (seen === DIGIT && i - at < 32 && into.slotCount < most) {
      i = maskNumber(bytes, at, i, end, into);
    } else {
      if (into.slotCount >= most) {
        if (!escaped) into.add(SLOT.text, at, end);
        return;
      }
      i = maskToken(bytes, at, i, seen, end, into);
    }
  }
}

/** A token of letters and marks: nearly always constant. */
function maskWord(bytes: Uint8Array, at: number, end: number, seen: number, messageEnd: number, into: LineScan): number {
  const length = end - at;
  if (length < 8) {
    if (length === 3) {
      if (end + 4 < messageEnd && bytes[at] >= 0x41 && bytes[at] <= 0x5a && (bytes[end] === 0x20 || bytes[end] === 0x2c)) {
        const date = wordyDateEnd(bytes, at, messageEnd);
        if (date > 0) {
          into.add(SLOT.datetime, at, date);
          return date;
        }
      }
    }
    return end;
  }
  if (length > LONGEST_WORD) {
    into.add(SLOT.base64, at, end);
    return end;
  }
  if (seen === HEX_LETTER) return maskAtom(bytes, at, end, messageEnd, into, false);
  if ((seen & (DOT | UNDERSCORE)) === DOT && isAlphanumeric(bytes[at])) {
    let until = end;
    while (bytes[until - 1] === 0x2e || bytes[until - 1] === 0x3a) until--;
    if ((seen & COLON) === 0 || until < end) {
      for (let k = at; k < until; k++) if (bytes[k] === 0x3a) return end;
      if (isHostName(bytes, at, until)) into.add(SLOT.host, at, until);
    }
  }
  return end;
}

/** A token that holds a digit, a slash, an at or a backslash. [at, end) is its extent; a value may reach beyond. */
function maskToken(bytes: Uint8Array, start: number, stop: number, seen: number, messageEnd: number, into: LineScan): number {
  let at = start;
  let end = stop;
  if ((seen & BACKSLASH) !== 0) {
    const windows = windowsPathEnd(bytes, at, end, messageEnd);
    if (windows > 0) {
      into.add(SLOT.path, at, windows);
      return windows;
    }
  }
  if ((seen & (COLON | SLASH)) === (COLON | SLASH)) {
    const url = maskUrl(bytes, at, end, messageEnd, into);
    if (url > 0) return url;
  }
  if (stop - start > LONGEST_TOKEN) {
    into.add(bytes[start] === 0x2f ? SLOT.path : SLOT.base64, start, stop);
    return stop;
  }
  if (bytes[at] === 0x5c && (seen & DIGIT) !== 0 && isDigit(bytes[at + 1])) {
    // A quote written as its octal code: \042name\042
    into.add(SLOT.quoted, at, end);
    return stop;
  }
  while (at < end) {
    const byte = bytes[at];
    if (isAlphanumeric(byte) || byte === 0x5f || byte === 0x2f || byte === 0x5c) break;
    if ((byte === 0x2d || byte === 0x2b) && at + 1 < end && isDigit(bytes[at + 1])) break;
    if (byte === 0x3a && at + 1 < end && bytes[at + 1] === 0x3a && ipv6End(bytes, at, end) > 0) break;
    at++;
  }
  while (end > at) {
    const byte = bytes[end - 1];
    if (isAlphanumeric(byte) || byte === 0x25 || byte === 0x5f || byte === 0x2f || (byte === 0x5c && bytes[at] === 0x5c)) break;
    if (byte === 0x3a && end - at > 2 && bytes[end - 2] === 0x3a && ipv6End(bytes, at, end) === end) break;
    end--;
  }
  if (end <= at) return stop;
  if ((seen & DOT) !== 0) {
    const run = dotsAt(bytes, at, end);
    if (run >= 0) {
      maskPiece(bytes, at, run, seen, run, into, false);
      let next = run;
      while (bytes[next] === 0x2e) next++;
      return next;
    }
  }
  const isKey = end === stop && stop < messageEnd && bytes[stop] === 0x3d && bytes[stop + 1] !== 0x3d;
  const until = maskPiece(bytes, at, end, seen, messageEnd, into, isKey);
  return until > stop ? until : until < end ? until : stop;
}

/** Where two dots stand together, as in `enabled.....0`; -1 when nowhere. */
function dotsAt(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i + 1 < end; i++) if (bytes[i] === 0x2e && bytes[i + 1] === 0x2e) return i;
  return -1;
}

function maskPiece(bytes: Uint8Array, at: number, end: number, seen: number, messageEnd: number, into: LineScan, isKey: boolean): number {
  if (at >= end) return end;
  if ((seen & AT) !== 0) {
    let mark = at;
    while (mark < end && bytes[mark] !== 0x40) mark++;
    if (mark < end) return maskAround(bytes, at, mark, end, messageEnd, into);
  }
  if ((seen & SLASH) !== 0) return maskSlashed(bytes, at, end, seen, messageEnd, into);
  if ((seen & COLON) !== 0) return maskColons(bytes, at, end, messageEnd, into, isKey);
  if ((seen & DIGIT) === 0) return end;
  return maskAtom(bytes, at, end, messageEnd, into, isKey);
}

/** `user@host.name` is one value; `Some.Class@4f2a` is a name and a value. */
function maskAround(bytes: Uint8Array, at: number, mark: number, end: number, messageEnd: number, into: LineScan): number {
  let dotted = false;
  let plain = mark > at;
  for (let i = mark + 1; i < end; i++) {
    if (bytes[i] === 0x2e) dotted = true;
    else if (!isAlphanumeric(bytes[i]) && bytes[i] !== 0x2d) plain = false;
  }
  for (let i = at; i < mark; i++) if (!isAlphanumeric(bytes[i]) && !EMAIL_MARK.has(bytes[i])) plain = false;
  if (dotted && plain) {
    into.add(SLOT.email, at, end);
    return end;
  }
  maskPiece(bytes, at, mark, seenIn(bytes, at, mark), mark, into, false);
  return maskPiece(bytes, mark + 1, end, seenIn(bytes, mark + 1, end), messageEnd, into, false);
}

const EMAIL_MARK: ReadonlySet<number> = new Set([0x2e, 0x2d, 0x2b, 0x5f]);

function seenIn(bytes: Uint8Array, at: number, end: number): number {
  let seen = 0;
  for (let i = at; i < end; i++) seen |= CLASS[bytes[i]];
  return seen;
}

/** `scheme://…` anywhere in the token, to the end of what can stand in a URL, less punctuation. -1: none. */
function maskUrl(bytes: Uint8Array, at: number, end: number, messageEnd: number, into: LineScan): number {
  for (let i = at + 1; i + 3 < end && i - at < LONGEST_TOKEN; i++) {
    if (bytes[i] !== 0x3a || bytes[i + 1] !== 0x2f || bytes[i + 2] !== 0x2f) continue;
    let from = i;
    while (from > at && (CLASS[bytes[from - 1]] & (LETTER | HEX_LETTER | DIGIT | PLUS_OR_DASH)) !== 0) from--;
    if (from === i) return -1;
    let until = i + 3;
    while (until < messageEnd && URL_BYTE[bytes[until]] === 1) until++;
    until = withoutPunctuation(bytes, i + 3, until);
    if (from > at) maskPiece(bytes, at, from, seenIn(bytes, at, from), from, into, false);
    into.add(SLOT.url, from, until);
    return until;
  }
  return -1;
}
const PLUS_OR_DASH = DASH | 512;

function withoutPunctuation(bytes: Uint8Array, at: number, end: number): number {
  let until = end;
  while (until > at + 1 && PUNCTUATION.has(bytes[until - 1])) until--;
  return until;
}
const PUNCTUATION: ReadonlySet<number> = new Set([...'.,:;!?=&*-+@#%'].map((mark) => mark.charCodeAt(0)));

/** `C:\folder\file` and `\\server\share`. */
function windowsPathEnd(bytes: Uint8Array, at: number, end: number, messageEnd: number): number {
  const drive = at + 3 < end && bytes[at + 1] === 0x3a && bytes[at + 2] === 0x5c && isAlphanumeric(bytes[at]) && !isDigit(bytes[at]);
  const share = at + 4 < end && bytes[at] === 0x5c && bytes[at + 1] === 0x5c && isAlphanumeric(bytes[at + 2]);
  if (!drive && !share) return -1;
  let until = at + 2;
  while (until < messageEnd && WINDOWS_PATH_BYTE[bytes[until]] === 1) until++;
  return withoutPunctuation(bytes, at + 2, until);
}

/** Where a Unix path ends that reaches at least to `end`. */
function pathEnd(bytes: Uint8Array, at: number, end: number, messageEnd: number): number {
  let until = at + 1;
  while (until < messageEnd && PATH_BYTE[bytes[until]] === 1) until++;
  return withoutPunctuation(bytes, at, Math.max(until, end));
}

function maskSlashed(bytes: Uint8Array, at: number, end: number, seen: number, messageEnd: number, into: LineScan): number {
  let slash = at;
  let colon = -1;
  let digitBefore = false;
  while (bytes[slash] !== 0x2f) {
    if (bytes[slash] === 0x3a) colon = slash;
    else if (isDigit(bytes[slash])) digitBefore = true;
    slash++;
    if (slash >= end) return maskColons(bytes, at, end, messageEnd, into, false);
  }
  if (slash === at) {
    const address = ipv4End(bytes, at + 1, end);
    if (address > 0) {
      const until = portEnd(bytes, address, end);
      into.add(SLOT.ip, at, until);
      if (until >= end) return end;
      return maskPiece(bytes, until + 1, end, seenIn(bytes, until + 1, end), messageEnd, into, false);
    }
    if (at + 1 >= end || bytes[at + 1] === 0x2f) {
      let next = at + 1;
      while (next < end && bytes[next] === 0x2f) next++;
      return next >= end ? end : maskPiece(bytes, next, end, seenIn(bytes, next, end), messageEnd, into, false);
    }
    const until = pathEnd(bytes, at, end, messageEnd);
    into.add(SLOT.path, at, until);
    return until;
  }
  if (colon === slash - 1 || (colon > 0 && !digitBefore)) {
    if (colon > at) maskColons(bytes, at, colon, colon, into, false);
    return maskSlashed(bytes, colon + 1, end, seenIn(bytes, colon + 1, end), messageEnd, into);
  }
  const date = dateEnd(bytes, at, end);
  if (date > 0) {
    const until = clockAfterDateEnd(bytes, date, messageEnd);
    if (date === end || until > date) {
      into.add(SLOT.datetime, at, until);
      return Math.max(end, until);
    }
  }
  const address = digitBefore ? ipv4End(bytes, at, slash) : -1;
  if (address === slash && portEnd(bytes, slash, end) === end) {
    into.add(SLOT.ip, at, end);
    return end;
  }
  const rest = seenIn(bytes, slash + 1, end);
  const one = (rest & SLASH) === 0;
  if ((seenIn(bytes, at, end) & DIGIT) === 0) {
    // and/or, input/output stay; some/long/name.txt does not
    if (!one && (rest & DOT) !== 0 && seen !== 0) {
      const until = pathEnd(bytes, at, end, messageEnd);
      into.add(SLOT.path, at, until);
      return until;
    }
    return end;
  }
  if (one) {
    const number = digitsEnd(bytes, at, slash) === slash;
    if ((number || !digitBefore) && slash + 1 < end && isDigit(bytes[slash + 1])) {
      if (number) into.add(SLOT.number, at, slash);
      return maskPiece(bytes, slash + 1, end, rest, messageEnd, into, false);
    }
  }
  const until = pathEnd(bytes, at, end, messageEnd);
  into.add((seen & (DOT | DASH)) !== 0 && hasAddress(bytes, slash + 1, end) ? SLOT.host : SLOT.path, at, until);
  return until;
}

function hasAddress(bytes: Uint8Array, at: number, end: number): boolean {
  return ipv4End(bytes, at, end) > 0;
}

/** Colons separate names from values, parts of times and addresses, and hosts from ports. */
function maskColons(bytes: Uint8Array, start: number, end: number, messageEnd: number, into: LineScan, isKey: boolean): number {
  let at = start;
  while (at < end) {
    let colon = at;
    let seen = 0;
    while (colon < end && bytes[colon] !== 0x3a) seen |= CLASS[bytes[colon++]];
    if (colon < end) {
      const whole = colonValueEnd(bytes, at, colon, end, seen, messageEnd, into);
      if (whole > 0) {
        if (whole >= end) return whole;
        at = bytes[whole] === 0x3a ? whole + 1 : whole;
        continue;
      }
    }
    if ((seen & DIGIT) !== 0) {
      const until = maskAtomTrimmed(bytes, at, colon, colon === end ? messageEnd : colon, into, isKey && colon === end);
      if (until > end) return until;
    } else if ((seen & DOT) !== 0 && colon > at && isHostName(bytes, at, colon)) into.add(SLOT.host, at, colon);
    at = colon + 1;
  }
  return end;
}

function maskAtomTrimmed(bytes: Uint8Array, start: number, stop: number, messageEnd: number, into: LineScan, isKey: boolean): number {
  let at = start;
  let end = stop;
  while (at < end && !isAlphanumeric(bytes[at]) && !((bytes[at] === 0x2d || bytes[at] === 0x2b) && isDigit(bytes[at + 1]))) at++;
  while (end > at && !isAlphanumeric(bytes[end - 1]) && bytes[end - 1] !== 0x25) end--;
  return at < end ? maskAtom(bytes, at, end, messageEnd, into, isKey) : stop;
}

/** A value with colons in it that starts at `at`, whose first colon is at `colon`. -1: none. */
function colonValueEnd(
  bytes: Uint8Array,
  at: number,
  colon: number,
  end: number,
  seen: number,
  messageEnd: number,
  into: LineScan,
): number {
  if ((seen & ~(DIGIT | HEX_LETTER)) === 0) {
    if (colon - at <= 2 && seen === DIGIT) {
      const mac = macEnd(bytes, at, end);
      if (mac > 0) return added(into, SLOT.mac, at, mac);
      const clock = clockEnd(bytes, at, messageEnd);
      if (clock > 0) return added(into, SLOT.datetime, at, clock);
    }
    if (colon - at <= 4) {
      const mac = colon - at === 2 ? macEnd(bytes, at, end) : -1;
      if (mac > 0) return added(into, SLOT.mac, at, mac);
      const address = ipv6End(bytes, at, end);
      if (address > 0) return added(into, SLOT.ip, at, address);
    }
  }
  if ((seen & DIGIT) !== 0) {
    const date = dateEnd(bytes, at, end);
    if (date > 0) {
      const clock = clockAfterDateEnd(bytes, date, messageEnd);
      if (clock > date) return added(into, SLOT.datetime, at, clock);
    }
    if (isColonId(bytes, at, end)) return added(into, SLOT.id, at, end);
    const address = ipv4End(bytes, at, colon);
    if (address === colon) return added(into, SLOT.ip, at, portEnd(bytes, colon, end));
    const port = portEnd(bytes, colon, end);
    if (port > colon && (seen & (LETTER | HEX_LETTER)) !== 0 && (seen & (DOT | DASH)) !== 0 && looksLikeHost(bytes, at, colon)) {
      return added(into, SLOT.host, at, port);
    }
    // R24-M0-N0:J12-U11: two ids with a colon are one
    if ((seen & (LETTER | HEX_LETTER)) !== 0 && (seen & DASH) !== 0 && colon + 1 < end) {
      const rest = seenIn(bytes, colon + 1, end);
      if ((rest & DIGIT) !== 0 && (rest & (LETTER | HEX_LETTER)) !== 0 && (rest & COLON) === 0 && (rest & DASH) !== 0) {
        return added(into, SLOT.id, at, end);
      }
    }
    return -1;
  }
  if ((seen & DOT) !== 0 && isHostName(bytes, at, colon)) {
    return added(into, SLOT.host, at, portEnd(bytes, colon, end));
  }
  return -1;
}

/** Three or more parts between colons, each with a digit and none longer than a word: 0000:00:1f.0, 0T00:00:2:1. */
function isColonId(bytes: Uint8Array, at: number, end: number): boolean {
  let parts = 1;
  let digit = false;
  for (let i = at, from = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x3a) {
      if (!digit || i - from > 24) return false;
      parts++;
      digit = false;
      from = i + 1;
    } else if (isDigit(byte)) digit = true;
    else if (byte === 0x2e && i - from > 4) return false;
  }
  return digit && parts >= 3;
}

function added(into: LineScan, kind: number, at: number, end: number): number {
  into.add(kind, at, end);
  return end;
}

/** Letters, digits, dots and dashes, neither a file name (`mice.c`) nor a version. */
function looksLikeHost(bytes: Uint8Array, at: number, end: number): boolean {
  let dashes = 0;
  for (let i = at; i < end; i++) {
    if (bytes[i] === 0x2d) dashes++;
    else if (bytes[i] !== 0x2e && !isAlphanumeric(bytes[i])) return false;
  }
  return dashes > 0 || isHostName(bytes, at, end);
}
