import { type LineScan, MAX_SLOTS } from '../base/line-scan.ts';
import { SLOT } from '../base/slot-kind.ts';
import { isHostName, maskAlphanumeric, maskAtom, maskNumber } from './atom.ts';
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
import { maskColons, seenIn } from './colons.ts';
import { clockAfterDateEnd, dateEnd, digitsEnd, ipv4End, ipv6End, isAlphanumeric, isDigit, portEnd, wordyDateEnd } from './shapes.ts';

/** A message gets at most this many slots, so that the fields of the line keep room; one more slot takes the rest of it. */
const MAX_MESSAGE_SLOTS = 192;
/** Tokens longer than this without any mark are data. */
const LONGEST_WORD = 96;
/** Longer tokens, digits or not, are one value; shorter ones may be looked at several times. */
const LONGEST_TOKEN = 512;
const ALPHANUMERIC = DIGIT | HEX_LETTER | LETTER;

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
      if ((seen & ~ALPHANUMERIC) === 0 && seen !== DIGIT && i - at <= LONGEST_TOKEN) {
        maskAlphanumeric(bytes, at, i, into, isKeyEnd(bytes, i, end), (seen & LETTER) !== 0);
      } else i = maskToken(bytes, at, i, seen, end, into);
    }
  }
}

/** `=` follows, not `==`: what ends here is a name. */
function isKeyEnd(bytes: Uint8Array, at: number, messageEnd: number): boolean {
  return at < messageEnd && bytes[at] === 0x3d && bytes[at + 1] !== 0x3d;
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
  const isKey = end === stop && isKeyEnd(bytes, stop, messageEnd);
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
