import { LINE_FEED } from '../store/block-layout.ts';
import type { BlockReader, ColumnPlace } from '../store/block-reader.ts';
import { damaged } from '../store/bytes.ts';
import { textOf } from './value-text.ts';

/** One value of a block that is wanted. */
interface Pick<Into> {
  readonly place: ColumnPlace;
  /** Which value of its column. */
  readonly ordinal: number;
  /** It stands inside a JSON string. */
  readonly escaped: boolean;
  readonly into: Into;
  readonly bucket: number;
}

/** Where a value goes. */
interface Taker {
  add(value: string, bucket: number): void;
}

const BACKSLASH = 92;

/**
 * Few values of many columns of one block. They are read frame by frame, so that each is unpacked once and nothing of it is held, and a column is
 * walked no further than to the last value wanted.
 */
export class PickedValues<Into extends Taker> {
  readonly #reader: BlockReader;
  readonly #picks: Pick<Into>[] = [];

  constructor(reader: BlockReader) {
    this.#reader = reader;
  }

  /** @param ordinal rows of the same signature before this one */
  pick(local: number, column: number, ordinal: number, escaped: boolean, into: Into, bucket: number): void {
    this.#picks.push({ place: this.#reader.columnPlace(local, column), ordinal, escaped, into, bucket });
  }

  /** Hands every value to who wants it. */
  read(): void {
    this.#picks.sort((a, b) => a.place.frame - b.place.frame || a.place.from - b.place.from || a.ordinal - b.ordinal);
    let [frame, column] = [-1, -1];
    let bytes: Buffer = Buffer.alloc(0);
    let [at, passed] = [0, 0];
    for (const { place, ordinal, escaped, into, bucket } of this.#picks) {
      if (place.frame !== frame) {
        frame = place.frame;
        const unpacked = this.#reader.peekFrame(frame);
        bytes = Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
        column = -1;
      }
      if (place.from !== column) [column, at, passed] = [place.from, place.from, 0];
      for (; passed < ordinal; passed++) {
        const end = bytes.indexOf(LINE_FEED, at);
        if (end < 0 || end + 1 >= place.until) throw damaged('a column is short of values');
        at = end + 1;
      }
      let until = at;
      let isPlain = true;
      for (let byte = bytes[until]; byte !== LINE_FEED && until < place.until; byte = bytes[++until])
        if (byte > 127 || byte === BACKSLASH) isPlain = false;
      into.add(isPlain ? bytes.toString('latin1', at, until) : textOf(bytes.subarray(at, until), escaped), bucket);
    }
  }
}
