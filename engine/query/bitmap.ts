/** A set of places in [0, n) as bits: place p is bit p & 31 of word p >>> 5. Bits beyond the last place are 0. */
export type Bitmap = Uint32Array;

export function emptyBitmap(size: number): Bitmap {
  return new Uint32Array((size + 31) >>> 5);
}

export function fullBitmap(size: number): Bitmap {
  const bits = new Uint32Array((size + 31) >>> 5).fill(0xffffffff);
  trim(bits, size);
  return bits;
}

export function setBit(bits: Bitmap, place: number): void {
  bits[place >>> 5] |= 1 << (place & 31);
}

export function clearBit(bits: Bitmap, place: number): void {
  bits[place >>> 5] &= ~(1 << (place & 31));
}

export function hasBit(bits: Bitmap, place: number): boolean {
  return (bits[place >>> 5] & (1 << (place & 31))) !== 0;
}

/** `into` becomes what is in both. */
export function intersect(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] &= other[word];
}

/** `into` becomes what is in either. */
export function unite(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] |= other[word];
}

export function invert(bits: Bitmap, size: number): void {
  for (let word = 0; word < bits.length; word++) bits[word] = ~bits[word];
  trim(bits, size);
}

/** Sets the bits of [from, until). */
export function setRange(bits: Bitmap, from: number, until: number): void {
  if (from >= until) return;
  const [first, last] = [from >>> 5, (until - 1) >>> 5];
  const begin = -1 << (from & 31);
  const end = -1 >>> (31 - ((until - 1) & 31));
  if (first === last) bits[first] |= begin & end;
  else {
    bits[first] |= begin;
    bits.fill(0xffffffff, first + 1, last);
    bits[last] |= end;
  }
}

/** How many bits of [from, until) are set. */
export function countRange(bits: Bitmap, from: number, until: number): number {
  if (from >= until) return 0;
  const [first, last] = [from >>> 5, (until - 1) >>> 5];
  const begin = -1 << (from & 31);
  const end = -1 >>> (31 - ((until - 1) & 31));
  if (first === last) return ones(bits[first] & begin & end);
  let count = ones(bits[first] & begin) + ones(bits[last] & end);
  for (let word = first + 1; word < last; word++) count += ones(bits[word]);
  return count;
}

export function isEmpty(bits: Bitmap): boolean {
  for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) return false;
  return true;
}

export function countBits(bits: Bitmap): number {
  let count = 0;
  for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) count += ones(bits[word]);
  return count;
}

function ones(word: number): number {
  let value = word - ((word >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Places that are set, ascending. */
export function placesOfBitmap(bits: Bitmap, count = countBits(bits)): Uint32Array {
  const places = new Uint32Array(count);
  let found = 0;
  for (let word = 0; word < bits.length; word++) {
    let value = bits[word];
    while (value !== 0) {
      const low = value & -value;
      places[found++] = (word << 5) + (31 - Math.clz32(low));
      value ^= low;
    }
  }
  return places;
}

function trim(bits: Bitmap, size: number): void {
  if ((size & 31) !== 0) bits[bits.length - 1] &= (1 << (size & 31)) - 1;
}
