import { LINE_FEED } from '../store/block-layout.ts';
import { SignatureOutline } from '../store/signature-outline.ts';
import { type Bitmap, countRange, hasBit } from './bitmap.ts';
import { bufferOver } from './fold.ts';
import type { BlockView } from './matcher.ts';
import type { SignatureTable } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';

const TIME_KIND = 0;
const NO_BYTES = new Uint8Array(0);

/**
 * First lines of records of one block, rebuilt side by side. They come by signature: its rows differ in their values alone, which lie one after
 * the other in their columns, so that nothing is looked up per record. One object is used for block after block; it keeps its memory.
 */
export class JoinedLines {
  readonly #table: SignatureTable;
  readonly #times: TimeTexts;
  readonly #outline = new SignatureOutline();
  #buffer = new Uint8Array(65_536);
  #length = 0;
  /** What the buffer must have room for. */
  #limit = 0;
  #count = 0;
  /** Place of each line's row (see BlockView.starts), and where the line ends, in bytes. */
  #places = new Uint32Array(0);
  #ends = new Uint32Array(0);
  /** Of the signature at work, by slot: the frame its values lie in, where the next one begins, where the last one ends. */
  readonly #frames: Uint8Array[] = [];
  readonly #next: number[] = [];
  readonly #until: number[] = [];

  constructor(table: SignatureTable, times: TimeTexts) {
    this.#table = table;
    this.#times = times;
  }

  /** Lines of the wanted rows, which stand sorted by signature; the text is for searching, what it says of bytes that are no UTF-8 is U+FFFD. */
  join(view: BlockView, wanted: Bitmap): LineMap {
    const { ids, rowCount } = view.block;
    this.#length = 0;
    this.#count = 0;
    if (this.#places.length < rowCount) {
      this.#places = new Uint32Array(rowCount);
      this.#ends = new Uint32Array(rowCount);
    }
    const starts = view.starts();
    for (let local = 0; local < ids.length; local++)
      if (countRange(wanted, starts[local], starts[local + 1]) > 0) this.#addRows(view, local, starts[local], wanted);
    const text = bufferOver(this.#buffer).toString('utf8', 0, this.#length);
    const places = this.#places.subarray(0, this.#count);
    return { text, places, ends: text.length === this.#length ? this.#ends.subarray(0, this.#count) : endsOf(text, this.#count) };
  }

  #addRows(view: BlockView, local: number, start: number, wanted: Bitmap): void {
    const rows = view.reader().rowsOf(local);
    const outline = this.#outline;
    const signature = view.block.ids[local];
    const packed = this.#table.pieces.packed(signature);
    outline.readLine(packed);
    const { slotCount, kinds, textStart, textEnd } = outline;
    this.#limit = this.#length + this.#beginColumns(view, local) + rows.length * (packed.length + 1);
    this.#fit();
    const layout = this.#table.timeLayout[signature];
    const { times } = view.core();
    for (let ordinal = 0; ordinal < rows.length; ordinal++) {
      if (!hasBit(wanted, start + ordinal)) {
        for (let slot = 0; slot < slotCount; slot++) this.#skipValue(slot);
        continue;
      }
      let into = this.#copy(packed, textStart[0], textEnd[0], this.#length);
      for (let slot = 0; slot < slotCount; slot++) {
        into =
          kinds[slot] === TIME_KIND ? this.#addTime(this.#times.render(layout, times[rows[ordinal]]), into) : this.#copyValue(slot, into);
        into = this.#copy(packed, textStart[slot + 1], textEnd[slot + 1], into);
      }
      this.#places[this.#count] = start + ordinal;
      this.#ends[this.#count++] = into;
      this.#buffer[into++] = LINE_FEED;
      this.#length = into;
    }
  }

  /** Finds the columns of a signature. Returns how many bytes their values have. */
  #beginColumns(view: BlockView, local: number): number {
    const reader = view.reader();
    const { slotCount, kinds } = this.#outline;
    let column = 0;
    let bytes = 0;
    for (let slot = 0; slot < slotCount; slot++) {
      if (kinds[slot] === TIME_KIND) {
        this.#frames[slot] = NO_BYTES;
        this.#next[slot] = this.#until[slot] = 0;
        continue;
      }
      const { frame, from, until } = reader.columnPlace(local, column++);
      this.#frames[slot] = reader.frameBytes(frame);
      this.#next[slot] = from;
      this.#until[slot] = until;
      bytes += until - from;
    }
    return bytes;
  }

  /** Copies the next value to `into`; returns where it ends. */
  #copyValue(slot: number, into: number): number {
    const frame = this.#frames[slot];
    const until = this.#until[slot];
    const buffer = this.#buffer;
    let at = this.#next[slot];
    let end = into;
    for (; at < until; at++) {
      const byte = frame[at];
      if (byte === LINE_FEED) break;
      buffer[end++] = byte;
    }
    this.#next[slot] = at + 1;
    return end;
  }

  #skipValue(slot: number): void {
    const frame = this.#frames[slot];
    const until = this.#until[slot];
    let at = this.#next[slot];
    while (at < until && frame[at] !== LINE_FEED) at++;
    this.#next[slot] = at + 1;
  }

  #copy(bytes: Uint8Array, from: number, until: number, into: number): number {
    const buffer = this.#buffer;
    let end = into;
    for (let at = from; at < until; at++) buffer[end++] = bytes[at];
    return end;
  }

  /** The only piece whose length is not known beforehand. */
  #addTime(text: Uint8Array, into: number): number {
    this.#limit += text.length;
    this.#length = into;
    this.#fit();
    return this.#copy(text, 0, text.length, into);
  }

  #fit(): void {
    if (this.#limit <= this.#buffer.length) return;
    const wider = new Uint8Array(this.#limit * 2);
    wider.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = wider;
  }
}

/** Many lines as one text. */
export interface LineMap {
  /** Lines, a line feed behind each. */
  readonly text: string;
  /** Place of each line's row. */
  readonly places: Uint32Array;
  /** Where in the text the line feed of each line stands, ascending. */
  readonly ends: Uint32Array;
}

/** Where characters are not bytes. */
function endsOf(text: string, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  let at = -1;
  for (let line = 0; line < count; line++) {
    at = text.indexOf('\n', at + 1);
    ends[line] = at;
  }
  return ends;
}
