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
import { isDigit, valueEndOf } from './match-value.ts';
import { type Field, fieldNamed, parsePattern } from './pattern.ts';
import { kindOfField, type PatternFunction, type PatternSteps, steppedFunction, writtenFunction } from './pattern-function.ts';
import { type Op, patternProgram } from './pattern-program.ts';
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
const NANOSECONDS_FIELD = 0;
const PARAMETER_FIELD = 1;

export interface TextScannerOptions {
  /** Fields that are constant in the definition but have too many values in this source. */
  readonly varying?: readonly string[] | undefined;
  /** Reads messages that are JSON objects. */
  readonly inner?: JsonScanner | undefined;
  /** Reads lines that fit no pattern but begin with a time: they are records all the same. */
  readonly loose?: PlainScanner | undefined;
  /** Only a few lines are read, to see whether the format fits: making functions for its patterns would cost more than they save. */
  readonly isTrial?: boolean;
}

/** Reads lines of a text format: the first of its patterns that fits a line decides. */
export class TextScanner implements LineScanner {
  readonly #definition: FormatDefinition;
  readonly #programs: readonly (readonly Op[])[];
  /** Of each program, made when it is needed first. */
  readonly #functions: PatternFunction[] = [];
  readonly #makeFunction: (program: readonly Op[], steps: PatternSteps) => PatternFunction;
  readonly #steps: PatternSteps = {
    time: (field, bytes, at, end, into) => this.#timestamp(field, bytes, at, end, into),
    level: (field, bytes, at, end) => this.#readLevel(field, bytes, at, end),
    message: (bytes, at, end, into) => this.#message(bytes, at, end, into),
    special: (field, bytes, at, end, into) => this.#special(field, bytes, at, end, into),
    keep: (field, at, until) => this.#keep(field, at, until),
    vary: (field, kind, at, until, into) => this.#vary(field, kind, at, until, into),
    optional: (group, bytes, at, end, into) => this.#optional(group, bytes, at, end, into),
  };
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
  /** Those of all patterns; NANOSECONDS and PARAMETER come first. */
  readonly #fields: Field[] = [NANOSECONDS, PARAMETER];
  /** Index into #fields for each slot before those of the message. Numbers: a field would be noted to the collector for every line. */
  readonly #slotField = new Uint16Array(MAX_SLOTS);
  readonly #constantField = new Uint16Array(MAX_FIELDS);
  readonly #constantStart = new Int32Array(MAX_FIELDS);
  readonly #constantEnd = new Int32Array(MAX_FIELDS);
  #constantCount = 0;
  /** Slots from here on are variables of the message: they have no names. */
  #messageSlot = MAX_SLOTS;

  constructor(definition: FormatDefinition, context: ScannerContext, options: TextScannerOptions = {}) {
    this.#definition = definition;
    const varying = new Set(options.varying);
    this.#programs = definition.patterns.map((text) => patternProgram(parsePattern(text), definition, varying, this.#fields));
    this.#makeFunction = options.isTrial === true ? steppedFunction : writtenFunction;
    this.#inner = options.inner;
    this.#loose = options.loose;
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    this.#timeAt = -1;
    this.#isLoose = false;
    for (let index = 0; index < this.#programs.length; index++) {
      if (index === this.#functions.length) this.#functions.push(this.#makeFunction(this.#programs[index], this.#steps));
      into.reset(start, end);
      this.#constantCount = 0;
      this.#messageSlot = MAX_SLOTS;
      this.#level = 0;
      this.#isInner = false;
      if (this.#functions[index](bytes, start, end, into) === end) return true;
    }
    this.#isLoose = this.#loose?.scanTimed(bytes, start, end, into) ?? false;
    return this.#isLoose;
  }

  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape {
    if (this.#isLoose && this.#loose !== undefined) return this.#loose.describe(bytes, start, end, scan);
    const fields: ConstantField[] = [];
    for (let i = 0; i < this.#constantCount; i++) {
      const value = this.#texts.decode(bytes, this.#constantStart[i], this.#constantEnd[i]);
      if (value !== '-' && value !== '') fields.push({ name: this.#fields[this.#constantField[i]].name, value });
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
    return field === PARAMETER_FIELD ? parameterName(bytes, start, scan.slotStart[slot]) : this.#fields[field].name;
  }

  #readLevel(field: number, bytes: Uint8Array, at: number, end: number): number {
    const level = this.#levels.read(bytes, at, end);
    if (level < 0) return -1;
    this.#level = level as LevelIndex;
    return this.#keep(field, at, this.#levels.end);
  }

  #optional(group: PatternFunction, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const slots = into.slotCount;
    const constants = this.#constantCount;
    const level = this.#level;
    const after = group(bytes, at, end, into);
    if (after >= 0) return after;
    into.slotCount = slots;
    this.#constantCount = constants;
    this.#level = level;
    return at;
  }

  /** Fields that are rare or do something besides. */
  #special(number: number, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const field = this.#fields[number];
    if (field.type === 'letter') {
      const level = at < end && bytes[at] < 0x60 && LETTERS.has(bytes[at]) ? this.#levels.find(bytes, at, at + 1) : -1;
      if (level < 0) return -1;
      this.#level = level as LevelIndex;
      return this.#keep(number, at, at + 1);
    }
    const until = valueEndOf(field)(field, bytes, at, end);
    if (until < 0) return -1;
    if (field.type === 'sd') {
      this.#parameters(bytes, at, until, into);
      return until;
    }
    const { messageFrom, messageUntil } = this.#definition;
    if (messageFrom === field.name) into.messageStart = at;
    else if (messageUntil === field.name) into.messageEnd = until;
    else this.#level = Math.max(0, this.#levels.find(bytes, at, until)) as LevelIndex;
    return field.constant ? this.#keep(number, at, until) : this.#vary(number, kindOfField(field, bytes, at, until), at, until, into);
  }

  #message(bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    into.messageStart = at;
    into.messageEnd = end;
    this.#messageSlot = into.slotCount;
    if (this.#inner !== undefined && bytes[at] === 0x7b && at < end) {
      this.#innerStart = at;
      this.#isInner = this.#inner.scanNested(bytes, at, end, into);
      if (this.#isInner) return end;
      into.slotCount = this.#messageSlot;
      into.messageStart = at;
      into.messageEnd = end;
    }
    this.#mask(bytes, at, end, into, false);
    return end;
  }

  #timestamp(number: number, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const time = this.#time;
    const { type } = this.#fields[number];
    if (type === 'epoch') {
      this.#timeAt = -1;
      if (!time.readEpoch(bytes, at, end)) return -1;
    } else {
      if (this.#timeAt !== at) {
        this.#timeAt = at;
        this.#isTimeRead = time.read(bytes, at, end);
      }
      if (!this.#isTimeRead) return -1;
      if (type === 'syslog' && !isSyslogTime(time.layout)) return -1;
      if (type === 'weekday' && !startsWithWeekday(time.layout)) return -1;
    }
    into.timeUs = time.timeUs;
    into.timeLayout = time.layout;
    into.add(SLOT.time, at, time.end);
    let behind = time.end;
    if (behind < end && isDigit(bytes[behind])) {
      // Digits beyond microseconds, and the zone behind them.
      while (behind < end && isDigit(bytes[behind])) behind++;
      this.#slotField[into.slotCount] = NANOSECONDS_FIELD;
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
      this.#vary(PARAMETER_FIELD, kindOfValue(bytes, valueStart, at), valueStart, at++, into);
    }
  }

  #keep(field: number, at: number, end: number): number {
    const index = this.#constantCount;
    if (index < MAX_FIELDS) {
      this.#constantField[index] = field;
      this.#constantStart[index] = at;
      this.#constantEnd[index] = end;
      this.#constantCount = index + 1;
    }
    return end;
  }

  #vary(field: number, kind: number, at: number, end: number, into: LineScan): number {
    this.#slotField[into.slotCount] = field;
    into.add(kind, at, end);
    return end;
  }
}

const LETTERS: ReadonlySet<number> = new Set([...'IWEFDVTC'].map((letter) => letter.charCodeAt(0)));

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
