import { type LevelIndex, LEVELS, levelIndex, levelOfPinoNumber } from '../../base/level.ts';
import { type ConstantField, type LineScan, type MaskMessage, MAX_SLOTS, type SignatureShape } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import type { Role } from './field-roles.ts';
import { LevelWords, levelOfText } from './level-bytes.ts';
import type { ScannerContext } from './text-scanner.ts';
import { TimestampReader } from './timestamp.ts';
import { kindOfValue } from './value-kind.ts';

const utf8 = new TextDecoder('utf-8');
const MAX_CONSTANTS = 8;

/**
 * What JSON and logfmt share: a value of a known role becomes time, constant or message, any other a named slot.
 * Names are kept as places of the line and only made into text when a signature is described.
 */
export class StructuredFields {
  readonly #mask: MaskMessage;
  readonly #time: TimestampReader;
  readonly #levels = new LevelWords();
  #level: LevelIndex = 0;
  #service: string | undefined;
  readonly #slotName: (string | undefined)[] = new Array<string | undefined>(MAX_SLOTS).fill(undefined);
  #constants: ConstantField[] = [];
  /** True while a signature is described: names are wanted. */
  #isNaming = false;

  constructor(context: ScannerContext) {
    this.#mask = context.mask;
    this.#time = new TimestampReader(context);
  }

  get isNaming(): boolean {
    return this.#isNaming;
  }

  begin(start: number, end: number, into: LineScan): void {
    into.reset(start, end);
    this.#level = 0;
  }

  /**
   * @param name path of the field; only looked at while naming
   * @param isQuoted the value is a string: [start, end) is what stands between its quotes
   */
  value(role: Role, name: string, bytes: Uint8Array, start: number, end: number, isQuoted: boolean, escaped: boolean, into: LineScan): void {
    if (end <= start) return;
    if (role === 'message' && isQuoted) {
      const messageEnd = escaped && end - start > 2 && bytes[end - 2] === 0x5c && bytes[end - 1] === 0x6e ? end - 2 : end;
      into.messageStart = start;
      into.messageEnd = messageEnd;
      const first = into.slotCount;
      this.#mask(bytes, start, messageEnd, into, escaped);
      if (this.#isNaming) this.#slotName.fill(undefined, first);
      return;
    }
    if (role === 'level' && this.#keepLevel(bytes, start, end)) {
      this.#keep(name, bytes, start, end);
      return;
    }
    if (role === 'service' && end - start <= 80) {
      this.#keep(name, bytes, start, end);
      if (this.#isNaming) this.#service = utf8.decode(bytes.subarray(start, end));
      return;
    }
    if (role === 'time' && this.#timestamp(bytes, start, end, into)) return;
    this.#name(into.slotCount, name);
    into.add(kindOfValue(bytes, start, end), start, end);
  }

  /** `walk` runs the scanner over the line once more, with names. */
  describe(bytes: Uint8Array, scan: LineScan, walk: () => void): SignatureShape {
    this.#isNaming = true;
    this.#constants = [];
    this.#service = undefined;
    walk();
    this.#isNaming = false;
    const level = this.#level || levelOfText(messageText(bytes, scan));
    return { slotNames: this.#slotName.slice(0, scan.slotCount), fields: this.#constants, level: level as LevelIndex, service: this.#service };
  }

  #keepLevel(bytes: Uint8Array, start: number, end: number): boolean {
    const level = this.#levels.find(bytes, start, end);
    if (level >= 0) {
      this.#level = level as LevelIndex;
      return true;
    }
    if (end - start > 2) return false;
    let value = 0;
    for (let i = start; i < end; i++) {
      if (bytes[i] < 0x30 || bytes[i] > 0x39) return false;
      value = value * 10 + bytes[i] - 0x30;
    }
    // OpenTelemetry numbers 1 to 24; pino and bunyan write tens from 10 to 60.
    const pino = value % 10 === 0 ? levelOfPinoNumber(value) : undefined;
    if (pino !== undefined) this.#level = levelIndex(pino);
    else if (value >= 1 && value <= 24) this.#level = levelIndex(LEVELS[Math.floor((value - 1) / 4) + 1]);
    else return false;
    return true;
  }

  #timestamp(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean {
    const time = this.#time;
    if (!time.read(bytes, start, end) && !time.readEpoch(bytes, start, end)) return false;
    into.timeUs = time.timeUs;
    into.timeLayout = time.layout;
    this.#name(into.slotCount, 'time');
    into.add(SLOT.time, start, time.end);
    let rest = time.end;
    while (rest < end && bytes[rest] >= 0x30 && bytes[rest] <= 0x39) rest++;
    if (rest > time.end) {
      this.#name(into.slotCount, 'time.ns');
      into.add(SLOT.number, time.end, rest);
    }
    return true;
  }

  #name(slot: number, name: string): void {
    if (this.#isNaming && slot < MAX_SLOTS) this.#slotName[slot] = name;
  }

  #keep(name: string, bytes: Uint8Array, start: number, end: number): void {
    if (this.#isNaming && this.#constants.length < MAX_CONSTANTS) this.#constants.push({ name, value: utf8.decode(bytes.subarray(start, end)) });
  }
}

function messageText(bytes: Uint8Array, scan: LineScan): string {
  let text = '';
  let at = scan.messageStart;
  for (let slot = 0; slot < scan.slotCount; slot++) {
    if (scan.slotStart[slot] < at || scan.slotStart[slot] >= scan.messageEnd) continue;
    text += `${utf8.decode(bytes.subarray(at, scan.slotStart[slot]))} `;
    at = scan.slotEnd[slot];
  }
  return text + utf8.decode(bytes.subarray(at, Math.max(at, scan.messageEnd)));
}
