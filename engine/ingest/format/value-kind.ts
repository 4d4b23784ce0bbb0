import { SLOT } from '../../base/slot-kind.ts';

const DIGITS = 1;
const DOTS = 2;
const HEX = 4;
const DASHES = 8;
const COLONS = 16;
const OTHER = 32;

const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return DIGITS;
  if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66) return HEX;
  return byte === 0x2e ? DOTS : byte === 0x2d ? DASHES : byte === 0x3a ? COLONS : OTHER;
});

/** What a whole field value looks like, cheaply: a SLOT index. */
export function kindOfValue(bytes: Uint8Array, at: number, end: number): number {
  const length = end - at;
  if (length > 64) return bytes[at] === 0x2f ? SLOT.path : SLOT.text;
  let seen = 0;
  let dots = 0;
  let dashes = 0;
  for (let i = at; i < end; i++) {
    const bits = CLASS[bytes[i]];
    if (bits === OTHER) return bytes[at] === 0x2f && length > 1 ? SLOT.path : SLOT.text;
    seen |= bits;
    if (bits === DOTS) dots++;
    else if (bits === DASHES) dashes++;
  }
  if ((seen & DIGITS) === 0) return SLOT.text;
  if (seen === DIGITS) return SLOT.number;
  if (seen === (DIGITS | DOTS)) return dots === 3 && length <= 15 ? SLOT.ip : dots === 1 ? SLOT.number : SLOT.version;
  if ((seen & ~(DIGITS | DASHES | DOTS)) === 0) return bytes[at] === 0x2d && dashes === 1 && dots <= 1 ? SLOT.number : SLOT.text;
  if (length === 36 && (seen & COLONS) === 0 && bytes[at + 8] === 0x2d && bytes[at + 13] === 0x2d) return SLOT.uuid;
  if ((seen & ~(DIGITS | HEX)) === 0 && length >= 6) return SLOT.hex;
  return SLOT.text;
}
