import { FixedText, WORD_BYTES } from '../line-buffer.ts';

interface Known<Meaning> {
  readonly length: number;
  /** The text and the quote behind it. */
  readonly words: Int32Array;
  /** Of the last word, the bits that belong to it. */
  readonly lastBits: number;
  readonly meaning: Meaning;
}

/** What texts mean that come again and again, found by where they stood before: the keys of an object by their place in it. */
export class KnownTexts<Meaning> {
  readonly #meaningOf: (raw: string) => Meaning;
  readonly #known: Known<Meaning>[] = [];

  /** @param meaningOf a text as it stands between its quotes, a byte a character */
  constructor(meaningOf: (raw: string) => Meaning) {
    this.#meaningOf = meaningOf;
  }

  /**
   * Where the text ends that begins at `start`, if it is the one that is known at this place and a quote follows; -1: it must be looked at.
   * @param place a small number: of texts at one place, the last one is known
   */
  endOf(bytes: DataView, start: number, place: number): number {
    const known = this.#known[place];
    if (known === undefined) return -1;
    const { words, lastBits, length } = known;
    const last = words.length - 1;
    if (start + words.length * WORD_BYTES > bytes.byteLength) return -1;
    let at = start;
    for (let index = 0; index < last; index++, at += WORD_BYTES) if (bytes.getInt32(at, true) !== words[index]) return -1;
    return (bytes.getInt32(at, true) & lastBits) === words[last] ? start + length : -1;
  }

  /** Of the text that `endOf` found at a place. */
  meaningAt(place: number): Meaning {
    return this.#known[place].meaning;
  }

  /** Of the text in bytes [start, end), which is known at this place from now on. */
  learn(bytes: Buffer, start: number, end: number, place: number): Meaning {
    const raw = bytes.toString('latin1', start, end);
    const { words, length } = new FixedText(`${raw}"`);
    const unused = (words.length * WORD_BYTES - length) * 8;
    const meaning = this.#meaningOf(raw);
    this.#known[place] = { length: end - start, words, lastBits: -1 >>> unused, meaning };
    return meaning;
  }
}
