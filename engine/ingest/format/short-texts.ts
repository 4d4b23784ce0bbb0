/** Texts longer than this are decoded anew each time. */
const LONGEST = 64;
const PLACES = 1024;

const utf8 = new TextDecoder('utf-8');

/** Decodes the same few short texts again and again: names of loggers, levels, fields. Each place keeps what was met there last. */
export class ShortTexts {
  readonly #text = new Array<string>(PLACES).fill('');
  readonly #length = new Int32Array(PLACES).fill(-1);
  readonly #bytes = new Uint8Array(PLACES * LONGEST);

  /** bytes[start, end) as text; what is no UTF-8 becomes replacement characters. */
  decode(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return utf8.decode(bytes.subarray(start, end));
    let hash = length;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    if (this.#length[place] === length && this.#isAt(place, bytes, start, end)) return this.#text[place];
    const text = utf8.decode(bytes.subarray(start, end));
    this.#text[place] = text;
    this.#length[place] = length;
    for (let i = start, at = place * LONGEST; i < end; i++, at++) this.#bytes[at] = bytes[i];
    return text;
  }

  #isAt(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes;
    for (let i = start, at = place * LONGEST; i < end; i++, at++) if (known[at] !== bytes[i]) return false;
    return true;
  }
}
