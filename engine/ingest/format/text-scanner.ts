// An interpreter over pattern elements; its steps share one cursor and stay together.
import { type LevelIndex, levelIndex, levelOfSyslogSeverity } from '../../base/level.ts';
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
import type { FormatDefinition } from './definition.ts';
import type { JsonScanner } from './json-scanner.ts';
import { LevelWords, levelOfText } from './level-bytes.ts';
import { isDigit, valueEnd } from './match-value.ts';
import { type Element, type Field, fieldNamed, parsePattern } from './pattern.ts';
import type { PlainScanner } from './plain-scanner.ts';
import type { ScannerContext } from './scanner-context.ts';
import { ShortTexts } from './short-texts.ts';
import { TimestampReader } from './timestamp.ts';
import { isSyslogTime, startsWithWeekday } from './timestamp-layout.ts';
import { kindOfValue } from './value-kind.ts';

const MAX_FIELDS = 64;
const utf8 = new TextDecoder('utf-8');
const NANOSECONDS = fieldNamed('time.ns', 'int', false);
const PARAMETER = fieldNamed('sd', 'sd', false);

export interface TextScannerOptions {
  /** Fields that are constant in the definition but have too many values in this source. */
  readonly varying?: readonly string[] | undefined;
  /** Reads messages that are JSON objects. */
  readonly inner?: JsonScanner | undefined;
  /** Reads lines that fit no pattern but begin with a time: they are records all the same. */
  readonly loose?: PlainScanner | undefined;
}

/** Reads lines of a text format: the first of its patterns that fits a line decides. */
export class TextScanner implements LineScanner {
  readonly #definition: FormatDefinition;
  readonly #patterns: readonly (readonly Op[])[];
  readonly #inner: JsonScanner | undefined;
  readonly #loose: PlainScanner | undefined;
  readonly #mask: MaskMessage;
  readonly #time: TimestampReader;
  readonly #levels = new LevelWords();
  readonly #texts = new ShortTexts();
  #timeAt = -1;
  #isTimeRead = false;
  #level: LevelIndex = 0;
  #isInner = false;
  #innerStart = 0;
  #isLoose = false;
  /** Field of each slot; undefined for the variables of the message. */
  readonly #slotField: (Field | undefined)[] = new Array<Field | undefined>(MAX_SLOTS).fill(undefined);
  readonly #constantField: (Field | undefined)[] = new Array<Field | undefined>(MAX_FIELDS).fill(undefined);
  readonly #constantStart = new Int32Array(MAX_FIELDS);
  readonly #constantEnd = new Int32Array(MAX_FIELDS);
  #constantCount = 0;
  /** Slots from here on are variables of the message: they have no names. */
  #messageSlot = MAX_SLOTS;

  constructor(definition: FormatDefinition, context: ScannerContext, options: TextScannerOptions = {}) {
    this.#definition = definition;
    const varying = new Set(options.varying);
    this.#patterns = definition.patterns.map((pattern) => compile(parsePattern(pattern), definition, varying));
    this.#inner = options.inner;
    this.#loose = options.loose;
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    this.#timeAt = -1;
    this.#isLoose = false;
    for (const elements of this.#patterns) {
      into.reset(start, end);
      this.#constantCount = 0;
      this.#messageSlot = MAX_SLOTS;
      this.#level = 0;
      this.#isInner = false;
      if (this.#match(elements, bytes, start, end, into) === end) return true;
    }
    this.#isLoose = this.#loose?.scanTimed(bytes, start, end, into) ?? false;
    return this.#isLoose;
  }

  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape {
    if (this.#isLoose && this.#loose !== undefined) return this.#loose.describe(bytes, start, end, scan);
    const fields: ConstantField[] = [];
    for (let i = 0; i < this.#constantCount; i++) {
      const value = this.#texts.decode(bytes, this.#constantStart[i], this.#constantEnd[i]);
      if (value !== '-' && value !== '') fields.push({ name: this.#constantField[i]?.name ?? '', value });
    }
    const slotNames: (string | undefined)[] = [];
    for (let slot = 0; slot < scan.slotCount; slot++) slotNames.push(this.#slotName(slot, bytes, start, scan));
    const { service, levelFrom, levels } = this.#definition;
    const inner = this.#isInner ? this.#inner?.describeNested(bytes, this.#innerStart, end) : undefined;
    if (inner !== undefined) {
      fields.push(...inner.fields);
      for (let slot = this.#messageSlot; slot < scan.slotCount; slot++) slotNames[slot] = inner.slotNames[slot - this.#messageSlot];
    }
    const ofValue = this.#level || inner?.level || levelOfValue(levelFrom, levels, fields);
    const level = ofValue || (levelFrom === 'none' ? 0 : levelOfText(constantText(bytes, scan.messageStart, scan.messageEnd, scan)));
    const ownService = service === undefined ? undefined : fields.find((field) => field.name === service)?.value;
    return { slotNames, fields, level, service: inner?.service ?? ownService };
  }

  #slotName(slot: number, bytes: Uint8Array, start: number, scan: LineScan): string | undefined {
    if (slot >= this.#messageSlot) return undefined;
    if (scan.slotKind[slot] === SLOT.time) return 'time';
    const field = this.#slotField[slot];
    return field === PARAMETER ? parameterName(bytes, start, scan.slotStart[slot]) : field?.name;
  }

  #match(program: readonly Op[], bytes: Uint8Array, from: number, end: number, into: LineScan): number {
    let at = from;
    for (let index = 0; index < program.length; index++) {
      const op = program[index];
      switch (op.code) {
        case CODE.literal: {
          const literal = op.bytes;
          if (at + literal.length > end) return -1;
          for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return -1;
          at += literal.length;
          break;
        }
        case CODE.spaces:
          if (at < end) {
            if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return -1;
            while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
          }
          break;
        case CODE.optional:
          at = this.#optional(op.program, bytes, at, end, into);
          break;
        case CODE.time:
          at = this.#timestamp(op.field, bytes, at, end, into);
          break;
        case CODE.level: {
          const level = this.#levels.read(bytes, at, end);
          if (level < 0) return -1;
          this.#level = level as LevelIndex;
          at = this.#keep(op.field, at, this.#levels.end);
          break;
        }
        case CODE.message:
          this.#message(bytes, at, end, into);
          at = end;
          break;
        case CODE.constant: {
          const until = valueEnd(op.field, bytes, at, end);
          if (until < 0) return -1;
          at = this.#keep(op.field, at, until);
          break;
        }
        case CODE.variable: {
          const until = valueEnd(op.field, bytes, at, end);
          if (until < 0) return -1;
          at = this.#vary(op.field, bytes, at, until, into);
          break;
        }
        default:
          at = this.#special(op.field, bytes, at, end, into);
      }
      if (at < 0) return -1;
    }
    return at;
  }

  #optional(program: readonly Op[], bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const slots = into.slotCount;
    const constants = this.#constantCount;
    const level = this.#level;
    const after = this.#match(program, bytes, at, end, into);
    if (after >= 0) return after;
    into.slotCount = slots;
    this.#constantCount = constants;
    this.#level = level;
    return at;
  }

  /** Fields that are rare or do something besides. */
  #special(field: Field, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    if (field.type === 'letter') {
      const level = at < end && bytes[at] < 0x60 && LETTERS.has(bytes[at]) ? this.#levels.find(bytes, at, at + 1) : -1;
      if (level < 0) return -1;
      this.#level = level as LevelIndex;
      return this.#keep(field, at, at + 1);
    }
    const until = valueEnd(field, bytes, at, end);
    if (until < 0) return -1;
    if (field.type === 'sd') {
      this.#parameters(bytes, at, until, into);
      return until;
    }
    const { messageFrom, messageUntil } = this.#definition;
    if (messageFrom === field.name) into.messageStart = at;
    else if (messageUntil === field.name) into.messageEnd = until;
    else this.#level = Math.max(0, this.#levels.find(bytes, at, until)) as LevelIndex;
    return field.constant ? this.#keep(field, at, until) : this.#vary(field, bytes, at, until, into);
  }

  #message(bytes: Uint8Array, at: number, end: number, into: LineScan): void {
    into.messageStart = at;
    into.messageEnd = end;
    this.#messageSlot = into.slotCount;
    if (this.#inner !== undefined && bytes[at] === 0x7b && at < end) {
      this.#innerStart = at;
      this.#isInner = this.#inner.scanNested(bytes, at, end, into);
      if (this.#isInner) return;
      into.slotCount = this.#messageSlot;
      into.messageStart = at;
      into.messageEnd = end;
    }
    this.#mask(bytes, at, end, into, false);
  }

  #timestamp(field: Field, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const time = this.#time;
    if (field.type === 'epoch') {
      this.#timeAt = -1;
      if (!time.readEpoch(bytes, at, end)) return -1;
    } else {
      if (this.#timeAt !== at) {
        this.#timeAt = at;
        this.#isTimeRead = time.read(bytes, at, end);
      }
      if (!this.#isTimeRead) return -1;
      if (field.type === 'syslog' && !isSyslogTime(time.layout)) return -1;
      if (field.type === 'weekday' && !startsWithWeekday(time.layout)) return -1;
    }
    into.timeUs = time.timeUs;
    into.timeLayout = time.layout;
    into.add(SLOT.time, at, time.end);
    let behind = time.end;
    if (behind < end && isDigit(bytes[behind])) {
      // Digits beyond microseconds, and the zone behind them.
      while (behind < end && isDigit(bytes[behind])) behind++;
      this.#slotField[into.slotCount] = NANOSECONDS;
      into.add(SLOT.number, time.end, behind);
      while (behind < end && isZoneByte(bytes[behind])) behind++;
    }
    return behind;
  }

  /** Every quoted value of RFC 5424 structured data is a variable. */
  #parameters(bytes: Uint8Array, from: number, end: number, into: LineScan): void {
    let at = from;
    while (at < end) {
      if (bytes[at++] !== 0x22) continue;
      const valueStart = at;
      while (at < end && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
      if (at >= end) return;
      this.#vary(PARAMETER, bytes, valueStart, at++, into);
    }
  }

  #keep(field: Field, at: number, end: number): number {
    const index = this.#constantCount;
    if (index < MAX_FIELDS) {
      this.#constantField[index] = field;
      this.#constantStart[index] = at;
      this.#constantEnd[index] = end;
      this.#constantCount = index + 1;
    }
    return end;
  }

  #vary(field: Field, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    this.#slotField[into.slotCount] = field;
    into.add(field.type === 'int' ? SLOT.number : kindOfValue(bytes, at, end), at, end);
    return end;
  }
}

const LETTERS: ReadonlySet<number> = new Set([...'IWEFDVTC'].map((letter) => letter.charCodeAt(0)));

const CODE = { literal: 0, spaces: 1, optional: 2, time: 3, level: 4, message: 5, constant: 6, variable: 7, special: 8 } as const;

/** One step of a pattern; every step has the same shape, so that the loop over them stays fast. */
interface Op {
  readonly code: number;
  readonly bytes: Uint8Array;
  readonly field: Field;
  readonly program: readonly Op[];
}

const NO_BYTES = new Uint8Array(0);
const NO_FIELD = fieldNamed('', 'word', false);

function compile(elements: readonly Element[], definition: FormatDefinition, varying: ReadonlySet<string>): Op[] {
  return elements.map((element): Op => {
    if (element.kind === 'literal') return { code: CODE.literal, bytes: element.bytes, field: NO_FIELD, program: [] };
    if (element.kind === 'spaces') return { code: CODE.spaces, bytes: NO_BYTES, field: NO_FIELD, program: [] };
    if (element.kind === 'optional')
      return { code: CODE.optional, bytes: NO_BYTES, field: NO_FIELD, program: compile(element.elements, definition, varying) };
    const field = varying.has(element.name) ? { ...element, constant: false } : element;
    return { code: codeOf(field, definition), bytes: NO_BYTES, field, program: [] };
  });
}

function codeOf(field: Field, { messageFrom, messageUntil }: FormatDefinition): number {
  if (field.type === 'time' || field.type === 'epoch' || field.type === 'syslog' || field.type === 'weekday') return CODE.time;
  if (field.type === 'level') return CODE.level;
  if (field.type === 'message') return CODE.message;
  const isSpecial =
    field.type === 'letter' || field.type === 'sd' || field.name === 'level' || field.name === messageFrom || field.name === messageUntil;
  return isSpecial ? CODE.special : field.constant ? CODE.constant : CODE.variable;
}

function levelOfValue(
  levelFrom: FormatDefinition['levelFrom'],
  levels: FormatDefinition['levels'],
  fields: readonly ConstantField[],
): LevelIndex {
  const constant = (name: string) => fields.find((field) => field.name === name)?.value;
  const named = levels[constant('level') ?? ''];
  if (named !== undefined) return levelIndex(named);
  if (levelFrom === 'status') {
    const first = constant('status')?.[0];
    return levelIndex(first === '5' ? 'ERROR' : first === '4' ? 'WARN' : 'INFO');
  }
  if (levelFrom === 'pri') {
    const pri = constant('pri');
    const level = pri === undefined ? undefined : levelOfSyslogSeverity(Number(pri) % 8);
    return level === undefined ? 0 : levelIndex(level);
  }
  return 0;
}

/** Name of the structured data parameter whose value begins at `valueStart`: `name="value"`. */
function parameterName(bytes: Uint8Array, lineStart: number, valueStart: number): string {
  let at = valueStart - 2;
  while (at > lineStart && bytes[at - 1] !== 0x20 && bytes[at - 1] !== 0x5b) at--;
  return utf8.decode(bytes.subarray(at, valueStart - 2));
}

function isZoneByte(byte: number): boolean {
  return isDigit(byte) || byte === 0x5a || byte === 0x2b || byte === 0x2d || byte === 0x3a;
}
