/** Rows of one block as bits: row r is bit r & 31 of word r >>> 5. Bits beyond the last row are 0. */
export type Bitmap = Uint32Array;

export function emptyBitmap(rows: number): Bitmap {
  return new Uint32Array((rows + 31) >>> 5);
}

export function fullBitmap(rows: number): Bitmap {
  const bits = new Uint32Array((rows + 31) >>> 5).fill(0xffffffff);
  trim(bits, rows);
  return bits;
}

export function setBit(bits: Bitmap, row: number): void {
  bits[row >>> 5] |= 1 << (row & 31);
}

export function clearBit(bits: Bitmap, row: number): void {
  bits[row >>> 5] &= ~(1 << (row & 31));
}

export function hasBit(bits: Bitmap, row: number): boolean {
  return (bits[row >>> 5] & (1 << (row & 31))) !== 0;
}

/** `into` becomes what is in both. */
export function intersect(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] &= other[word];
}

/** `into` becomes what is in either. */
export function unite(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] |= other[word];
}

export function invert(bits: Bitmap, rows: number): void {
  for (let word = 0; word < bits.length; word++) bits[word] = ~bits[word];
  trim(bits, rows);
}

export function isEmpty(bits: Bitmap): boolean {
  for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) return false;
  return true;
}

export function countBits(bits: Bitmap): number {
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    let value = bits[word];
    if (value === 0) continue;
    value -= (value >>> 1) & 0x55555555;
    value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
    count += Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Rows that are set, ascending. */
export function rowsOfBitmap(bits: Bitmap, count = countBits(bits)): Uint32Array {
  const rows = new Uint32Array(count);
  let found = 0;
  for (let word = 0; word < bits.length; word++) {
    let value = bits[word];
    while (value !== 0) {
      const low = value & -value;
      rows[found++] = (word << 5) + (31 - Math.clz32(low));
      value ^= low;
    }
  }
  return rows;
}

function trim(bits: Bitmap, rows: number): void {
  if ((rows & 31) !== 0) bits[bits.length - 1] &= (1 << (rows & 31)) - 1;
}
