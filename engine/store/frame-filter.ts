import { FOLD } from '../base/fold-byte.ts';
import { SLOT } from '../base/slot-kind.ts';
import { FIRST_COLUMN_FRAME, LINE_FEED, SECTION } from './block-layout.ts';
import type { BlockReader } from './block-reader.ts';
import { ByteReader, ByteWriter, damaged } from './bytes.ts';

/*
 * Which three bytes in a row (ASCII letters in lower case, line feeds in none) the frames of a block hold, as bitmaps by hash. A frame that lacks one
 * of a literal's needs no unpacking: for a rare or absent word that is nearly all of them. Some five bytes in a thousand of the text.
 */

/** Values of these kinds hold any three digits sooner or later: a filter would let everything through. */
const RANDOM_KINDS = (['number', 'hex', 'uuid', 'mac'] as const).reduce((mask, kind) => mask | (1 << SLOT[kind]), 0);

const HASH_BITS = 16;
const WORDS = 2 ** HASH_BITS / 32;
/** Bits per different hash: one of three misses is seen by one hash alone, and words have several. */
const BITS_PER_HASH = 4;
/** Frames with more different hashes than this are as good as random. */
const MAX_HASHES = 6_000;
const MIN_WORDS = 2;

/** Hashes that text must have to hold `needle`, which is folded; none for needles too short to have any. */
export function hashesOf(needle: Uint8Array): Uint16Array {
  const hashes = new Set<number>();
  for (let at = 2; at < needle.length; at++) {
    const three = [needle[at - 2], needle[at - 1], needle[at]];
    if (!three.includes(LINE_FEED)) hashes.add(hashOf((three[0] << 16) | (three[1] << 8) | three[2]));
  }
  return Uint16Array.from(hashes);
}

function hashOf(three: number): number {
  return Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/** What the filter of a block says of its frames: the tails, and each frame of columns. */
export interface BlockFilter {
  readonly frameCount: number;
  /** Mask of slot kinds, by frame (BlockReader.frameKinds). */
  readonly kinds: Uint32Array;
  /** True when the frame must be looked at: it may hold text with these hashes. */
  mayHold(frame: number, hashes: Uint16Array): boolean;
}

/** Makes filters of blocks; keeps its memory between them. */
export class FrameFilterBuilder {
  readonly #seen = new Int32Array(WORDS);
  readonly #out = new ByteWriter(16_384);

  /** @returns memory of its own, for readBlockFilter */
  ofBlock(reader: BlockReader): Uint8Array<ArrayBuffer> {
    const out = this.#out;
    out.reset();
    out.varint(reader.frameCount);
    for (let frame = SECTION.tails; frame < reader.frameCount; frame++) {
      const kinds = reader.frameKinds(frame);
      out.varint(kinds >>> 0);
      if (frame >= FIRST_COLUMN_FRAME && (kinds & ~RANDOM_KINDS) === 0) out.varint(0);
      else this.#put(reader.peekFrame(frame));
    }
    return out.copy();
  }

  /** Length of the bitmap in words + 1 and its bytes; 0: no bitmap, may hold anything; 1: holds nothing. */
  #put(text: Uint8Array): void {
    const out = this.#out;
    if (text.length === 0) {
      out.varint(1);
      return;
    }
    const seen = this.#seen;
    seen.fill(0);
    mark(text, seen);
    const hashes = countBits(seen);
    if (hashes > MAX_HASHES) {
      out.varint(0);
      return;
    }
    let words = MIN_WORDS;
    while (words * 32 < hashes * BITS_PER_HASH) words *= 2;
    const bitmap = new Int32Array(words);
    for (let word = 0; word < WORDS; word++) bitmap[word & (words - 1)] |= seen[word];
    out.varint(words + 1);
    out.append(new Uint8Array(bitmap.buffer));
  }
}

function mark(text: Uint8Array, seen: Int32Array): void {
  let three = 0;
  /** Bytes that still miss for three in a row. */
  let missing = 2;
  for (let at = 0; at < text.length; at++) {
    const byte = FOLD[text[at]];
    three = ((three << 8) | byte) & 0xffffff;
    if (byte === LINE_FEED) missing = 3;
    if (missing > 0) {
      missing--;
      continue;
    }
    const hash = Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
    seen[hash >>> 5] |= 1 << (hash & 31);
  }
}

function countBits(words: Int32Array): number {
  let count = 0;
  for (let word = 0; word < words.length; word++) for (let rest = words[word]; rest !== 0; rest &= rest - 1) count++;
  return count;
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
  for (let frame = SECTION.tails; frame < frameCount; frame++) {
    kinds[frame] = from.varint();
    words[frame] = from.varint() - 1;
    bitmapAt[frame] = from.at;
    if (words[frame] > 0) from.take(words[frame] * 4);
  }
  return {
    frameCount,
    kinds,
    mayHold(frame, hashes) {
      const length = words[frame];
      if (length <= 0) return length < 0;
      const at = bitmapAt[frame];
      for (const hash of hashes) {
        const bit = hash & (length * 32 - 1);
        if ((data[at + (bit >>> 3)] & (1 << (bit & 7))) === 0) return false;
      }
      return true;
    },
  };
}
