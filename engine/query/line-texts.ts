import type { LineLayout } from '../store/block-reader.ts';
import type { IndexedBlock } from './block-table.ts';
import type { BlockView } from './matcher.ts';
import type { SignatureTable } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';

/** A piece of a line: constant bytes, or where the values of a column lie; neither: the time stamp. */
interface Piece {
  readonly text: Uint8Array | undefined;
  readonly values: Uint8Array | undefined;
  readonly starts: Int32Array | undefined;
}

const LINE_FEED = 10;
/** Copied byte by byte up to this length: a native copy costs more to call. */
const SHORT = 32;

/** Rebuilds many records of one block: what depends on the signature is looked up once, all text goes through one buffer. */
export class LineTexts {
  readonly #view: BlockView;
  readonly #table: SignatureTable;
  readonly #times: TimeTexts;
  readonly #pieces: (readonly Piece[] | undefined)[] = [];
  #buffer = Buffer.allocUnsafe(4_096);
  #length = 0;

  constructor(view: BlockView, table: SignatureTable, times: TimeTexts) {
    this.#view = view;
    this.#table = table;
    this.#times = times;
  }

  /** All lines of a record as text; bytes that are no UTF-8 become U+FFFD. */
  text(row: number): string {
    const reader = this.#view.reader();
    const { times, signatures } = this.#view.core();
    const local = signatures[row];
    const pieces = this.#piecesOf(local);
    const ordinal = reader.ordinal(row);
    this.#length = 0;
    for (const { text, values, starts } of pieces) {
      if (text !== undefined) this.#append(text, 0, text.length);
      else if (values !== undefined && starts !== undefined) this.#append(values, starts[ordinal], starts[ordinal + 1] - 1);
      else {
        const time = this.#times.render(this.#table.timeLayout[this.#block.ids[local]], times[row]);
        this.#append(time, 0, time.length);
      }
    }
    const tail = this.#tail(row);
    if (tail !== undefined) {
      this.#append(FEED, 0, 1);
      this.#append(tail, 0, tail.length);
    }
    return this.#buffer.toString('utf8', 0, this.#length);
  }

  get #block(): IndexedBlock {
    return this.#view.block;
  }

  #tail(row: number): Uint8Array | undefined {
    const reader = this.#view.reader();
    return reader.tailBytes().length === 0 ? undefined : reader.tail(row);
  }

  #piecesOf(local: number): readonly Piece[] {
    const known = this.#pieces[local];
    if (known !== undefined) return known;
    const layout: LineLayout = this.#table.layout(this.#block.ids[local]);
    const reader = this.#view.reader();
    const pieces: Piece[] = [];
    let column = 0;
    layout.texts.forEach((text, index) => {
      if (text.length > 0) pieces.push({ text, values: undefined, starts: undefined });
      if (index >= layout.slots.length) return;
      if (layout.slots[index].kind === 'time') pieces.push({ text: undefined, values: undefined, starts: undefined });
      else {
        const values = reader.column(local, column++);
        pieces.push({ text: undefined, values: values.bytes, starts: values.starts() });
      }
    });
    this.#pieces[local] = pieces;
    return pieces;
  }

  #append(bytes: Uint8Array, from: number, until: number): void {
    const length = until - from;
    if (this.#length + length > this.#buffer.length) {
      const wider = Buffer.allocUnsafe((this.#length + length) * 2);
      this.#buffer.copy(wider, 0, 0, this.#length);
      this.#buffer = wider;
    }
    if (length > SHORT) this.#buffer.set(bytes.subarray(from, until), this.#length);
    else for (let at = 0; at < length; at++) this.#buffer[this.#length + at] = bytes[from + at];
    this.#length += length;
  }
}

const FEED: Readonly<Uint8Array> = Uint8Array.of(LINE_FEED);
