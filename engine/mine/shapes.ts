import { CLASS, DIGIT, HEX_LETTER, LETTER } from './byte-class.ts';

/**
 * Recognisers of shapes that need more than the classes of a token's bytes.
 * Each looks at bytes[at, end) and gives where the shape ends, or -1. None looks further than a fixed
 * number of bytes beyond what it accepts, so the kernel stays linear.
 */

const ALPHANUMERIC = DIGIT | HEX_LETTER | LETTER;

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function isAlphanumeric(byte: number): boolean {
  return (CLASS[byte] & ALPHANUMERIC) !== 0;
}

/** Where the run of digits starting at `at` ends. */
export function digitsEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(bytes[i])) i++;
  return i;
}

/** Four numbers of at most 255 with dots between, not followed by more of the same. */
export function ipv4End(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    const from = i;
    while (i < end && i - from < 4 && isDigit(bytes[i])) value = value * 10 + bytes[i++] - 0x30;
    if (i === from || i - from > 3 || value > 255) return -1;
    if (part < 3 && (i >= end || bytes[i++] !== 0x2e)) return -1;
  }
  if (i < end && (isAlphanumeric(bytes[i]) || (bytes[i] === 0x2e && i + 1 < end && isDigit(bytes[i + 1])))) return -1;
  return i;
}

/** `:port` or `/prefix` behind an address that ends at `at`; `at` itself when there is none. */
export function portEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end || (bytes[at] !== 0x3a && bytes[at] !== 0x2f)) return at;
  const i = digitsEnd(bytes, at + 1, end);
  if (i === at + 1 || i - at > 6 || (i < end && isAlphanumeric(bytes[i]))) return at;
  return i;
}

/** Groups of up to four hex digits with colons: eight of them, or a `::` and a digit somewhere. */
export function ipv6End(bytes: Uint8Array, at: number, end: number): number {
  let groups = 0;
  let colons = 0;
  let doubled = false;
  let digits = false;
  let i = at;
  while (i < end && i - at < 46) {
    const from = i;
    while (i < end && (CLASS[bytes[i]] & (DIGIT | HEX_LETTER)) !== 0) {
      if (isDigit(bytes[i])) digits = true;
      i++;
    }
    if (i - from > 4) return -1;
    if (i > from) groups++;
    if (i < end && bytes[i] === 0x2e && groups > 0 && (doubled || groups === 7)) {
      const v4 = ipv4End(bytes, from, end);
      if (v4 > 0) return v4;
    }
    if (i >= end || bytes[i] !== 0x3a) break;
    colons++;
    i++;
    if (i < end && bytes[i] === 0x3a) {
      if (doubled) return -1;
      doubled = true;
      colons++;
      i++;
    } else if (i >= end || (CLASS[bytes[i]] & (DIGIT | HEX_LETTER)) === 0) {
      i--;
      colons--;
      break;
    }
  }
  if (i < end && isAlphanumeric(bytes[i])) return -1;
  if (doubled) return groups <= 7 && digits ? i : -1;
  return groups === 8 && colons === 7 ? i : -1;
}

/** Six pairs of hex digits with colons or dashes, or up to twenty: longer hardware addresses. */
export function macEnd(bytes: Uint8Array, at: number, end: number): number {
  const mark = bytes[at + 2];
  if (mark !== 0x3a && mark !== 0x2d) return -1;
  let i = at;
  for (let pairs = 1; i + 2 <= end; pairs++) {
    if ((CLASS[bytes[i]] & (DIGIT | HEX_LETTER)) === 0 || (CLASS[bytes[i + 1]] & (DIGIT | HEX_LETTER)) === 0) return -1;
    i += 2;
    if (i + 2 < end && bytes[i] === mark && isAlphanumeric(bytes[i + 1]) && pairs < 20) {
      i++;
      continue;
    }
    if (pairs < 6 || (i < end && isAlphanumeric(bytes[i]))) return -1;
    return i;
  }
  return -1;
}

/** 8-4-4-4-12 hex digits. */
export function uuidEnd(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 36) return -1;
  for (let i = 0; i < 36; i++) {
    const byte = bytes[at + i];
    const mark = i === 8 || i === 13 || i === 18 || i === 23;
    if (mark ? byte !== 0x2d : (CLASS[byte] & (DIGIT | HEX_LETTER)) === 0) return -1;
  }
  return at + 36 < end && isAlphanumeric(bytes[at + 36]) ? -1 : at + 36;
}

/** `12:34`, `12:34:56`, `12:34:56.789`, `12:34:56,789`, with a zone glued to it (`Z`, `+02:00`). */
export function clockEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = digitsEnd(bytes, at, Math.min(end, at + 3));
  if (i === at || i - at > 2 || i >= end || bytes[i] !== 0x3a) return -1;
  let parts = 1;
  while (parts < 3 && i + 2 < end && bytes[i] === 0x3a && isDigit(bytes[i + 1]) && isDigit(bytes[i + 2])) {
    i += 3;
    parts++;
  }
  if (parts < 2 || (i < end && isDigit(bytes[i]))) return -1;
  if (parts === 3 && i + 1 < end && (bytes[i] === 0x2e || bytes[i] === 0x2c) && isDigit(bytes[i + 1])) {
    const fraction = digitsEnd(bytes, i + 1, Math.min(end, i + 11));
    if (bytes[i] === 0x2e || (fraction - i === 4 && (fraction >= end || !isAlphanumeric(bytes[fraction])))) i = fraction;
  }
  if (i < end && bytes[i] === 0x5a && (i + 1 >= end || !isAlphanumeric(bytes[i + 1]))) return i + 1;
  if (i + 2 < end && (bytes[i] === 0x2b || bytes[i] === 0x2d) && isDigit(bytes[i + 1]) && isDigit(bytes[i + 2])) {
    let zone = i + 3;
    if (zone < end && bytes[zone] === 0x3a) zone++;
    const zoneEnd = digitsEnd(bytes, zone, Math.min(end, zone + 3));
    if (zoneEnd - zone === 2) return zoneEnd;
  }
  return i < end && (isAlphanumeric(bytes[i]) || (bytes[i] === 0x3a && i + 1 < end && isDigit(bytes[i + 1]))) ? -1 : i;
}

/** Behind a date that ends at `at`: a space, `T` or `-` and a clock time; `at` itself when there is none. */
export function clockAfterDateEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 >= end) return at;
  const mark = bytes[at];
  if (mark !== 0x20 && mark !== 0x54 && mark !== 0x2d && mark !== 0x3a) return at;
  const clock = clockEnd(bytes, at + 1, end);
  if (clock > 0) return clock;
  // 2005-06-03-15.42.50.363779
  if (mark === 0x2d && at + 8 < end && bytes[at + 3] === 0x2e && bytes[at + 6] === 0x2e) {
    let i = at + 1;
    while (i < end && (isDigit(bytes[i]) || (bytes[i] === 0x2e && i + 1 < end && isDigit(bytes[i + 1])))) i++;
    return i;
  }
  return at;
}

/** `2026-01-31`, `2026/01/31`, `31/01/2026`, `31-Jan-2026`, `31/Jan/2026`, `2026.01.31`. */
export function dateEnd(bytes: Uint8Array, at: number, end: number): number {
  const first = digitsEnd(bytes, at, Math.min(end, at + 5)) - at;
  if (first === 0 || first === 3 || first > 4 || at + first + 4 > end) return -1;
  const mark = bytes[at + first];
  if (mark !== 0x2d && mark !== 0x2f && mark !== 0x2e) return -1;
  let i = at + first + 1;
  const second = digitsEnd(bytes, i, Math.min(end, i + 3)) - i;
  if (second === 0) {
    if (mark === 0x2e || i + 3 >= end || monthAt(bytes, i) === 0) return -1;
    i += 3;
  } else if (second > 2) return -1;
  else i += second;
  if (i + 1 >= end || bytes[i] !== mark) return -1;
  const third = digitsEnd(bytes, i + 1, Math.min(end, i + 6)) - i - 1;
  if (first === 4 ? third === 0 || third > 2 : mark === 0x2e || !(third === 4 || (third === 2 && mark === 0x2f))) return -1;
  if (first === 4 && mark === 0x2e && (second !== 2 || third !== 2)) return -1;
  i += 1 + third;
  if (i < end && isDigit(bytes[i])) return -1;
  return i;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec';
const WEEKDAYS = 'mon tue wed thu fri sat sun';

function codes(words: string): ReadonlySet<number> {
  return new Set(words.split(' ').map((word) => (word.charCodeAt(0) << 16) | (word.charCodeAt(1) << 8) | word.charCodeAt(2)));
}
const MONTH_CODES = codes(MONTHS);
const WEEKDAY_CODES = codes(WEEKDAYS);

function code(bytes: Uint8Array, at: number): number {
  return ((bytes[at] | 0x20) << 16) | ((bytes[at + 1] | 0x20) << 8) | (bytes[at + 2] | 0x20);
}

/** 1 when three letters at `at` name a month, else 0. */
function monthAt(bytes: Uint8Array, at: number): number {
  return MONTH_CODES.has(code(bytes, at)) ? 1 : 0;
}

function spacesEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && i - at < 3 && (bytes[i] === 0x20 || bytes[i] === 0x2c)) i++;
  return i;
}

/**
 * A date in words that starts with a weekday or a month: `Fri Jun 17 07:07:00 2005`, `Jun 17 07:07:00`,
 * `Fri, 17 Jun 2005 07:07:00 GMT`, `Jun 17, 2005`. At least month, day and a year or a time.
 */
export function wordyDateEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  if (WEEKDAY_CODES.has(code(bytes, i))) {
    i = spacesEnd(bytes, i + 3, end);
    if (i === at + 3 || i + 5 > end) return -1;
  }
  let day = 0;
  if (isDigit(bytes[i])) {
    day = digitsEnd(bytes, i, Math.min(end, i + 3)) - i;
    if (day > 2) return -1;
    i = spacesEnd(bytes, i + day, end);
  }
  if (i + 3 >= end || monthAt(bytes, i) === 0 || isAlphanumeric(bytes[i + 3])) return -1;
  i = spacesEnd(bytes, i + 3, end);
  if (day === 0) {
    day = digitsEnd(bytes, i, Math.min(end, i + 3)) - i;
    if (day === 0 || day > 2) return -1;
    i += day;
  }
  let found = -1;
  for (let piece = 0; piece < 3; piece++) {
    const next = spacesEnd(bytes, i, end);
    if (next === i && piece > 0) break;
    const clock = clockEnd(bytes, next, end);
    if (clock > 0) {
      i = found = clock;
      continue;
    }
    const year = digitsEnd(bytes, next, Math.min(end, next + 5)) - next;
    if (year === 4 && (next + 4 >= end || !isAlphanumeric(bytes[next + 4]))) {
      i = found = next + 4;
      continue;
    }
    if (found > 0 && next + 3 <= end && isZone(bytes, next, end)) {
      i = next + 3;
      continue;
    }
    break;
  }
  return found < 0 ? -1 : i;
}

/** Three capitals such as GMT, UTC, CET. */
function isZone(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < at + 3; i++) if (bytes[i] < 0x41 || bytes[i] > 0x5a) return false;
  return at + 3 >= end || !isAlphanumeric(bytes[at + 3]);
}

type Unit = 'duration' | 'size';

/** Units of up to four bytes, packed into one number each: a lookup without a string. */
const UNITS: ReadonlyMap<number, Unit> = new Map([
  ...packedWords('ns us \u00b5s ms s m h d sec secs min mins hr hrs w').map((word) => [word, 'duration'] as const),
  ...packedWords('b k g t kb mb gb tb pb kib mib gib tib byte kbit mbit gbit kbps mbps gbps kb/s mb/s gb/s b/s').map(
    (word) => [word, 'size'] as const,
  ),
]);
const BYTES = [...'bytes'].map((letter) => letter.charCodeAt(0));

function packedWords(words: string): number[] {
  return words.split(' ').map((word) => new TextEncoder().encode(word).reduce((packed, byte) => packed * 256 + byte, 0));
}

/** `bytes`, in any case. A loop: a closure would cost every call of its caller an allocation. */
function isBytes(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < BYTES.length; i++) if ((bytes[at + i] | 0x20) !== BYTES[i]) return false;
  return true;
}

/** What the letters glued behind a number say it measures. `m` is minutes, `M` megabytes. */
export function unitOf(bytes: Uint8Array, at: number, end: number): Unit | undefined {
  const length = end - at;
  if (length === 0 || length > 5) return undefined;
  if (length === 5) return isBytes(bytes, at) ? 'size' : undefined;
  if (length === 1 && bytes[at] === 0x4d) return 'size';
  let packed = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    packed = (packed << 8) | (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
  }
  return UNITS.get(packed);
}

/** A unit of size one space behind a number that ends at `at` (`5.2 KB`); `at` itself when there is none. */
export function spacedSizeEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end || bytes[at] !== 0x20) return at;
  let i = at + 1;
  const first = bytes[i];
  // K, M, G, T, P, or k
  if (first === 0x4b || first === 0x4d || first === 0x47 || first === 0x54 || first === 0x50 || first === 0x6b) {
    i++;
    if (i < end && bytes[i] === 0x69) i++;
  }
  if (i >= end || bytes[i] !== 0x42) return at;
  i++;
  return i < end && (isAlphanumeric(bytes[i]) || bytes[i] === 0x2d || bytes[i] === 0x5f) ? at : i;
}
