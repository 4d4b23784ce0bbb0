import { type LineScan, messagePlace, type Signature, type SignatureShape, type SignatureSlot } from '../base/line-scan.ts';
import { kindAt } from '../base/slot-kind.ts';

/** Two independent halves of a signature's hash, written by {@link signatureHash}. */
export interface HashOut {
  hi: number;
  lo: number;
}

const M1 = 0x9e3779b1;
const M2 = 0x85ebca77;
const M3 = 0xc2b2ae3d;

/**
 * Hashes what makes the signature of a scanned line: the constant bytes between its slots, the slots' kinds,
 * the layout of its time and the level a scanner set. Four bytes at a step; no allocation.
 * @param bytes the line is bytes[start, end)
 * @param seed tells formats apart: equal bytes of different formats are different signatures.
 * @param out receives two unsigned 32-bit numbers.
 */
export function signatureHash(bytes: DataView, start: number, end: number, scan: LineScan, out: HashOut, seed = 0): void {
  const { slotStart, slotEnd, slotKind, slotCount } = scan;
  let a = Math.imul(seed ^ (scan.timeLayout << 8) ^ scan.level, M1) ^ 0x2545f491;
  let b = Math.imul(seed ^ scan.timeLayout ^ (scan.level << 16), M3) ^ 0x27d4eb2f;
  let at = start;
  for (let slot = 0; slot <= slotCount; slot++) {
    const until = slot < slotCount ? slotStart[slot] : end;
    const length = until - at;
    let word = 0;
    if (length >= 4) {
      // The last step overlaps the one before: no loop over single bytes.
      const last = until - 4;
      for (let i = at; i < last; i += 4) {
        word = bytes.getInt32(i, true);
        a = Math.imul(a ^ word, M1);
        a ^= a >>> 15;
        b = Math.imul((b << 13) | (b >>> 19), M2) ^ Math.imul(word, M3);
      }
      word = bytes.getInt32(last, true);
    } else if (length === 1) word = bytes.getUint8(at);
    else if (length > 1) word = bytes.getUint16(at, true) | (bytes.getUint8(until - 1) << 16);
    const kind = (length << 8) + (slot < slotCount ? slotKind[slot] + 1 : 0);
    a = Math.imul(a ^ word, M1);
    a = Math.imul(a ^ (a >>> 13) ^ kind, M2);
    b = Math.imul((b << 13) | (b >>> 19), M1) ^ Math.imul(word ^ (kind << 16), M3);
    b ^= b >>> 16;
    if (slot < slotCount) at = slotEnd[slot];
  }
  a = Math.imul(a ^ (a >>> 16), M3);
  b = Math.imul(b ^ (b >>> 15), M2);
  out.hi = (a ^ (a >>> 13)) >>> 0;
  out.lo = (b ^ (b >>> 16)) >>> 0;
}

/** A seed for {@link signatureHash} from the name of a format. */
export function formatSeed(format: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < format.length; i++) hash = Math.imul(hash ^ format.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** Words of one place of the table: both halves of the hash, the id plus one, the caller's mark. One place fits one cache line. */
const PLACE_WORDS = 4;

/**
 * Hash → id, ids 0, 1, 2 … in the order of adding. Open addressing, 16 bytes a place, filled at most to two thirds.
 * Every place has a mark, a number of the caller's that is read and written without another look-up.
 */
export class SignatureTable {
  #words: Int32Array;
  #mask: number;
  #size = 0;

  /** @param capacity how many signatures fit before it grows the first time. */
  constructor(capacity = 4096) {
    let places = 16;
    while (places * 2 < capacity * 3) places *= 2;
    this.#words = new Int32Array(places * PLACE_WORDS);
    this.#mask = places - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The id of a hash, -1 when it was never added. */
  get(hi: number, lo: number): number {
    return this.#words[this.#find(hi | 0, lo | 0) + 2] - 1;
  }

  /** The id of a hash, new when it was never added: then it equals the `size` of before. */
  add(hi: number, lo: number): number {
    return this.idAt(this.place(hi, lo));
  }

  /** Where a hash stands, added when it was not there: valid until the next hash is added. */
  place(hi: number, lo: number): number {
    const at = this.#find(hi | 0, lo | 0);
    return this.#words[at + 2] > 0 ? at : this.#add(at, hi | 0, lo | 0);
  }

  idAt(place: number): number {
    return this.#words[place + 2] - 1;
  }

  /** 0 when it was never set. */
  markAt(place: number): number {
    return this.#words[place + 3];
  }

  /** @param mark 32 bits */
  setMark(place: number, mark: number): void {
    this.#words[place + 3] = mark;
  }

  clearMarks(): void {
    for (let at = 3; at < this.#words.length; at += PLACE_WORDS) this.#words[at] = 0;
  }

  #find(hi: number, lo: number): number {
    const words = this.#words;
    let at = (lo ^ (hi >>> 7)) & this.#mask;
    while (words[at * PLACE_WORDS + 2] > 0 && (words[at * PLACE_WORDS + 1] !== lo || words[at * PLACE_WORDS] !== hi))
      at = (at + 1) & this.#mask;
    return at * PLACE_WORDS;
  }

  #add(found: number, hi: number, lo: number): number {
    let at = found;
    if ((this.#size + 1) * 3 > (this.#mask + 1) * 2) {
      this.#grow();
      at = this.#find(hi, lo);
    }
    this.#words[at] = hi;
    this.#words[at + 1] = lo;
    this.#words[at + 2] = ++this.#size;
    return at;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Int32Array(old.length * 2);
    this.#mask = this.#words.length / PLACE_WORDS - 1;
    for (let from = 0; from < old.length; from += PLACE_WORDS) {
      if (old[from + 2] > 0) this.#words.set(old.subarray(from, from + PLACE_WORDS), this.#find(old[from], old[from + 1]));
    }
  }
}

/** The signature of the line just scanned. Its texts are views of `bytes`: encode or copy what is kept. */
export function buildSignature(
  bytes: Uint8Array,
  start: number,
  end: number,
  scan: LineScan,
  shape: SignatureShape,
  format: string,
  escaped: boolean,
  key: string,
): Signature {
  const texts: Uint8Array[] = [];
  const slots: SignatureSlot[] = [];
  let at = start;
  for (let slot = 0; slot < scan.slotCount; slot++) {
    texts.push(bytes.subarray(at, scan.slotStart[slot]));
    slots.push({ kind: kindAt(scan.slotKind[slot]), name: shape.slotNames[slot] });
    at = scan.slotEnd[slot];
  }
  texts.push(bytes.subarray(at, end));
  return {
    key,
    format,
    texts,
    slots,
    message: messagePlace(start, end, scan),
    escaped,
    fields: shape.fields,
    level: shape.level,
    service: shape.service,
    timeLayout: scan.timeLayout,
  };
}
