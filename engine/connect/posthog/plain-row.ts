import { FixedText } from '../line-buffer.ts';
import { lineName } from '../record-line.ts';
import { CLOSE_OBJECT, COLON, COMMA, OPEN_OBJECT, pastSpace, pastValue, plainRunEnd, plainStringEnd, QUOTE } from './json-bytes.ts';
import { KnownTexts } from './known-texts.ts';

/** Texts of a row that mean something here; what else a row has of its own is passed over. */
const SLOTS = Object.freeze({
  uuid: 0,
  timestamp: 1,
  observed_timestamp: 2,
  body: 3,
  severity_text: 4,
  level: 5,
  trace_id: 6,
  span_id: 7,
  resource_fingerprint: 8,
  instrumentation_scope: 9,
  event_name: 10,
  service_name: 11,
});
export type RowText = keyof typeof SLOTS;
const SLOT_OF_KEY: ReadonlyMap<string, number> = new Map(Object.entries(SLOTS));
const UNKNOWN = -1;
const ATTRIBUTES = -2;
const RESOURCE = -3;
/** Names of fields a line has of its own: attributes of the same name need another. */
const LINE_FIELDS = ['trace_id', 'span_id', 'event_name', 'otel.scope', 'resource_fingerprint', 'observed_timestamp', 'uuid'];
/** Where names are values, remembering all of them would take the memory. */
const MOST_NAMES = 10_000;
const MOST_ATTRIBUTES = 256;

/** A name of an attribute as it is written in a line. */
export interface WrittenName {
  /** `,"name":` */
  readonly key: FixedText;
  /** In the order in which the object is read it may stand elsewhere: see `PlainRow.read`. */
  readonly isOdd: boolean;
  readonly isServiceName: boolean;
  /** The last row that has it. */
  row: number;
}

/**
 * One row of an answer as byte ranges, read without making an object of it: its texts are escaped as a line escapes them, so they can be
 * copied. One for many rows: most have the names of the row before, in the same order.
 */
export class PlainRow {
  bytes: Buffer = Buffer.alloc(0);
  /** The same bytes, to be compared word by word. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The contents of text i lie in [starts[i], ends[i]); a start of -1: null, or not there. */
  readonly #starts = new Int32Array(SLOT_OF_KEY.size);
  readonly #ends = new Int32Array(SLOT_OF_KEY.size);
  /** By text: 1 where it has an escape. */
  readonly #escapes = new Uint8Array(SLOT_OF_KEY.size);
  readonly #keys = new KnownTexts<number>(slotOfKey);
  readonly #names = new Map<string, WrittenName>();
  readonly #attributeKeys = new KnownTexts<WrittenName>((raw) => this.#nameOf(raw));
  readonly #resourceKeys = new KnownTexts<WrittenName>((raw) => this.#nameOf(raw));
  /** Of all attributes that say something, those of the record first: their values with their quotes lie in [from, until). */
  readonly attributeNames: WrittenName[] = [];
  readonly attributeFrom = new Int32Array(MOST_ATTRIBUTES);
  readonly attributeUntil = new Int32Array(MOST_ATTRIBUTES);
  attributes = 0;
  /** The service named by the resource, without quotes; a start of -1: none. */
  serviceStart = -1;
  serviceEnd = -1;
  #row = 0;

  /**
   * @param start of a row  @returns behind it; -1 when it is not plain (an attribute that is no text, names that come twice, rare escapes,
   * names that look like numbers and are given first by an object): it must be parsed
   */
  read(bytes: Buffer, start: number): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.#starts.fill(-1);
    this.attributes = 0;
    this.serviceStart = -1;
    this.#row++;
    for (const name of LINE_FIELDS) this.#written(name).row = this.#row;
    if (bytes[start] !== OPEN_OBJECT) return -1;
    let at = pastSpace(bytes, start + 1);
    for (let ordinal = 0; bytes[at] !== CLOSE_OBJECT; ordinal++) {
      const keyEnd = this.#keyEnd(this.#keys, at, ordinal);
      if (keyEnd < 0) return -1;
      at = this.#value(this.#keys.meaningAt(ordinal), pastColon(bytes, keyEnd + 1));
      if (at < 0) return -1;
      at = pastSpace(bytes, at);
      if (bytes[at] === COMMA) at = pastSpace(bytes, at + 1);
      else if (bytes[at] !== CLOSE_OBJECT) return -1;
    }
    return this.has('uuid') && this.has('timestamp') ? at + 1 : -1;
  }

  has(text: RowText): boolean {
    return this.#starts[SLOTS[text]] >= 0;
  }

  /** Whether a text that there is has an escape in it. */
  hasEscape(text: RowText): boolean {
    return this.has(text) && this.#escapes[SLOTS[text]] === 1;
  }

  /** Where the content of a text begins; -1: there is none. */
  start(text: RowText): number {
    return this.#starts[SLOTS[text]];
  }

  end(text: RowText): number {
    return this.#ends[SLOTS[text]];
  }

  /** Whether a text that there is, is the one that is known at a place. */
  isKnown(text: RowText, among: KnownTexts<unknown>, place: number): boolean {
    return among.endOf(this.#view, this.start(text), place) === this.end(text);
  }

  /** A text of ASCII; empty where there is none. */
  ascii(text: RowText): string {
    const slot = SLOTS[text];
    return this.#starts[slot] < 0 ? '' : this.bytes.toString('latin1', this.#starts[slot], this.#ends[slot]);
  }

  /** @returns where the quote is that closes a key, whose meaning is then known at its place; -1: not plain */
  #keyEnd<Meaning>(keys: KnownTexts<Meaning>, at: number, place: number): number {
    const { bytes } = this;
    if (bytes[at] !== QUOTE) return -1;
    const known = keys.endOf(this.#view, at + 1, place);
    if (known >= 0) return known;
    const end = plainStringEnd(bytes, at);
    if (end >= 0) keys.learn(bytes, at + 1, end, place);
    return end;
  }

  /** @returns behind the value; -1: not plain */
  #value(slot: number, at: number): number {
    const { bytes } = this;
    if (at < 0) return -1;
    if (slot === ATTRIBUTES || slot === RESOURCE) return this.#object(slot, at);
    if (slot === UNKNOWN) return pastValue(bytes, at);
    if (isNull(bytes, at)) return at + 4;
    if (bytes[at] !== QUOTE) return -1;
    let close = plainRunEnd(bytes, at + 1);
    this.#escapes[slot] = bytes[close] === QUOTE ? 0 : 1;
    if (this.#escapes[slot] === 1) close = plainStringEnd(bytes, at);
    // The later of two would count.
    if (close < 0 || this.#starts[slot] >= 0) return -1;
    this.#starts[slot] = at + 1;
    this.#ends[slot] = close;
    return close + 1;
  }

  #object(slot: number, open: number): number {
    const { bytes } = this;
    if (isNull(bytes, open)) return open + 4;
    if (bytes[open] !== OPEN_OBJECT) return -1;
    const keys = slot === RESOURCE ? this.#resourceKeys : this.#attributeKeys;
    // Attributes of the record are written first.
    if (slot === ATTRIBUTES && this.attributes > 0) return -1;
    let at = pastSpace(bytes, open + 1);
    for (let ordinal = 0; bytes[at] !== CLOSE_OBJECT; ordinal++) {
      const keyEnd = this.#keyEnd(keys, at, ordinal);
      if (keyEnd < 0) return -1;
      at = this.#attribute(keys.meaningAt(ordinal), slot, pastColon(bytes, keyEnd + 1));
      if (at < 0) return -1;
      at = pastSpace(bytes, at);
      if (bytes[at] === COMMA) at = pastSpace(bytes, at + 1);
      else if (bytes[at] !== CLOSE_OBJECT) return -1;
    }
    return at + 1;
  }

  #attribute(name: WrittenName, slot: number, at: number): number {
    const { bytes } = this;
    if (at < 0) return -1;
    if (isNull(bytes, at)) return at + 4;
    const close = bytes[at] === QUOTE ? plainStringEnd(bytes, at) : -1;
    if (close < 0 || name.isOdd) return -1;
    if (slot === RESOURCE && name.isServiceName) {
      if (this.serviceStart >= 0) return -1;
      this.serviceStart = at + 1;
      this.serviceEnd = close;
      return close + 1;
    }
    if (close === at + 1) return close + 1;
    if (name.row === this.#row || this.attributes === MOST_ATTRIBUTES) return -1;
    name.row = this.#row;
    this.attributeNames[this.attributes] = name;
    this.attributeFrom[this.attributes] = at;
    this.attributeUntil[this.attributes++] = close + 1;
    return close + 1;
  }

  #nameOf(raw: string): WrittenName {
    return this.#written(lineName(raw));
  }

  #written(written: string): WrittenName {
    const known = this.#names.get(written);
    if (known !== undefined) return known;
    const name: WrittenName = {
      key: new FixedText(`,"${written}":`),
      isOdd: /^\d+$/.test(written) || written === '__proto__',
      isServiceName: written === 'service.name',
      row: 0,
    };
    if (this.#names.size < MOST_NAMES) this.#names.set(written, name);
    // Whether a name that is not remembered comes twice cannot be told.
    else return { ...name, isOdd: true };
    return name;
  }
}

function slotOfKey(key: string): number {
  if (key === 'attributes') return ATTRIBUTES;
  if (key === 'resource_attributes') return RESOURCE;
  return SLOT_OF_KEY.get(key) ?? UNKNOWN;
}

/** @returns the value's first byte behind a colon; -1: there is none */
function pastColon(bytes: Buffer, at: number): number {
  const colon = pastSpace(bytes, at);
  return bytes[colon] === COLON ? pastSpace(bytes, colon + 1) : -1;
}

function isNull(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x6e && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c;
}
