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
    this.#readSlots(true);
    this.#readTexts();
    for (let left = this.#varint(); left > 0; left--) {
      this.#hashName(255);
      this.#skip();
    }
    if (this.#at > bytes.length) throw damaged('a pattern ends early');
    this.namesKey = (this.#hashA >>> 0) * 2_097_152 + (this.#hashB >>> 11);
  }

  /** What rebuilding lines needs: all but the names. @throws AppError STORE_UNREADABLE when the bytes are no signature. */
  readLine(bytes: Uint8Array): void {
    this.readHead(bytes);
    for (let number = 0; number < 4; number++) this.#varint();
    this.#readSlots(false);
    this.#readTexts();
    if (this.#at > bytes.length) throw damaged('a pattern ends early');
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

  #readSlots(hashNames: boolean): void {
    this.slotCount = this.#varint();
    if (this.slotCount > MAX_SLOTS) throw damaged('a pattern has too many variables');
    for (let slot = 0; slot < this.slotCount; slot++) {
      const code = this.#varint();
      this.kinds[slot] = code >> 1;
      if ((code & 1) === 0) continue;
      if (hashNames) this.#hashName(code >> 1);
      else this.#skip();
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
