import { MAX_SLOTS } from '../base/line-scan.ts';
import { damaged } from './bytes.ts';

/**
 * What of a packed signature (see encodeSignature) can be told without unpacking it: a file may have hundreds of thousands, and every reader
 * goes through all of them. One object is used again and again; ranges are offsets into the bytes last given to `read`.
 */
export class SignatureOutline {
  level = 0;
  timeLayout = 0;
  /** Empty where there is no service. */
  serviceStart = 0;
  serviceEnd = 0;
  slotCount = 0;
  /** Index into SLOT_KINDS. [slotCount] */
  readonly kinds = new Uint8Array(MAX_SLOTS);
  /** [slotCount + 1] */
  readonly textStart = new Int32Array(MAX_SLOTS + 1);
  readonly textEnd = new Int32Array(MAX_SLOTS + 1);
  /** Equal for signatures with the same named slots, in kind and order, and constant fields of the same names; else different but for a chance of 2^-53. */
  namesKey = 0;
  #bytes = new Uint8Array(0) as Uint8Array;
  #at = 0;
  #hashA = 0;
  #hashB = 0;

  /** @throws AppError STORE_UNREADABLE when the bytes are no signature. */
  read(bytes: Uint8Array): void {
    this.readHead(bytes);
    this.#hashA = 0x811c9dc5;
    this.#hashB = 0x27d4eb2f;
    for (let number = 0; number < 4; number++) this.#varint();
    this.#readSlots();
    this.#readTexts();
    for (let left = this.#varint(); left > 0; left--) {
      this.#hashName(255);
      this.#skip();
    }
    if (this.#at > bytes.length) throw damaged('a pattern ends early');
    this.namesKey = (this.#hashA >>> 0) * 2_097_152 + (this.#hashB >>> 11);
  }

  /**
   * Kinds and texts alone, all that rebuilding lines needs, of a signature that lies in [start, end). A search goes through all signatures, hence
   * in one function: numbers of one byte, nearly all there are, are read in place.
   * @throws AppError STORE_UNREADABLE when the bytes are no signature.
   */
  readLine(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const { kinds, textStart, textEnd } = this;
    this.#bytes = bytes;
    this.#at = start;
    this.#skip();
    for (let number = 0; number < 2; number++) this.#varint();
    const flags = this.#varint();
    this.#skip();
    if ((flags & 2) !== 0) this.#skip();
    for (let number = 0; number < 4; number++) this.#varint();
    this.slotCount = this.#varint();
    if (this.slotCount > MAX_SLOTS) throw damaged('a pattern has too many variables');
    const slots = this.slotCount;
    let at = this.#at;
    for (let slot = 0; slot < slots; slot++) {
      const code = bytes[at++];
      kinds[slot] = code >> 1;
      if ((code & 1) === 0) continue;
      const length = bytes[at];
      if (length < 128) at += length + 1;
      else at = this.#skipFrom(at);
    }
    for (let text = 0; text <= slots; text++) {
      let length = bytes[at];
      if (length < 128) at++;
      else {
        this.#at = at;
        length = this.#varint();
        at = this.#at;
      }
      textStart[text] = at;
      at += length;
      textEnd[text] = at;
    }
    if (!(at <= end)) throw damaged('a pattern ends early');
  }

  /** Level, time layout and service alone. */
  readHead(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#skip();
    this.level = this.#varint();
    this.timeLayout = this.#varint();
    const flags = this.#varint();
    this.#skip();
    this.serviceStart = this.serviceEnd = 0;
    if ((flags & 2) !== 0) {
      const length = this.#varint();
      this.serviceStart = this.#at;
      this.#at += length;
      this.serviceEnd = this.#at;
    }
  }

  #readTexts(): void {
    for (let text = 0; text <= this.slotCount; text++) {
      const length = this.#varint();
      this.textStart[text] = this.#at;
      this.#at += length;
      this.textEnd[text] = this.#at;
    }
  }

  #readSlots(): void {
    this.slotCount = this.#varint();
    if (this.slotCount > MAX_SLOTS) throw damaged('a pattern has too many variables');
    for (let slot = 0; slot < this.slotCount; slot++) {
      const code = this.#varint();
      this.kinds[slot] = code >> 1;
      if ((code & 1) === 1) this.#hashName(code >> 1);
    }
  }

  #hashName(kind: number): void {
    const length = this.#varint();
    this.#hash(kind);
    for (const end = this.#at + length; this.#at < end; this.#at++) this.#hash(this.#bytes[this.#at]);
    this.#hash(256);
  }

  #hash(value: number): void {
    this.#hashA = Math.imul(this.#hashA ^ value, 0x01000193);
    this.#hashB = Math.imul((this.#hashB << 5) ^ (this.#hashB >>> 27) ^ value, 0x9e3779b1);
  }

  #skipFrom(at: number): number {
    this.#at = at;
    this.#skip();
    return this.#at;
  }

  #skip(): void {
    const length = this.#varint();
    this.#at += length;
  }

  #varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++];
    if (byte < 128) return byte;
    let value = 0;
    let scale = 1;
    while (byte > 127) {
      value += (byte & 0x7f) * scale;
      scale *= 128;
      byte = bytes[this.#at++];
    }
    if (byte === undefined) throw damaged('a pattern ends early');
    return value + byte * scale;
  }
}
