import { LEVELS, type LevelIndex } from '../base/level.ts';
import {
  type ConstantField,
  type LineScan,
  type MessagePlace,
  messagePlace,
  type Signature,
  type SignatureShape,
  type SignatureSlot,
} from '../base/line-scan.ts';
import { type MaskedMessage, unescapeJson } from '../base/masked-message.ts';
import { kindAt, SLOT, SLOT_KINDS, type SlotKind } from '../base/slot-kind.ts';
import { ByteReader, ByteWriter, damaged } from './bytes.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const toUtf8 = new TextEncoder();

/** Length of a key: 16 hex digits. */
const KEY_BYTES = 16;
/** Names of formats, fields and services repeat; more different ones than this are encoded anew. */
const MAX_CACHED_NAMES = 10_000;

/**
 * A signature as bytes: key, level, time layout, flags, format, service, message, texts, slots, fields. Unpacked only when someone needs it:
 * a file may have a million of them.
 */
export function encodeSignature(signature: Signature): Uint8Array<ArrayBuffer> {
  return new SignatureEncoder().encode(signature);
}

/** Encodes many signatures: keeps its memory and the names it has met. */
export class SignatureEncoder {
  readonly #out = new ByteWriter(1_024);
  readonly #names = new Map<string, Uint8Array>();

  /** @returns a view that the next call changes */
  encode(signature: Signature): Uint8Array<ArrayBuffer> {
    const out = this.#out;
    out.reset();
    out.varint(KEY_BYTES);
    out.ascii(signature.key);
    this.#head(signature.level, signature.timeLayout, signature.escaped, signature.format, signature.service, signature.message);
    out.varint(signature.slots.length);
    for (const slot of signature.slots) this.#slot(SLOT[slot.kind], slot.name);
    for (const text of signature.texts) out.sized(text);
    this.#fields(signature.fields);
    return out.view();
  }

  /**
   * The signature of the line just scanned, bytes[start, end): what buildSignature and `encode` give in a third of the time. A log has a
   * hundred thousand of them.
   * @param hi, lo the halves of its key
   * @returns a view that the next call changes
   */
  encodeLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    scan: LineScan,
    shape: SignatureShape,
    format: string,
    escaped: boolean,
    hi: number,
    lo: number,
  ): Uint8Array<ArrayBuffer> {
    const out = this.#out;
    const { slotStart, slotEnd, slotKind, slotCount } = scan;
    out.reset();
    out.varint(KEY_BYTES);
    out.hex(hi);
    out.hex(lo);
    this.#head(shape.level, scan.timeLayout, escaped, format, shape.service, messagePlace(start, end, scan));
    out.varint(slotCount);
    for (let slot = 0; slot < slotCount; slot++) this.#slot(slotKind[slot], shape.slotNames[slot]);
    let at = start;
    for (let slot = 0; slot <= slotCount; slot++) {
      const until = slot < slotCount ? slotStart[slot] : end;
      out.varint(until - at);
      out.append(bytes, at, until);
      at = slotEnd[slot];
    }
    this.#fields(shape.fields);
    return out.view();
  }

  #head(level: LevelIndex, timeLayout: number, escaped: boolean, format: string, service: string | undefined, message: MessagePlace): void {
    const out = this.#out;
    out.varint(level);
    out.varint(timeLayout);
    out.varint((escaped ? 1 : 0) | (service === undefined ? 0 : 2));
    this.#name(format);
    if (service !== undefined) this.#name(service);
    out.varint(message.part);
    out.varint(message.offset);
    out.varint(message.untilPart);
    out.varint(message.untilOffset);
  }

  /** The kind doubled, odd where a name follows. */
  #slot(kind: number, name: string | undefined): void {
    this.#out.varint(kind * 2 + (name === undefined ? 0 : 1));
    if (name !== undefined) this.#name(name);
  }

  #fields(fields: readonly ConstantField[]): void {
    this.#out.varint(fields.length);
    for (const { name, value } of fields) {
      this.#name(name);
      this.#name(value);
    }
  }

  #name(text: string): void {
    let bytes = this.#names.get(text);
    if (bytes === undefined) {
      bytes = toUtf8.encode(text);
      if (this.#names.size < MAX_CACHED_NAMES) this.#names.set(text, bytes);
    }
    this.#out.sized(bytes);
  }
}

/** @throws AppError STORE_UNREADABLE when the bytes are no signature. */
export function decodeSignature(bytes: Uint8Array): Signature {
  const from = new ByteReader(bytes);
  const name = (): string => utf8.decode(from.sized());
  const key = name();
  const level = levelOf(from.varint());
  const timeLayout = from.varint();
  const flags = from.varint();
  const format = name();
  const service = (flags & 2) === 0 ? undefined : name();
  const message = { part: from.varint(), offset: from.varint(), untilPart: from.varint(), untilOffset: from.varint() };
  const slots: SignatureSlot[] = [];
  for (let left = from.varint(); left > 0; left--) {
    const code = from.varint();
    slots.push({ kind: kindOf(code), name: (code & 1) === 0 ? undefined : name() });
  }
  const texts: Uint8Array[] = [];
  while (texts.length <= slots.length) texts.push(from.sized());
  const fields: ConstantField[] = [];
  for (let left = from.varint(); left > 0; left--) fields.push({ name: name(), value: name() });
  return { key, format, texts, slots, message, escaped: (flags & 1) === 1, fields, level, service, timeLayout };
}

/**
 * The message alone of a packed signature, as maskedMessage(decodeSignature(bytes)) gives it in several times the time.
 * @param bytes on a Buffer, which decodes short texts faster than a TextDecoder
 * @throws AppError STORE_UNREADABLE when the bytes are no signature.
 */
export function readMaskedMessage(bytes: Buffer): MaskedMessage {
  const from = new ByteReader(bytes);
  const { part, offset, untilPart, untilOffset, isEscaped } = readMessagePlace(from);
  const slotCount = from.varint();
  const kinds: SlotKind[] = [];
  const names: (string | undefined)[] = [];
  for (let slot = 0; slot < slotCount; slot++) {
    const code = from.varint();
    const start = (code & 1) === 0 ? -1 : from.skip();
    if (slot < part || slot >= untilPart) continue;
    kinds.push(kindOf(code));
    names.push(start < 0 ? undefined : bytes.toString('utf8', start, from.at));
  }
  const texts: string[] = [];
  for (let index = 0; index <= untilPart; index++) {
    const start = from.skip();
    if (index < part) continue;
    const text = bytes.toString('utf8', index === part ? start + offset : start, index === untilPart ? start + untilOffset : from.at);
    texts.push(isEscaped ? unescapeJson(text) : text);
  }
  return { texts, kinds, names };
}

/**
 * The text before the first variable of the message, and whether nothing follows it.
 * @param bytes as for `readMaskedMessage`
 * @throws AppError STORE_UNREADABLE when the bytes are no signature.
 */
export function readMessageBeginning(bytes: Buffer): { readonly text: string; readonly isWhole: boolean } {
  const from = new ByteReader(bytes);
  const { part, offset, untilPart, untilOffset, isEscaped } = readMessagePlace(from);
  for (let left = from.varint(); left > 0; left--) if ((from.varint() & 1) !== 0) from.skip();
  for (let index = 0; index < part; index++) from.skip();
  const start = from.skip();
  const isWhole = part === untilPart;
  const text = bytes.toString('utf8', start + offset, isWhole ? start + untilOffset : from.at);
  return { text: isEscaped ? unescapeJson(text) : text, isWhole };
}

/** @param from at the beginning of a signature; then behind all that stands before its slots */
function readMessagePlace(from: ByteReader): MessagePlace & { readonly isEscaped: boolean } {
  from.skip();
  from.varint();
  from.varint();
  const flags = from.varint();
  from.skip();
  if ((flags & 2) !== 0) from.skip();
  const part = from.varint();
  const offset = from.varint();
  const untilPart = from.varint();
  return { part, offset, untilPart, untilOffset: from.varint(), isEscaped: (flags & 1) !== 0 };
}

function kindOf(code: number): SlotKind {
  if (code >> 1 >= SLOT_KINDS.length) throw damaged('a pattern has a variable of an unknown kind');
  return kindAt(code >> 1);
}

/** Where the key of a packed signature stands that begins at `start`. @throws AppError STORE_UNREADABLE */
export function signatureKeyAt(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== KEY_BYTES) throw damaged('a pattern has no key');
  return start + 1;
}

/** The level alone of a packed signature that begins at `start`: totals need it for every one. */
export function signatureLevelAt(bytes: Uint8Array, start: number): LevelIndex {
  return levelOf(bytes[signatureKeyAt(bytes, start) + KEY_BYTES]);
}

function levelOf(index: number): LevelIndex {
  if (!(index < LEVELS.length)) throw damaged('a pattern has an unknown level');
  return index as LevelIndex;
}
