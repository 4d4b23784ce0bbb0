import type { LineScan } from '../base/line-scan.ts';
import { SLOT } from '../base/slot-kind.ts';
import { isHostName, maskAtom } from './atom.ts';
import { CLASS, COLON, DASH, DIGIT, DOT, HEX_LETTER, LETTER } from './byte-class.ts';
import { clockAfterDateEnd, clockEnd, dateEnd, ipv4End, ipv6End, isAlphanumeric, isDigit, macEnd, portEnd } from './shapes.ts';

/** The classes of bytes that occur in [at, end). */
export function seenIn(bytes: Uint8Array, at: number, end: number): number {
  let seen = 0;
  for (let i = at; i < end; i++) seen |= CLASS[bytes[i]];
  return seen;
}

/** Colons separate names from values, parts of times and addresses, and hosts from ports. */
export function maskColons(bytes: Uint8Array, start: number, end: number, messageEnd: number, into: LineScan, isKey: boolean): number {
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
