/**
 * What the ingest worker hands the block encoder: rows in source order as ranges of `bytes`. Nothing is copied before encoding.
 * A row is one record: its first line, and a tail (the lines joined to it).
 */
export interface BlockInput {
  /** The text all ranges below point into. */
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  /** Microseconds; NO_TIME where none is known. [rowCount] */
  readonly timeUs: Float64Array;
  /** Index of the row's signature within this block, 0..localCount-1. [rowCount] */
  readonly signature: Uint16Array;
  /** Distinct signatures of this block, at most 65,536. */
  readonly localCount: number;
  /** Slots stored as columns, per local signature: all slots of the signature except those of kind `time`. [localCount] */
  readonly columnCount: Uint16Array;
  /** SLOT_KINDS index of every column, one local signature after the other; lets the encoder put like with like. Absent: unknown. */
  readonly columnKinds?: Uint8Array;
  /** Bytes of every column's values, a line feed behind each, in the order of `columnKinds`. Absent: unknown. */
  readonly columnBytes?: Int32Array;
  /** Row r has its values at slotStart/slotEnd[firstSlot[r] … firstSlot[r] + columnCount[signature[r]]), in slot order. [rowCount] */
  readonly firstSlot: Int32Array;
  readonly slotStart: Int32Array;
  readonly slotEnd: Int32Array;
  /** First line, without its line feed (a carriage return before it belongs to the line). [rowCount] each */
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  /** The lines joined to it, line feeds between them kept, the last one not; equal where there are none. [rowCount] each */
  readonly tailStart: Int32Array;
  readonly tailEnd: Int32Array;
  /** Byte offset of the row's first byte in the source, relative to the block's. [rowCount] */
  readonly byteOffset: Float64Array;
  /** Line number of the row's first line, relative to the block's first line. [rowCount] */
  readonly line: Float64Array;
}
