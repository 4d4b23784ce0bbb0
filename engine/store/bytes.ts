import { AppError } from '../base/app-error.ts';

/** Up to this length a loop beats the call of a native copy. */
const SHORT = 48;

/** Grows as it is written to; `reset` keeps the memory, so that one writer serves many blocks. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1_024) {
    this.bytes = new Uint8Array(capacity);
  }

  reset(): void {
    this.length = 0;
  }

  /** Room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
  }

  /** LEB128 of a whole number in [0, 2^53]. */
  varint(value: number): void {
    this.reserve(8);
    const bytes = this.bytes;
    let at = this.length;
    let rest = value;
    while (rest > 0x7fffffff) {
      bytes[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.length = at;
  }

  /** A signed whole number, magnitude below 2^52: small magnitudes take few bytes. */
  zigzag(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  float64(value: number): void {
    this.reserve(8);
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true);
    this.length += 8;
  }

  append(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    if (end - start <= SHORT) {
      const { bytes, length } = this;
      for (let i = start; i < end; i++) bytes[length + i - start] = source[i];
    } else this.bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length);
    this.length += end - start;
  }

  /** @param text of ASCII characters only */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** @param word 32 bits, written as eight lower-case hex digits */
  hex(word: number): void {
    this.reserve(8);
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (word >>> shift) & 15;
      this.bytes[this.length++] = digit < 10 ? 0x30 + digit : 0x57 + digit;
    }
  }

  /** Length first, then the bytes. */
  sized(source: Uint8Array): void {
    this.varint(source.length);
    this.append(source);
  }

  /** What was written, as a view that the next write may change. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** What was written, as memory of its own. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads what ByteWriter wrote. @throws AppError STORE_UNREADABLE past the end: the file is damaged. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  varint(): number {
    const bytes = this.bytes;
    let at = this.at;
    let byte = bytes[at++];
    if (byte < 128) {
      this.at = at;
      return byte;
    }
    let value = 0;
    let scale = 1;
    while (byte > 127) {
      value += (byte & 0x7f) * scale;
      scale *= 128;
      byte = bytes[at++];
    }
    if (byte === undefined) throw damaged('a number runs past the end of its data');
    this.at = at;
    return value + byte * scale;
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  float64(): number {
    if (this.at + 8 > this.bytes.length) throw damaged('a number runs past the end of its data');
    const value = new DataView(this.bytes.buffer, this.bytes.byteOffset).getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw damaged('a text runs past the end of its data');
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  sized(): Uint8Array {
    return this.take(this.varint());
  }

  /** Passes over what `sized` would return. @returns where it starts; it ends at `at` */
  skip(): number {
    const length = this.varint();
    const start = this.at;
    this.at = start + length;
    if (this.at > this.bytes.length) throw damaged('a text runs past the end of its data');
    return start;
  }
}

/** Data inside the investigation file that contradicts itself. */
export function damaged(finding: string, cause?: unknown): AppError {
  return new AppError(
    'STORE_UNREADABLE',
    `The investigation file is damaged: ${finding}. Records stored there cannot be shown. Read the original logs again into a new investigation.`,
    { cause },
  );
}
