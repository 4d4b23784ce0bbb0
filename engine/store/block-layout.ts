/*
 * How the bytes of one block lie:
 *
 *   head      HEAD_BYTES, little endian: see HEAD
 *   frames    frameCount * FRAME_BYTES: packed length, raw length, mask of slot kinds (bit = SLOT_KINDS index)
 *   data      the packed frames, in order
 *
 * Frames 0 … FIRST_COLUMN_FRAME-1 have a fixed role (SECTION), raw length 0 where there is nothing to say; the others hold
 * columns: the values of one slot of one signature in row order, each value followed by a line feed, columns in ascending order.
 */

/** "LSB1": the digit is the version of this layout. */
export const BLOCK_MAGIC = 0x3142534c;

export const HEAD = {
  magic: 0,
  rowCount: 4,
  localCount: 8,
  columnTotal: 12,
  lineCount: 16,
  timeUnitUs: 20,
  crc: 24,
  frameCount: 28,
} as const;
export const HEAD_BYTES = 32;
export const FRAME_BYTES = 12;

export const SECTION = {
  /**
   * Varints: rows per local signature; columns per local signature; shortest first line per local signature;
   * frame per column; bytes per column.
   */
  directory: 0,
  /** Per row: 0 = no time, 1 = float64 follows, otherwise zigzag(difference to the last time / timeUnitUs) + 2. */
  times: 1,
  /** Local signature per row: low bytes, then (more than 256 signatures) high bytes. */
  signatures: 2,
  /** Per row: bytes of the first line beyond the shortest of its signature. */
  lengths: 3,
  /** Tails: count, then row steps, byte lengths, lines each. Then byte offsets and line numbers that do not follow from the row before: count, row steps, zigzag differences. */
  oddities: 4,
  /** The tails, one after the other. */
  tails: 5,
} as const;
/** The frames before this one make the block's head, with which its times and signatures can be read alone. */
export const FIRST_LATER_SECTION = 3;
export const FIRST_COLUMN_FRAME = 6;

export const LINE_FEED = 10;
/** Kinds of a frame whose contents nobody named: it may hold anything. */
export const ANY_KIND = 0xffffffff;
