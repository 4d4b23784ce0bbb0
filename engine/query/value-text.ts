import { unescapeJson } from '../base/masked-message.ts';
import type { BlockReader, Column } from '../store/block-reader.ts';
import type { ValuePiece } from './signature-table.ts';
import type { TimeTexts } from './time-text.ts';

/** Reads values of records as text. Bytes that are no UTF-8 become U+FFFD. */
export class ValueTexts {
  readonly #times: TimeTexts;

  constructor(times: TimeTexts) {
    this.#times = times;
  }

  /** @param escaped the value stands inside a JSON string. */
  piece(reader: BlockReader, row: number, piece: ValuePiece, timeLayout: number, escaped: boolean): string {
    if ('text' in piece) return piece.text;
    const bytes = 'column' in piece ? reader.value(row, piece.column) : this.#times.render(timeLayout, reader.times()[row]);
    return textOf(bytes, escaped);
  }

  /** The same of a record that is known by how many of its signature come before it in the block; its row is asked for where a time is wanted. */
  valueAt(
    reader: BlockReader,
    { local, ordinal, row }: { readonly local: number; readonly ordinal: number; row(): number },
    pieces: readonly ValuePiece[],
    timeLayout: number,
    escaped: boolean,
  ): string {
    let text = '';
    for (const piece of pieces)
      text +=
        'column' in piece
          ? textOf(valueIn(reader.column(local, piece.column), ordinal), escaped)
          : this.piece(reader, row(), piece, timeLayout, escaped);
    return text;
  }

  value(reader: BlockReader, row: number, pieces: readonly ValuePiece[], timeLayout: number, escaped: boolean): string {
    if (pieces.length === 1) return this.piece(reader, row, pieces[0], timeLayout, escaped);
    let text = '';
    for (const piece of pieces) text += this.piece(reader, row, piece, timeLayout, escaped);
    return text;
  }
}

function valueIn(column: Column, ordinal: number): Uint8Array {
  const starts = column.starts();
  return column.bytes.subarray(starts[ordinal], starts[ordinal + 1] - 1);
}

/** Short ASCII values, nearly all there are, need no decoder. */
export function textOf(bytes: Uint8Array, escaped: boolean): string {
  if (bytes.length > 64) return decoded(bytes, escaped);
  let text = '';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte > 127 || byte === BACKSLASH) return decoded(bytes, escaped);
    text += String.fromCharCode(byte);
  }
  return text;
}

const BACKSLASH = 92;

function decoded(bytes: Uint8Array, escaped: boolean): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return escaped ? unescapeJson(text) : text;
}
