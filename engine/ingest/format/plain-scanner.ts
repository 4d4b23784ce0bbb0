// One walk over a line's head; its steps share the cursor and stay together.
import type { LevelIndex } from '../../base/level.ts';
import {
  type ConstantField,
  type LineScan,
  type LineScanner,
  MAX_SLOTS,
  type MaskMessage,
  type SignatureShape,
} from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import { constantText } from './constant-text.ts';
import { isOrdinaryWord, LevelWords, levelOfText } from './level-bytes.ts';
import { isDigit, isLetter } from './match-value.ts';
import type { ScannerContext } from './scanner-context.ts';
import { TimestampReader } from './timestamp.ts';
import { kindOfValue } from './value-kind.ts';

/** A timestamp stands at most behind this many tokens. */
const MAX_LEADING_TOKENS = 4;
const LONGEST_TOKEN = 48;
/** Level, thread and the like are looked for in this many tokens behind the timestamp. */
const MAX_HEADER_TOKENS = 4;
const utf8 = new TextDecoder('utf-8');

/** Reads any line: finds a timestamp near its beginning and a level behind it, where there are such. */
export class PlainScanner implements LineScanner {
  readonly #mask: MaskMessage;
  readonly #time: TimestampReader;
  readonly #levels = new LevelWords();
  readonly #isTimeRequired: boolean;
  readonly #slotName: (string | undefined)[] = new Array<string | undefined>(MAX_SLOTS).fill(undefined);
  #level: LevelIndex = 0;
  #levelStart = 0;
  #levelEnd = 0;

  /** @param isTimeRequired lines without a timestamp are refused; then numbers since the epoch count as timestamps too */
  constructor(context: ScannerContext, isTimeRequired: boolean) {
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
    this.#isTimeRequired = isTimeRequired;
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    into.reset(start, end);
    this.#level = 0;
    const at = this.#findTime(bytes, start, end);
    if (at >= 0) {
      this.#head(bytes, start, at, end, into);
      return true;
    }
    if (this.#isTimeRequired) return false;
    this.#maskNamed(undefined, bytes, start, end, into);
    return true;
  }

  /** Reads the line only where a timestamp stands at its very beginning, brackets aside. */
  scanTimed(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    const at = start < end && isOpening(bytes[start]) ? start + 1 : start;
    if (!this.#isTimeAt(bytes, at, end)) return false;
    into.reset(start, end);
    this.#level = 0;
    this.#head(bytes, start, at, end, into);
    return true;
  }

  describe(bytes: Uint8Array, _start: number, _end: number, scan: LineScan): SignatureShape {
    const fields: ConstantField[] =
      this.#level === 0 ? [] : [{ name: 'level', value: utf8.decode(bytes.subarray(this.#levelStart, this.#levelEnd)) }];
    return {
      slotNames: this.#slotName.slice(0, scan.slotCount),
      fields,
      level: this.#level || levelOfText(constantText(bytes, scan.messageStart, scan.messageEnd, scan)),
      service: undefined,
    };
  }

  #findTime(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (let token = 0; token <= MAX_LEADING_TOKENS; token++) {
      while (at < end && isSpace(bytes[at])) at++;
      if (at < end && isOpening(bytes[at])) at++;
      if (at >= end) return -1;
      if (this.#isTimeAt(bytes, at, end) || (this.#isTimeRequired && this.#isEpochAt(bytes, at, end))) return at;
      const from = at;
      while (at < end && !isSpace(bytes[at])) at++;
      if (at - from > LONGEST_TOKEN) return -1;
    }
    return -1;
  }

  #isTimeAt(bytes: Uint8Array, at: number, end: number): boolean {
    return this.#time.read(bytes, at, end) && this.#endsThere(bytes, end);
  }

  #isEpochAt(bytes: Uint8Array, at: number, end: number): boolean {
    return isDigit(bytes[at]) && this.#time.readEpoch(bytes, at, end) && this.#endsThere(bytes, end);
  }

  /** No letter or digit may follow: `20260914T134000Zx` is some other token. Digits of nanoseconds may. */
  #endsThere(bytes: Uint8Array, end: number): boolean {
    const at = behindDigits(bytes, this.#time.end, end);
    return at >= end || !isLetter(bytes[at]) || bytes[at] === 0x5a;
  }

  #head(bytes: Uint8Array, start: number, timeAt: number, end: number, into: LineScan): void {
    const time = this.#time;
    const { timeUs, layout, end: timeEnd } = time;
    if (timeAt > start) this.#maskNamed(undefined, bytes, start, timeAt, into);
    into.timeUs = timeUs;
    into.timeLayout = layout;
    this.#add('time', SLOT.time, timeAt, timeEnd, into);
    let at = behindDigits(bytes, timeEnd, end);
    if (at > timeEnd) {
      this.#add('time.ns', SLOT.number, timeEnd, at, into);
      while (at < end && isZoneByte(bytes[at])) at++;
    }
    at = skipMarks(bytes, at, end);
    const message = this.#findLevel(bytes, at, end);
    if (message > at) this.#header(bytes, at, message, into);
    into.messageStart = Math.max(at, message);
    into.messageEnd = end;
    this.#maskNamed(undefined, bytes, into.messageStart, end, into);
  }

  /** @returns where the message begins when a level stands in the head of [at, end), else `at`; sets the level. */
  #findLevel(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (let token = 0; token < MAX_HEADER_TOKENS && at < end; token++) {
      const isBracketed = isOpening(bytes[at]);
      const wordStart = isBracketed ? at + 1 : at;
      let wordEnd = wordStart;
      while (wordEnd < end && isWord(bytes[wordEnd])) wordEnd++;
      if (this.#isLevel(bytes, wordStart, wordEnd, end, isBracketed)) {
        this.#levelStart = wordStart;
        this.#levelEnd = wordEnd;
        return skipMarks(bytes, wordEnd, end);
      }
      const next = isBracketed ? bracketEnd(bytes, at, end) : tokenEnd(bytes, at, end);
      if (next < 0) return from;
      at = skipMarks(bytes, next, end);
    }
    return from;
  }

  #isLevel(bytes: Uint8Array, start: number, wordEnd: number, end: number, isBracketed: boolean): boolean {
    const length = wordEnd - start;
    if (length < 3 || length > 13) return false;
    const behind = wordEnd < end ? bytes[wordEnd] : 0x20;
    // Celery writes "INFO/MainProcess".
    const isMarked = isBracketed ? isClosing(behind) : behind === 0x3a || behind === 0x7c;
    if (!isMarked && behind !== 0x2f && !isSpace(behind) && behind !== 0x2c && behind !== 0x5d) return false;
    let isUpper = true;
    for (let i = start; i < wordEnd; i++) if ((bytes[i] & 0x20) !== 0) isUpper = false;
    if (!isUpper && !isMarked) return false;
    const level = this.#levels.find(bytes, start, wordEnd);
    if (level <= 0 || isOrdinaryWord(String.fromCharCode(...bytes.subarray(start, wordEnd)))) return false;
    this.#level = level as LevelIndex;
    return true;
  }

  /** What stands between timestamp and message: tokens in brackets and numbers are variables, the level is not. */
  #header(bytes: Uint8Array, from: number, end: number, into: LineScan): void {
    let at = from;
    while (at < end) {
      at = skipMarks(bytes, at, end);
      if (at >= end) return;
      const isBracketed = isOpening(bytes[at]);
      const start = isBracketed ? at + 1 : at;
      const next = isBracketed ? bracketEnd(bytes, at, end) : tokenEnd(bytes, at, end);
      const until = next < 0 ? end : isBracketed ? next - 1 : next;
      if (start !== this.#levelStart && until > start) {
        const kind = kindOfValue(bytes, start, until);
        if (kind === SLOT.number) this.#add('pid', kind, start, until, into);
        else if (isBracketed) this.#add('thread', kind, start, until, into);
        else this.#maskNamed(undefined, bytes, start, until, into);
      }
      at = next < 0 ? end : next;
    }
  }

  #maskNamed(name: string | undefined, bytes: Uint8Array, start: number, end: number, into: LineScan): void {
    const first = into.slotCount;
    this.#mask(bytes, start, end, into, false);
    for (let slot = first; slot < into.slotCount; slot++) this.#slotName[slot] = name;
  }

  #add(name: string, kind: number, start: number, end: number, into: LineScan): void {
    if (into.slotCount < MAX_SLOTS) this.#slotName[into.slotCount] = name;
    into.add(kind, start, end);
  }
}

function behindDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at])) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

function isOpening(byte: number): boolean {
  return byte === 0x5b || byte === 0x28 || byte === 0x3c || byte === 0x22 || byte === 0x7b;
}

function isClosing(byte: number): boolean {
  return byte === 0x5d || byte === 0x29 || byte === 0x3e || byte === 0x22 || byte === 0x7d;
}

function isWord(byte: number): boolean {
  return isLetter(byte) || isDigit(byte);
}

function isZoneByte(byte: number): boolean {
  return isDigit(byte) || byte === 0x5a || byte === 0x2b || byte === 0x2d || byte === 0x3a;
}

/** Behind spaces, closing brackets and the marks that part a header from what follows. */
function skipMarks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (
    at < end &&
    (isSpace(bytes[at]) ||
      isClosing(bytes[at]) ||
      bytes[at] === 0x2c ||
      bytes[at] === 0x3a ||
      bytes[at] === 0x7c ||
      isLoneDash(bytes, at, end))
  )
    at++;
  return at;
}

function isLoneDash(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === 0x2d && (at + 1 >= end || isSpace(bytes[at + 1]));
}

/** Behind the bracket that closes the one at `at`; -1 when none is near. */
function bracketEnd(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + 2 * LONGEST_TOKEN);
  for (let i = at + 1; i < limit; i++) if (isClosing(bytes[i])) return i + 1;
  return -1;
}

function tokenEnd(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_TOKEN);
  let i = at;
  while (i < limit && !isSpace(bytes[i])) i++;
  return i < limit || i === end ? i : -1;
}
