const GRAM = 4;
const FILTER_BITS = 15;

/**
 * Finds which of many texts may stand in another one, in one pass over it. Each text is looked for by four of its characters, the four that
 * fewest others share; a table of bits rules out almost every place before anything is looked up. ASCII letters count as their lower case.
 */
export class LiteralIndex {
  readonly #filter = new Uint8Array(1 << FILTER_BITS);
  readonly #owners = new Map<number, number[]>();

  /** @param texts of at least `LiteralIndex.shortest` characters, in lower case, each with the number of its owner */
  constructor(texts: readonly { readonly text: string; readonly owner: number }[]) {
    const frequency = new Map<number, number>();
    const gramsOf = new Map(texts.map(({ text }) => [text, grams(text)]));
    for (const { text } of texts) for (const gram of new Set(gramsOf.get(text))) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    for (const { text, owner } of texts) {
      const all = gramsOf.get(text) ?? [];
      const rarest = all.reduce((best, gram) => ((frequency.get(gram) ?? 0) < (frequency.get(best) ?? 0) ? gram : best));
      const owners = this.#owners.get(rarest);
      if (owners === undefined) this.#owners.set(rarest, [owner]);
      else owners.push(owner);
      this.#filter[place(rarest)] = 1;
    }
  }

  static readonly shortest = GRAM;

  /** Calls `found` with every owner whose text may stand in this one; some may be told twice. */
  search(text: string, found: (owner: number) => void): void {
    const filter = this.#filter;
    let gram = 0;
    for (let at = 0; at < text.length; at++) {
      gram = (gram << 8) | folded(text.charCodeAt(at));
      if (filter[place(gram)] === 1 && at >= GRAM - 1) {
        const owners = this.#owners.get(gram);
        if (owners !== undefined) for (const owner of owners) found(owner);
      }
    }
  }
}

function grams(text: string): number[] {
  const all: number[] = [];
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = (gram << 8) | folded(text.charCodeAt(at));
    if (at >= GRAM - 1) all.push(gram);
  }
  return all;
}

function place(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

/** One byte per character: what differs may look alike, never the other way round. The Kelvin sign is a k, the long s an s. */
function folded(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code | 32 : code;
  return code === 0x212a ? 107 : code === 0x17f ? 115 : code & 255;
}
