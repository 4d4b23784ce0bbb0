/** What texts mean that come again and again, found by where they stood before: the keys of an object by their place in it. */
export class KnownTexts<Meaning> {
  readonly #meaningOf: (raw: string) => Meaning;
  readonly #known: { readonly bytes: Buffer; readonly meaning: Meaning }[] = [];

  /** @param meaningOf a text as it stands between its quotes, a byte a character */
  constructor(meaningOf: (raw: string) => Meaning) {
    this.#meaningOf = meaningOf;
  }

  /** Of the text in bytes [start, end). @param place a small number: of texts at one place, the last one is known */
  of(bytes: Buffer, start: number, end: number, place: number): Meaning {
    const known = this.#known[place];
    if (known !== undefined && isAt(known.bytes, bytes, start, end)) return known.meaning;
    const raw = bytes.toString('latin1', start, end);
    const meaning = this.#meaningOf(raw);
    this.#known[place] = { bytes: Buffer.from(raw, 'latin1'), meaning };
    return meaning;
  }
}

function isAt(text: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (text[index] !== bytes[start + index]) return false;
  return true;
}
