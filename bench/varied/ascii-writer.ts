// The inner loop of the generator: it stays whole because every branch moves the same cursor.
import type { FastRandom } from './fast-random.ts';
import { type MessageTemplate, VARIABLES } from './templates.ts';
import type { WordList } from './words.ts';

const HEX_PAIRS = Uint8Array.from(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')));
/** Longer texts are copied by the runtime, shorter ones faster here. */
const LONG_TEXT = 40;
const [COUNT, WIDE, MILLIS, SECONDS, HEX8, HEX32, UUID, IP, PEER, PATH, ID, SIZE, PERCENT, HOST] = VARIABLES.map((_, index) => index);
/** Zipf exponent of words: small enough that new words keep coming. */
const WORD_EXPONENT = 1.3;

/** Writes text as bytes at a cursor; the caller sees to it that there is room (MAX_LINE_BYTES a line). */
export class AsciiWriter {
  bytes: Uint8Array;
  position = 0;
  #spare: Uint8Array;
  readonly #random: FastRandom;
  readonly #words: WordList;
  readonly #wordInverse = 1 / (1 - WORD_EXPONENT);

  constructor(capacity: number, random: FastRandom, words: WordList) {
    this.bytes = new Uint8Array(capacity);
    this.#spare = new Uint8Array(capacity);
    this.#random = random;
    this.#words = words;
  }

  /** Lines ended since the writer was made. */
  lines = 0;

  /** What was written, for the caller until the next call; writing goes on in the other of two buffers. */
  takeBytes(): Uint8Array {
    const taken = this.bytes;
    this.bytes = this.#spare;
    this.#spare = taken;
    this.position = 0;
    return taken;
  }

  endLine(): void {
    this.bytes[this.position++] = 10;
    this.lines++;
  }

  byte(value: number): void {
    this.bytes[this.position++] = value;
  }

  copy(text: Uint8Array): void {
    const { bytes, position } = this;
    const { length } = text;
    if (length > LONG_TEXT) bytes.set(text, position);
    else for (let index = 0; index < length; index++) bytes[position + index] = text[index];
    this.position = position + length;
  }

  /** @param value a whole number in [0, 2^31) */
  decimal(value: number): void {
    let digits = 1;
    for (let limit = 10; digits < 10 && value >= limit; limit *= 10) digits++;
    this.padded(value, digits);
  }

  /** The last `digits` decimal digits of a whole number in [0, 2^31). */
  padded(value: number, digits: number): void {
    const { bytes, position } = this;
    let left = value | 0;
    for (let at = position + digits - 1; at >= position; at--) {
      const next = (left / 10) | 0;
      bytes[at] = 48 + left - next * 10;
      left = next;
    }
    this.position = position + digits;
  }

  /** @param digits even */
  hex(digits: number): void {
    const { bytes } = this;
    const end = this.position + digits;
    let at = this.position;
    while (at < end) {
      let bits = this.#random.bits();
      for (let pair = 0; pair < 4 && at < end; pair++) {
        const from = (bits & 255) << 1;
        bytes[at] = HEX_PAIRS[from];
        bytes[at + 1] = HEX_PAIRS[from + 1];
        at += 2;
        bits >>>= 8;
      }
    }
    this.position = end;
  }

  ip(): void {
    const bits = this.#random.bits();
    this.copy(TEN);
    this.decimal((bits >>> 6) & 63);
    this.byte(46);
    this.decimal((bits >>> 12) & 255);
    this.byte(46);
    this.decimal((bits >>> 20) & 255);
  }

  message({ texts, variables, salt }: MessageTemplate): void {
    for (let index = 0; index < variables.length; index++) {
      this.copy(texts[index]);
      this.#variable(variables[index], salt);
    }
    this.copy(texts[texts.length - 1]);
  }

  #variable(kind: number, salt: number): void {
    const random = this.#random;
    switch (kind) {
      case COUNT: {
        const one = random.unit();
        this.decimal(Math.floor(one * one * 5_000));
        return;
      }
      case WIDE:
        this.decimal(100_000 + random.below(900_000_000));
        return;
      case MILLIS: {
        const one = random.unit();
        this.decimal(Math.floor(one * one * one * 9_000));
        this.copy(MS);
        return;
      }
      case SECONDS:
        this.decimal(random.below(30));
        this.byte(46);
        this.padded(random.below(1_000), 3);
        this.byte(115);
        return;
      case HEX8:
        this.copy(HEX_PREFIX);
        this.hex(8);
        return;
      case HEX32:
        this.hex(32);
        return;
      case UUID:
        for (let part = 0; part < 5; part++) {
          if (part > 0) this.byte(45);
          this.hex(UUID_PARTS[part]);
        }
        return;
      case IP:
        this.ip();
        return;
      case PEER:
        this.ip();
        this.byte(58);
        this.decimal(1_024 + random.below(60_000));
        return;
      case PATH:
        this.copy(PATH_ROOT);
        this.decimal(random.below(64));
        this.byte(47);
        this.hex(6);
        this.copy(PATH_END);
        return;
      case ID:
        this.copy(ID_PREFIX);
        this.hex(10);
        return;
      case SIZE:
        this.decimal(random.below(2_000));
        this.byte(46);
        this.decimal(random.below(10));
        this.copy(KB);
        return;
      case PERCENT:
        this.decimal(random.below(101));
        this.byte(37);
        return;
      case HOST:
        this.copy(HOST_PREFIX);
        this.decimal(random.below(400));
        this.copy(HOST_END);
        return;
      default:
        this.copy(this.#words.draw(random, this.#wordInverse, salt));
    }
  }
}

const UUID_PARTS = [8, 4, 4, 4, 12];
const TEN = Buffer.from('10.');
const MS = Buffer.from('ms');
const KB = Buffer.from('kB');
const HEX_PREFIX = Buffer.from('0x');
const ID_PREFIX = Buffer.from('id_');
const PATH_ROOT = Buffer.from('/srv/data/');
const PATH_END = Buffer.from('.seg');
const HOST_PREFIX = Buffer.from('node-');
const HOST_END = Buffer.from('.eu.internal');
