// An interpreter over pattern elements; its steps share one cursor and stay together.
import { type LevelIndex, levelIndex, levelOfSyslogSeverity } from '../../base/level.ts';
import { type ConstantField, type LineScan, type LineScanner, MAX_SLOTS, type MaskMessage, type SignatureShape } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import type { FormatDefinition } from './definition.ts';
import { LevelWords, levelOfText } from './level-bytes.ts';
import { type Element, parsePattern } from './pattern.ts';
import { kindOfValue } from './value-kind.ts';
import { isBsdTime, TimestampReader } from './timestamp.ts';
import type { ZoneOffsets } from './zone.ts';

export interface ScannerContext {
  readonly zone: ZoneOffsets;
  readonly referenceTimeUs: number;
  readonly mask: MaskMessage;
}

type Field = Extract<Element, { kind: 'field' }>;

const MAX_FIELDS = 64;
const utf8 = new TextDecoder('utf-8');

/** Reads lines of a text format: the first of its patterns that fits a line decides. */
export class TextScanner implements LineScanner {
  readonly #definition: FormatDefinition;
  readonly #patterns: readonly (readonly Element[])[];
  readonly #mask: MaskMessage;
  readonly #time: TimestampReader;
  readonly #levels = new LevelWords();
  #timeAt = -1;
  #isTimeRead = false;
  #level: LevelIndex = 0;
  /** Field of each slot; undefined for the variables of the message. */
  readonly #slotField: (Field | undefined)[] = new Array<Field | undefined>(MAX_SLOTS).fill(undefined);
  readonly #constantField: (Field | undefined)[] = new Array<Field | undefined>(MAX_FIELDS).fill(undefined);
  readonly #constantStart = new Int32Array(MAX_FIELDS);
  readonly #constantEnd = new Int32Array(MAX_FIELDS);
  #constantCount = 0;
  /** Slots from here on are variables of the message: they have no names. */
  #messageSlot = MAX_SLOTS;

  constructor(definition: FormatDefinition, context: ScannerContext) {
    this.#definition = definition;
    this.#patterns = definition.patterns.map(parsePattern);
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
  }

  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    this.#timeAt = -1;
    for (const elements of this.#patterns) {
      into.reset(start, end);
      this.#constantCount = 0;
      this.#messageSlot = MAX_SLOTS;
      this.#level = 0;
      if (this.#match(elements, bytes, start, end, into) === end) {
        if (this.#level === 0) into.level = this.#levelByValue(bytes, into);
        return true;
      }
    }
    return false;
  }

  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape {
    const fields: ConstantField[] = [];
    for (let i = 0; i < this.#constantCount; i++) {
      const name = this.#constantField[i]?.name ?? '';
      fields.push({ name, value: utf8.decode(bytes.subarray(this.#constantStart[i], this.#constantEnd[i])) });
    }
    const nameOf = (slot: number) => (scan.slotKind[slot] === SLOT.time ? 'time' : slot < this.#messageSlot ? this.#slotField[slot]?.name : undefined);
    const slotNames = Array.from({ length: scan.slotCount }, (_, slot) => nameOf(slot));
    const { service, levelFrom } = this.#definition;
    const level = this.#level || scan.level || (levelFrom === 'message' ? levelOfText(constantText(bytes, start, end, scan)) : 0);
    return { slotNames, fields, level: level as LevelIndex, service: service === undefined ? undefined : fields.find((field) => field.name === service)?.value };
  }

  #match(elements: readonly Element[], bytes: Uint8Array, from: number, end: number, into: LineScan): number {
    let at = from;
    for (const element of elements) {
      if (element.kind === 'literal') {
        const literal = element.bytes;
        if (at + literal.length > end) return -1;
        for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return -1;
        at += literal.length;
      } else if (element.kind === 'spaces') {
        if (at < end) {
          if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return -1;
          while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
        }
      } else if (element.kind === 'optional') {
        const slots = into.slotCount;
        const constants = this.#constantCount;
        const after = this.#match(element.elements, bytes, at, end, into);
        if (after >= 0) at = after;
        else {
          into.slotCount = slots;
          this.#constantCount = constants;
        }
      } else {
        at = this.#field(element, bytes, at, end, into);
        if (at < 0) return -1;
      }
    }
    return at;
  }

  #field(field: Field, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    switch (field.type) {
      case 'time':
      case 'epoch':
      case 'bsd':
        return this.#timestamp(field, bytes, at, end, into);
      case 'level':
        return this.#levelWord(field, bytes, at, end);
      case 'letter': {
        const level = at < end ? this.#levels.find(bytes, at, at + 1) : -1;
        if (level < 0) return -1;
        this.#level = level as LevelIndex;
        return this.#keep(field, at, at + 1);
      }
      case 'message':
        into.messageStart = at;
        into.messageEnd = end;
        this.#messageSlot = into.slotCount;
        this.#mask(bytes, at, end, into, false);
        return end;
      default: {
        const until = valueEnd(field, bytes, at, end);
        if (until < 0) return -1;
        if (this.#definition.messageFrom === field.name) into.messageStart = at;
        return field.constant ? this.#keep(field, at, until) : this.#vary(field, bytes, at, until, into);
      }
    }
  }

  #timestamp(field: Field, bytes: Uint8Array, at: number, end: number, into: LineScan): number {
    const time = this.#time;
    if (field.type === 'epoch') {
      if (!time.readEpoch(bytes, at, end)) return -1;
    } else if (this.#timeAt !== at) {
      this.#timeAt = at;
      this.#isTimeRead = time.read(bytes, at, end);
    }
    if (field.type !== 'epoch' && !this.#isTimeRead) return -1;
    if (field.type === 'bsd' && !isBsdTime(time.layout)) return -1;
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

  #levelWord(field: Field, bytes: Uint8Array, at: number, end: number): number {
    let until = at;
    while (until < end && isWordByte(bytes[until])) until++;
    const level = this.#levels.find(bytes, at, until);
    if (level < 0) return -1;
    this.#level = level as LevelIndex;
    return this.#keep(field, at, until);
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

  #levelByValue(bytes: Uint8Array, into: LineScan): LevelIndex {
    const { levelFrom } = this.#definition;
    if (levelFrom === 'status') {
      const first = this.#firstByteOf('status', bytes, into);
      return levelIndex(first === 0x35 ? 'ERROR' : first === 0x34 ? 'WARN' : 'INFO');
    }
    if (levelFrom === 'pri') {
      for (let i = 0; i < this.#constantCount; i++) {
        if (this.#constantField[i]?.name !== 'pri') continue;
        let value = 0;
        for (let at = this.#constantStart[i]; at < this.#constantEnd[i]; at++) value = value * 10 + bytes[at] - 0x30;
        const level = levelOfSyslogSeverity(value % 8);
        return level === undefined ? 0 : levelIndex(level);
      }
    }
    return 0;
  }

  #firstByteOf(name: string, bytes: Uint8Array, into: LineScan): number {
    for (let slot = 0; slot < into.slotCount; slot++) if (this.#slotField[slot]?.name === name) return bytes[into.slotStart[slot]];
    return 0;
  }
}

const NANOSECONDS: Field = { kind: 'field', name: 'time.ns', type: 'int', constant: false, stop: new Uint8Array(0), values: [] };

/** The line with every variable left out: all that its signature knows. */
export function constantText(bytes: Uint8Array, start: number, end: number, scan: LineScan): string {
  let text = '';
  let at = start;
  for (let slot = 0; slot < scan.slotCount; slot++) {
    text += `${utf8.decode(bytes.subarray(at, scan.slotStart[slot]))} `;
    at = scan.slotEnd[slot];
  }
  return text + utf8.decode(bytes.subarray(at, end));
}

/** Where a field's value ends; -1 when there is none. */
function valueEnd(field: Field, bytes: Uint8Array, at: number, end: number): number {
  if (field.values.length > 0) {
    for (const value of field.values) if (bytes[at] === value[0] && startsAt(value, bytes, at, end)) return at + value.length;
    return -1;
  }
  switch (field.type) {
    case 'int': {
      let until = at;
      while (until < end && isDigit(bytes[until])) until++;
      return until > at ? until : -1;
    }
    case 'quoted': {
      let until = at;
      while (until < end && bytes[until] !== 0x22) until += bytes[until] === 0x5c ? 2 : 1;
      return until < end ? until : -1;
    }
    case 'sd':
      return structuredDataEnd(bytes, at, end);
    case 'until':
      return find(field.stop, bytes, at, end);
    default:
      return wordEnd(field.stop, bytes, at, end);
  }
}

function wordEnd(stop: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  const hasStop = stop.length > 0 && stop[0] !== 0x20;
  let until = at;
  while (until < end && bytes[until] !== 0x20 && bytes[until] !== 0x09) {
    if (hasStop && bytes[until] === stop[0] && startsAt(stop, bytes, until, end)) break;
    until++;
  }
  return until > at ? until : -1;
}

function find(stop: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  if (stop.length === 0) return end;
  for (let i = at; i + stop.length <= end; i++) if (bytes[i] === stop[0] && startsAt(stop, bytes, i, end)) return i;
  return -1;
}

function startsAt(stop: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + stop.length > end) return false;
  for (let i = 1; i < stop.length; i++) if (bytes[at + i] !== stop[i]) return false;
  return true;
}

function structuredDataEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] === 0x2d) return at + 1;
  let until = at;
  while (until < end && bytes[until] === 0x5b) {
    let isQuoted = false;
    until++;
    while (until < end && (isQuoted || bytes[until] !== 0x5d)) {
      if (bytes[until] === 0x5c) until++;
      else if (bytes[until] === 0x22) isQuoted = !isQuoted;
      until++;
    }
    if (until >= end) return -1;
    until++;
  }
  return until > at ? until : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWordByte(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function isZoneByte(byte: number): boolean {
  return isDigit(byte) || byte === 0x5a || byte === 0x2b || byte === 0x2d || byte === 0x3a;
}
