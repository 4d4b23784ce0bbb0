import type { LevelIndex } from './level.ts';
import type { SlotKind } from './slot-kind.ts';

/** More variables in one line than this stay part of its constant text. */
export const MAX_SLOTS = 256;

/**
 * What one look at one line found, written into the same object for every line: the hot loop allocates nothing.
 * Slots are byte ranges of the buffer, ascending, not overlapping, never containing a line feed.
 * Every byte of [start, end) that no slot covers is constant text: it makes the signature, together with
 * the slot kinds, `timeLayout`, and `level` where the scanner set one from a value (an HTTP status).
 */
export class LineScan {
  readonly slotStart = new Int32Array(MAX_SLOTS);
  readonly slotEnd = new Int32Array(MAX_SLOTS);
  /** Index into SLOT_KINDS. */
  readonly slotKind = new Uint8Array(MAX_SLOTS);
  slotCount = 0;
  /** Microseconds since the epoch, NaN when the line has no time. */
  timeUs = Number.NaN;
  /** 0 when the line has no time; otherwise the id of the layout that renders `timeUs` back into exactly the bytes of the `time` slot. */
  timeLayout = 0;
  /** The part of the line a person would call the message; the whole line when the format knows no better. */
  messageStart = 0;
  messageEnd = 0;
  /** Set by scanners that derive the level from a variable value; 0 = look at the signature. */
  level: LevelIndex = 0;

  reset(start: number, end: number): void {
    this.slotCount = 0;
    this.timeUs = Number.NaN;
    this.timeLayout = 0;
    this.messageStart = start;
    this.messageEnd = end;
    this.level = 0;
  }

  /** Adds a slot; when the table is full or the range is empty the bytes stay constant text. */
  add(kind: number, start: number, end: number): void {
    const n = this.slotCount;
    if (n >= MAX_SLOTS || end <= start) return;
    this.slotStart[n] = start;
    this.slotEnd[n] = end;
    this.slotKind[n] = kind;
    this.slotCount = n + 1;
  }
}

/**
 * Masks the variables of a message: adds a slot for each, in order.
 * @param escaped the text stands inside a JSON string: a backslash and the character behind it are constant.
 */
export type MaskMessage = (bytes: Uint8Array, start: number, end: number, into: LineScan, escaped: boolean) => void;

/** A named piece of a line whose text is constant in its signature. */
export interface ConstantField {
  readonly name: string;
  readonly value: string;
}

/** What a scanner knows about a signature; asked once per distinct signature, so it may take its time. */
export interface SignatureShape {
  /** One entry per slot of the scan: its field name, or undefined for an unnamed variable of the message. */
  readonly slotNames: readonly (string | undefined)[];
  readonly fields: readonly ConstantField[];
  /** The level in words of the line or its header; UNSET is 0. */
  readonly level: LevelIndex;
  readonly service: string | undefined;
}

/** Reads one line of one format. Made per source and worker: it may hold caches, never anything shared. */
export interface LineScanner {
  /** False: the line does not start a record of this format; `into` is then undefined. Never throws, whatever the bytes. */
  scan(bytes: Uint8Array, start: number, end: number, into: LineScan): boolean;
  /** Names and constants of the line just scanned into `scan`. */
  describe(bytes: Uint8Array, start: number, end: number, scan: LineScan): SignatureShape;
}

/** Where the message of a line lies: from `offset` in text `part` to `untilOffset` in text `untilPart`; slots between belong to it. */
export interface MessagePlace {
  readonly part: number;
  readonly offset: number;
  readonly untilPart: number;
  readonly untilOffset: number;
}

/** A message border that falls inside a slot moves to the slot's edge, outwards. */
export function messagePlace(start: number, end: number, scan: LineScan): MessagePlace {
  const { slotStart, slotEnd, slotCount, messageStart } = scan;
  let { messageEnd } = scan;
  let at = start;
  let part = 0;
  let offset = 0;
  let untilPart = 0;
  let untilOffset = 0;
  for (let slot = 0; slot <= slotCount; slot++) {
    const until = slot < slotCount ? slotStart[slot] : end;
    if (messageStart >= at) {
      part = slot;
      offset = Math.min(messageStart, until) - at;
    }
    if (messageEnd >= at) {
      untilPart = slot;
      untilOffset = Math.min(messageEnd, until) - at;
    }
    if (slot === slotCount) break;
    if (messageEnd > until && messageEnd < slotEnd[slot]) messageEnd = slotEnd[slot];
    at = slotEnd[slot];
  }
  return { part, offset, untilPart, untilOffset };
}

/**
 * The masked form of one kind of line. The line is texts[0] slots[0] texts[1] … slots[n-1] texts[n], byte for byte.
 * Serialised into the store once; blocks name it by id.
 */
export interface Signature {
  /** 16 hex digits over texts, kinds, layout, level and format: equal lines of equal format have equal keys in every run. */
  readonly key: string;
  readonly format: string;
  readonly texts: readonly Uint8Array[];
  readonly slots: readonly SignatureSlot[];
  readonly message: MessagePlace;
  /** The message stands inside a JSON string. */
  readonly escaped: boolean;
  readonly fields: readonly ConstantField[];
  readonly level: LevelIndex;
  readonly service: string | undefined;
  /** 0: records of this signature took their time from the line above. */
  readonly timeLayout: number;
}

export interface SignatureSlot {
  readonly kind: SlotKind;
  readonly name: string | undefined;
}
