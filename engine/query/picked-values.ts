import { LINE_FEED } from '../store/block-layout.ts';
import type { BlockReader, ColumnPlace } from '../store/block-reader.ts';
import { damaged } from '../store/bytes.ts';
import { textOf } from './value-text.ts';

/** Where a value goes. */
interface Taker {
  add(value: string, bucket: number): void;
}

/** Values of one column of a block that are wanted. */
export class ColumnPicks {
  readonly place: ColumnPlace;
  /** The values stand inside a JSON string. */
  readonly escaped: boolean;
  readonly into: Taker;
  readonly ordinals: number[] = [];
  readonly buckets: number[] = [];

  constructor(place: ColumnPlace, escaped: boolean, into: Taker) {
    this.place = place;
    this.escaped = escaped;
    this.into = into;
  }

  /** @param ordinal rows of the same signature before this one; ascending from call to call */
  pick(ordinal: number, bucket: number): void {
    this.ordinals.push(ordinal);
    this.buckets.push(bucket);
  }
}

const BACKSLASH = 92;

/**
 * Few values of many columns of one block. They are read frame by frame, so that each is unpacked once and nothing of it is held, and a column is
 * walked no further than to the last value wanted.
 */
export class PickedValues {
  readonly #reader: BlockReader;
  readonly #byFrame = new Map<number, ColumnPicks[]>();

  constructor(reader: BlockReader) {
    this.#reader = reader;
  }

  /** @param local signature in the block, asked once for each of its columns */
  of(local: number, column: number, escaped: boolean, into: Taker): ColumnPicks {
    const picks = new ColumnPicks(this.#reader.columnPlace(local, column), escaped, into);
    const others = this.#byFrame.get(picks.place.frame);
    if (others === undefined) this.#byFrame.set(picks.place.frame, [picks]);
    else others.push(picks);
    return picks;
  }

  /** Hands every value to who wants it. */
  read(): void {
    for (const [frame, columns] of this.#byFrame) {
      const unpacked = this.#reader.peekFrame(frame);
      const bytes = Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
      for (const picks of columns) hand(picks, bytes);
    }
  }
}

/** @param bytes the frame of the column */
function hand({ place, escaped, into, ordinals, buckets }: ColumnPicks, bytes: Buffer): void {
  let [at, passed] = [place.from, 0];
  for (let index = 0; index < ordinals.length; index++) {
    for (; passed < ordinals[index]; passed++) {
      const end = bytes.indexOf(LINE_FEED, at);
      if (end < 0 || end + 1 >= place.until) throw damaged('a column is short of values');
      at = end + 1;
    }
    let until = at;
    let isPlain = true;
    for (let byte = bytes[until]; byte !== LINE_FEED && until < place.until; byte = bytes[++until])
      if (byte > 127 || byte === BACKSLASH) isPlain = false;
    into.add(isPlain ? bytes.toString('latin1', at, until) : textOf(bytes.subarray(at, until), escaped), buckets[index]);
  }
}
