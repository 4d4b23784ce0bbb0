import { FOLD } from '../base/fold-byte.ts';
import { SLOT } from '../base/slot-kind.ts';
import { FIRST_COLUMN_FRAME, LINE_FEED, SECTION } from './block-layout.ts';
import type { BlockReader } from './block-reader.ts';
import { ByteReader, ByteWriter, damaged } from './bytes.ts';

/*
 * What the frames of a block hold, as bitmaps by hash: three bytes in a row (ASCII letters in lower case, line feeds in none), five digits in
 * a row where the values are random. And how many digits stand together at most. A frame that lacks one of a literal's needs no unpacking: for
 * a rare or absent word or number that is nearly all of them. Some eight bytes in a thousand of the text.
 */

/** Values of these kinds hold any three bytes sooner or later, but hardly any five digits. */
const RANDOM_KINDS = (['number', 'hex', 'uuid', 'mac'] as const).reduce((mask, kind) => mask | (1 << SLOT[kind]), 0);

const HASH_BITS = 16;
const HASHES = 2 ** HASH_BITS;
/** Bits per different hash: one of three misses is seen by one hash alone, and words have several. */
const BITS_PER_HASH = 4;
/** Runs of digits that are worth a search have several, and there are many of them. */
const BITS_PER_RUN = 2;
/** Frames with more different hashes than this are as good as random. */
const MAX_HASHES = 6_000;
const MIN_WORDS = 2;
const RUN = 5;
/** Longer runs of digits count as this long. */
const MAX_DIGITS = 255;

/** What text must have to hold a literal. */
export interface FilterNeedle {
  /** Hashes of three bytes in a row; none for needles too short to have any. */
  readonly hashes: Uint16Array;
  /** Hashes of five digits in a row. */
  readonly runs: Uint16Array;
  /** Most digits that stand together, at most 255. */
  readonly digits: number;
}

/** @param needle ASCII letters in lower case */
export function filterNeedle(needle: Uint8Array): FilterNeedle {
  const hashes = new Set<number>();
  const runs = new Set<number>();
  let [together, digits] = [0, 0];
  for (let at = 0; at < needle.length; at++) {
    together = isDigit(needle[at]) ? together + 1 : 0;
    digits = Math.max(digits, together);
    if (together >= RUN) runs.add(hashOf(valueOfRun(needle, at)));
    if (at < 2) continue;
    const three = [needle[at - 2], needle[at - 1], needle[at]];
    if (!three.includes(LINE_FEED)) hashes.add(hashOf((three[0] << 16) | (three[1] << 8) | three[2]));
  }
  return { hashes: Uint16Array.from(hashes), runs: Uint16Array.from(runs), digits: Math.min(digits, MAX_DIGITS) };
}

function hashOf(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** 1 for digits. */
const DIGIT = Uint8Array.from({ length: 256 }, (_, byte) => (isDigit(byte) ? 1 : 0));

/** The number that the five digits up to `at` write. */
function valueOfRun(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let place = at - RUN + 1; place <= at; place++) value = value * 10 + bytes[place] - 0x30;
  return value;
}

/** What the filter of a block says of its frames: the tails, and each frame of columns. */
export interface BlockFilter {
  readonly frameCount: number;
  /** Mask of slot kinds, by frame (BlockReader.frameKinds). */
  readonly kinds: Uint32Array;
  /** True when the frame must be looked at: it may hold the literal. */
  mayHold(frame: number, needle: FilterNeedle): boolean;
}

/** Makes filters of blocks; keeps its memory between them. */
export class FrameFilterBuilder {
  readonly #seen = new SeenHashes();
  readonly #out = new ByteWriter(16_384);

  /** @returns memory of its own, for readBlockFilter */
  ofBlock(reader: BlockReader): Uint8Array<ArrayBuffer> {
    const out = this.#out;
    out.reset();
    out.varint(reader.frameCount);
    for (let frame = SECTION.tails; frame < reader.frameCount; frame++) {
      const kinds = reader.frameKinds(frame);
      out.varint(kinds >>> 0);
      const text = reader.peekFrame(frame);
      this.#seen.clear();
      const digits = isRandom(frame, kinds) ? meetRuns(text, this.#seen) : meetThrees(text, this.#seen);
      out.varint(Math.min(digits, MAX_DIGITS));
      this.#put(text.length, isRandom(frame, kinds) ? BITS_PER_RUN : BITS_PER_HASH);
    }
    return out.copy();
  }

  /** Length of the bitmap in words + 1 and its bytes; 0: no bitmap, may hold anything; 1: holds nothing. */
  #put(textLength: number, bitsPerHash: number): void {
    const { list, count } = this.#seen;
    const out = this.#out;
    if (textLength === 0) out.varint(1);
    else if (count > MAX_HASHES) out.varint(0);
    else {
      let words = MIN_WORDS;
      while (words * 32 < count * bitsPerHash) words *= 2;
      const bitmap = new Int32Array(words);
      for (let index = 0; index < count; index++) bitmap[(list[index] >>> 5) & (words - 1)] |= 1 << (list[index] & 31);
      out.varint(words + 1);
      out.append(new Uint8Array(bitmap.buffer));
    }
  }
}

/** Three bytes in a row tell nothing of what is random. Tails are text. */
function isRandom(frame: number, kinds: number): boolean {
  return frame >= FIRST_COLUMN_FRAME && (kinds & ~RANDOM_KINDS) === 0;
}

/** Different hashes, in the order in which they came: list[0 … count). */
class SeenHashes {
  /** One place more than there can be: it is written to before it is known whether a hash is new. */
  readonly list = new Uint16Array(HASHES + 1);
  count = 0;
  /** By hash, `round` where it was met. */
  readonly mark = new Uint8Array(HASHES);
  round = 0;

  clear(): void {
    this.count = 0;
    this.round = (this.round + 1) & 0xff;
    if (this.round > 0) return;
    this.mark.fill(0);
    this.round = 1;
  }
}

/*
 * The two loops below go through all values of a log. Whether a hash is new, or a byte a digit, cannot be foretold: they add what is 0 or 1
 * instead of branching.
 */

/** @returns most digits that stand together */
function meetThrees(text: Uint8Array, seen: SeenHashes): number {
  const { list, mark, round } = seen;
  let count = 0;
  let three = 0;
  /** Bytes that still miss for three in a row. */
  let missing = 2;
  let [together, digits] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const byte = FOLD[text[at]];
    three = ((three << 8) | byte) & 0xffffff;
    together = (together + 1) & -DIGIT[byte];
    if (together > digits) digits = together;
    if (byte === LINE_FEED) missing = 3;
    if (missing > 0) {
      missing--;
      continue;
    }
    const hash = hashOf(three);
    list[count] = hash;
    count += mark[hash] === round ? 0 : 1;
    mark[hash] = round;
  }
  seen.count = count;
  return digits;
}

/** @returns most digits that stand together */
function meetRuns(text: Uint8Array, seen: SeenHashes): number {
  const { list, mark, round } = seen;
  let count = 0;
  let [together, digits, value] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (DIGIT[byte] === 0) {
      together = 0;
      value = 0;
      continue;
    }
    value = ((value * 10 + byte - 0x30) | 0) % 100_000;
    together++;
    if (together > digits) digits = together;
    if (together < RUN) continue;
    const hash = hashOf(value);
    list[count] = hash;
    count += mark[hash] === round ? 0 : 1;
    mark[hash] = round;
  }
  seen.count = count;
  return digits;
}

/** @throws AppError STORE_UNREADABLE when the bytes are no filter. */
export function readBlockFilter(data: Uint8Array): BlockFilter {
  const from = new ByteReader(data);
  const frameCount = from.varint();
  if (frameCount < FIRST_COLUMN_FRAME || frameCount > data.length * 2 + FIRST_COLUMN_FRAME)
    throw damaged('the search filter of a block is wrong');
  const kinds = new Uint32Array(frameCount);
  const bitmapAt = new Int32Array(frameCount);
  const words = new Int32Array(frameCount);
  const digits = new Uint8Array(frameCount);
  for (let frame = SECTION.tails; frame < frameCount; frame++) {
    kinds[frame] = from.varint();
    digits[frame] = from.varint();
    words[frame] = from.varint() - 1;
    bitmapAt[frame] = from.at;
    if (words[frame] > 0) from.take(words[frame] * 4);
  }
  return {
    frameCount,
    kinds,
    mayHold(frame, needle) {
      if (needle.digits > digits[frame]) return false;
      const length = words[frame];
      if (length <= 0) return length < 0;
      const at = bitmapAt[frame];
      const hashes = isRandom(frame, kinds[frame]) ? needle.runs : needle.hashes;
      for (const hash of hashes) {
        const bit = hash & (length * 32 - 1);
        if ((data[at + (bit >>> 3)] & (1 << (bit & 7))) === 0) return false;
      }
      return true;
    },
  };
}
