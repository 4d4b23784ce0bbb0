import { LEVELS, type LevelIndex, levelIndex, levelOfPinoNumber, levelOfSyslogSeverity } from '../../base/level.ts';
import { type ConstantField, type LineScan, MAX_SLOTS, type MaskMessage, type SignatureShape } from '../../base/line-scan.ts';
import { unescapeJson } from '../../base/masked-message.ts';
import { SLOT } from '../../base/slot-kind.ts';
import { constantText } from './constant-text.ts';
import type { FieldRoles, Role } from './field-roles.ts';
import { LevelWords, levelOfText } from './level-bytes.ts';
import { isDigit } from './match-value.ts';
import type { ScannerContext } from './scanner-context.ts';
import { TimestampReader } from './timestamp.ts';
import { kindOfValue } from './value-kind.ts';

const utf8 = new TextDecoder('utf-8');
const MAX_CONSTANTS = 8;
/** Longer values of a service are no service's name. */
const LONGEST_SERVICE = 80;

/**
 * What JSON and logfmt share: a value of a known role becomes time, constant or message, any other a named slot.
 * Names are only made into text when a signature is described.
 */
export class StructuredFields {
  readonly #mask: MaskMessage;
  readonly #time: TimestampReader;
  readonly #levels = new LevelWords();
  readonly #levelNumbers: FieldRoles['levelNumbers'];
  #level: LevelIndex = 0;
  #service: string | undefined;
  readonly #slotName: (string | undefined)[] = new Array<string | undefined>(MAX_SLOTS).fill(undefined);
  #constants: ConstantField[] = [];
  /** True while a signature is described: names are wanted. */
  #isNaming = false;

  constructor(roles: FieldRoles, context: ScannerContext) {
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
    this.#levelNumbers = roles.levelNumbers;
  }

  get isNaming(): boolean {
    return this.#isNaming;
  }

  begin(start: number, end: number, into: LineScan): void {
    into.reset(start, end);
    this.#level = 0;
  }

  /** For an object inside another line: `into` already holds that line's head. */
  beginNested(): void {
    this.#level = 0;
  }

  /**
   * @param name path of the field; only looked at while naming
   * @param isQuoted the value is a string: [start, end) is what stands between its quotes
   * @param escaped a backslash in it escapes
   */
  value(
    role: Role,
    name: string,
    bytes: Uint8Array,
    start: number,
    end: number,
    isQuoted: boolean,
    escaped: boolean,
    into: LineScan,
  ): void {
    if (end <= start) return;
    if (role !== 'none') {
      if (role === 'message') {
        if (isQuoted) {
          this.#message(bytes, start, end, escaped, into);
          return;
        }
      } else if (role === 'time') {
        if (Number.isNaN(into.timeUs) && this.#timestamp(bytes, start, end, into)) return;
      } else if (role === 'level') {
        if (this.#isLevel(bytes, start, end)) {
          this.#keep(name, bytes, start, end);
          return;
        }
      } else if (end - start <= LONGEST_SERVICE) {
        this.#keep(name, bytes, start, end);
        if (this.#isNaming) this.#service = utf8.decode(bytes.subarray(start, end));
        return;
      }
    }
    if (this.#isNaming) this.#name(into.slotCount, name);
    into.add(kindOfValue(bytes, start, end), start, end);
  }

  /** `walk` runs the scanner over the line once more, with names. */
  describe(bytes: Uint8Array, scan: LineScan, walk: () => void): SignatureShape {
    this.#isNaming = true;
    this.#constants = [];
    this.#service = undefined;
    walk();
    this.#isNaming = false;
    const level = this.#level || levelOfText(unescapeJson(constantText(bytes, scan.messageStart, scan.messageEnd, scan)));
    return { slotNames: this.#slotName.slice(0, scan.slotCount), fields: this.#constants, level, service: this.#service };
  }

  #message(bytes: Uint8Array, start: number, end: number, escaped: boolean, into: LineScan): void {
    // Docker writes the line feed of the message too.
    const isLineFeed = escaped && end - start > 2 && bytes[end - 2] === 0x5c && bytes[end - 1] === 0x6e && bytes[end - 3] !== 0x5c;
    into.messageStart = start;
    into.messageEnd = isLineFeed ? end - 2 : end;
    const first = into.slotCount;
    this.#mask(bytes, start, into.messageEnd, into, escaped);
    if (this.#isNaming) this.#slotName.fill(undefined, first);
  }

  #isLevel(bytes: Uint8Array, start: number, end: number): boolean {
    const level = isDigit(bytes[start]) ? -1 : this.#levels.find(bytes, start, end);
    if (level >= 0) {
      this.#level = level as LevelIndex;
      return true;
    }
    if (end - start > 2) return false;
    let value = 0;
    for (let i = start; i < end; i++) {
      if (!isDigit(bytes[i])) return false;
      value = value * 10 + bytes[i] - 0x30;
    }
    const found = levelOfNumber(value, this.#levelNumbers);
    if (found === undefined) return false;
    this.#level = found;
    return true;
  }

  #timestamp(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    const time = this.#time;
    if (!time.read(bytes, start, end) && !time.readEpoch(bytes, start, end)) return false;
    if (into.slotCount >= MAX_SLOTS) return false;
    into.timeUs = time.timeUs;
    into.timeLayout = time.layout;
    if (this.#isNaming) this.#name(into.slotCount, 'time');
    into.add(SLOT.time, start, time.end);
    let rest = time.end;
    while (rest < end && isDigit(bytes[rest])) rest++;
    if (rest > time.end) {
      if (this.#isNaming) this.#name(into.slotCount, 'time.ns');
      into.add(SLOT.number, time.end, rest);
    }
    return true;
  }

  #name(slot: number, name: string): void {
    if (slot < MAX_SLOTS) this.#slotName[slot] = name;
  }

  #keep(name: string, bytes: Uint8Array, start: number, end: number): void {
    if (this.#isNaming && this.#constants.length < MAX_CONSTANTS)
      this.#constants.push({ name, value: utf8.decode(bytes.subarray(start, end)) });
  }
}

function levelOfNumber(value: number, numbers: FieldRoles['levelNumbers']): LevelIndex | undefined {
  if (numbers === 'syslog') {
    const level = levelOfSyslogSeverity(value);
    return level === undefined ? undefined : levelIndex(level);
  }
  if (numbers === 'otel') return value >= 1 && value <= 24 ? levelIndex(LEVELS[Math.floor((value - 1) / 4) + 1]) : undefined;
  const level = value % 10 === 0 ? levelOfPinoNumber(value) : undefined;
  return level === undefined ? undefined : levelIndex(level);
}
