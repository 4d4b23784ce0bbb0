import type { LineScan, Signature, SignatureShape, SignatureSlot } from '../base/line-scan.ts';
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
 * @param seed tells formats apart: equal bytes of different formats are different signatures.
 * @param out receives two unsigned 32-bit numbers.
 */
export function signatureHash(bytes: Uint8Array, start: number, end: number, scan: LineScan, out: HashOut, seed = 0): void {
  const { slotStart, slotEnd, slotKind, slotCount } = scan;
  let a = Math.imul(seed ^ (scan.timeLayout << 8) ^ scan.level, M1) ^ 0x2545f491;
  let b = Math.imul(seed ^ scan.timeLayout ^ (scan.level << 16), M3) ^ 0x27d4eb2f;
  let at = start;
  for (let slot = 0; slot <= slotCount; slot++) {
    const until = slot < slotCount ? slotStart[slot] : end;
    const words = at + ((until - at) & ~3);
    let i = at;
    for (; i < words; i += 4) {
      const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
      a = Math.imul(a ^ word, M1);
      a ^= a >>> 15;
      b = Math.imul((b << 13) | (b >>> 19), M2) ^ Math.imul(word, M3);
    }
    let rest = until - at;
    for (; i < until; i++) rest = (rest << 8) ^ bytes[i];
    const kind = slot < slotCount ? slotKind[slot] + 1 : 0;
    a = Math.imul(a ^ rest, M1);
    a = Math.imul(a ^ (a >>> 13) ^ kind, M2);
    b = Math.imul((b << 13) | (b >>> 19), M1) ^ Math.imul(rest ^ (kind << 24), M3);
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

/** 16 lower-case hex digits. */
export function signatureKey(hi: number, lo: number): string {
  return (hi >>> 0).toString(16).padStart(8, '0') + (lo >>> 0).toString(16).padStart(8, '0');
}

/**
 * Hash → id, ids 0, 1, 2 … in the order of adding. Open addressing on typed arrays: 12 bytes a place,
 * filled at most to two thirds.
 */
export class SignatureTable {
  #hi: Uint32Array;
  #lo: Uint32Array;
  #id: Int32Array;
  #mask: number;
  #size = 0;

  /** @param capacity how many signatures fit before it grows the first time. */
  constructor(capacity = 4096) {
    let places = 16;
    while (places * 2 < capacity * 3) places *= 2;
    this.#hi = new Uint32Array(places);
    this.#lo = new Uint32Array(places);
    this.#id = new Int32Array(places).fill(-1);
    this.#mask = places - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The id of a hash, -1 when it was never added. */
  get(hi: number, lo: number): number {
    return this.#id[this.#place(hi >>> 0, lo >>> 0)];
  }

  /** The id of a hash, new when it was never added: then it equals the `size` of before. */
  add(hi: number, lo: number): number {
    const high = hi >>> 0;
    const low = lo >>> 0;
    let place = this.#place(high, low);
    const known = this.#id[place];
    if (known >= 0) return known;
    if ((this.#size + 1) * 3 > this.#id.length * 2) {
      this.#grow();
      place = this.#place(high, low);
    }
    this.#hi[place] = high;
    this.#lo[place] = low;
    this.#id[place] = this.#size;
    return this.#size++;
  }

  #place(hi: number, lo: number): number {
    let place = (lo ^ (hi >>> 7)) & this.#mask;
    while (this.#id[place] >= 0 && (this.#lo[place] !== lo || this.#hi[place] !== hi)) place = (place + 1) & this.#mask;
    return place;
  }

  #grow(): void {
    const { length } = this.#id;
    const [hi, lo, id] = [this.#hi, this.#lo, this.#id];
    this.#hi = new Uint32Array(length * 2);
    this.#lo = new Uint32Array(length * 2);
    this.#id = new Int32Array(length * 2).fill(-1);
    this.#mask = length * 2 - 1;
    for (let old = 0; old < length; old++) {
      if (id[old] < 0) continue;
      const place = this.#place(hi[old], lo[old]);
      this.#hi[place] = hi[old];
      this.#lo[place] = lo[old];
      this.#id[place] = id[old];
    }
  }
}

/**
 * The signature of the line just scanned. Its texts are views of `bytes`: encode or copy what is kept.
 * A message border that falls inside a slot moves to the slot's edge, outwards.
 */
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
  let part = 0;
  let offset = 0;
  let untilPart = 0;
  let untilOffset = 0;
  for (let slot = 0; slot <= scan.slotCount; slot++) {
    const until = slot < scan.slotCount ? scan.slotStart[slot] : end;
    texts.push(bytes.subarray(at, until));
    if (scan.messageStart >= at) {
      part = slot;
      offset = Math.min(scan.messageStart, until) - at;
    }
    if (scan.messageEnd >= at) {
      untilPart = slot;
      untilOffset = Math.min(scan.messageEnd, until) - at;
    }
    if (slot < scan.slotCount) {
      slots.push({ kind: kindAt(scan.slotKind[slot]), name: shape.slotNames[slot] });
      if (scan.messageEnd > until && scan.messageEnd < scan.slotEnd[slot]) scan.messageEnd = scan.slotEnd[slot];
      at = scan.slotEnd[slot];
    }
  }
  return {
    key,
    format,
    texts,
    slots,
    message: { part, offset, untilPart, untilOffset },
    escaped,
    fields: shape.fields,
    level: shape.level,
    service: shape.service,
    timeLayout: scan.timeLayout,
  };
}
