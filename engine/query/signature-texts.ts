import { FOLD } from '../base/fold-byte.ts';
import { damaged } from '../store/bytes.ts';

const LINE_FEED = 10;

/**
 * The constant texts of signatures, folded, in one piece of memory for searching, and the kinds of the slots between them. Read from packed
 * signatures (see encodeSignature) without unpacking them: the first search goes through hundreds of thousands.
 */
export class SignatureTexts {
  count = 0;
  /** A line feed behind each text; signature s has [textAt[s], textAt[s + 1]). */
  texts = new Uint8Array(65_536);
  textAt = new Uint32Array(1_025);
  /** Index into SLOT_KINDS; signature s has [slotAt[s], slotAt[s + 1]). */
  kinds = new Uint8Array(8_192);
  slotAt = new Uint32Array(1_025);
  /** Where the last number that was read ends. */
  #next = 0;

  /** Makes room for so many bytes more: known beforehand, nothing is copied again and again. */
  reserve(bytes: number): void {
    const needed = this.textAt[this.count] + bytes;
    if (needed > this.texts.length) this.texts = grown(this.texts, needed + (this.texts.length >> 2));
  }

  /** The next signature: it lies in `bytes` at [from, until). @throws AppError STORE_UNREADABLE when the bytes are no signature. */
  add(bytes: Uint8Array, from: number, until: number): void {
    const id = this.count;
    if (id + 2 > this.textAt.length) this.#grow();
    let at = this.#skipHead(bytes, from);
    const slots = this.#varint(bytes, at);
    at = this.#next;
    const firstKind = this.slotAt[id];
    if (firstKind + slots > this.kinds.length) this.kinds = grown(this.kinds, (firstKind + slots) * 2);
    for (let slot = 0; slot < slots; slot++) {
      const code = this.#varint(bytes, at);
      at = this.#next;
      this.kinds[firstKind + slot] = code >> 1;
      if ((code & 1) === 1) at = this.#skipSized(bytes, at);
      // A wrong number of slots ends here before it takes all memory.
      if (at > until) throw damaged('a pattern ends early');
    }
    this.slotAt[id + 1] = firstKind + slots;
    let into = this.textAt[id];
    // No text is longer than what is left of the signature.
    if (into + until - at + slots + 1 > this.texts.length)
      this.texts = grown(this.texts, Math.ceil((into + until - at + slots + 1) * 1.25));
    const { texts } = this;
    for (let text = 0; text <= slots; text++) {
      const length = this.#varint(bytes, at);
      at = this.#next;
      const end = at + length;
      if (end > until) throw damaged('a pattern ends early');
      while (at < end) texts[into++] = FOLD[bytes[at++]];
      texts[into++] = LINE_FEED;
    }
    this.textAt[id + 1] = into;
    this.count++;
  }

  /** Key, level, time layout, flags, format, service and the range of the message. */
  #skipHead(bytes: Uint8Array, from: number): number {
    let at = this.#skipSized(bytes, from);
    this.#varint(bytes, at);
    this.#varint(bytes, this.#next);
    const flags = this.#varint(bytes, this.#next);
    at = this.#skipSized(bytes, this.#next);
    if ((flags & 2) !== 0) at = this.#skipSized(bytes, at);
    this.#varint(bytes, at);
    for (let number = 1; number < 4; number++) this.#varint(bytes, this.#next);
    return this.#next;
  }

  #skipSized(bytes: Uint8Array, at: number): number {
    return this.#varint(bytes, at) + this.#next;
  }

  #varint(bytes: Uint8Array, at: number): number {
    let byte = bytes[at++];
    if (byte < 128) {
      this.#next = at;
      return byte;
    }
    let value = 0;
    let scale = 1;
    while (byte > 127) {
      value += (byte & 0x7f) * scale;
      scale *= 128;
      byte = bytes[at++];
    }
    if (byte === undefined) throw damaged('a pattern ends early');
    this.#next = at;
    return value + byte * scale;
  }

  #grow(): void {
    const size = this.textAt.length * 2;
    const [textAt, slotAt] = [new Uint32Array(size), new Uint32Array(size)];
    textAt.set(this.textAt);
    slotAt.set(this.slotAt);
    this.textAt = textAt;
    this.slotAt = slotAt;
  }
}

function grown(from: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(size);
  into.set(from);
  return into;
}
