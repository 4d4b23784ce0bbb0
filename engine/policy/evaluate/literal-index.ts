const GRAM = 4;
const FILTER_BITS = 15;
const BASE = 0x01000193;

/** Texts that hold their gram at the same place and are equally long, by the hash of the whole text. */
interface Shape {
  /** Characters of the text up to the end of its gram. */
  readonly before: number;
  readonly length: number;
  readonly owners: Map<number, number[]>;
}

/**
 * Finds which of many texts may stand in another one, in one pass over it. Each text is looked for by four of its characters, the four that
 * fewest others share; a table of bits rules out almost every place before anything is looked up. What is left is told by the hash of the
 * whole text, which costs nothing per text: hashes of windows follow from those of beginnings (Rabin and Karp, 1987). ASCII letters count as
 * their lower case; that two texts have one hash does no harm, what is found is asked again.
 */
export class LiteralIndex {
  readonly #filter = new Uint8Array(1 << FILTER_BITS);
  readonly #shapes = new Map<number, Shape[]>();
  readonly #powers: Int32Array;
  /** Of the text searched: hashes of its beginnings, and where the filter let something through. */
  #hashes = new Int32Array(1_024);
  #places = new Int32Array(1_024);

  /** @param texts of at least `LiteralIndex.shortest` characters, in lower case, each with the number of its owner */
  constructor(texts: readonly { readonly text: string; readonly owner: number }[]) {
    const longest = texts.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.#powers = new Int32Array(longest + 1).fill(1);
    for (let at = 1; at <= longest; at++) this.#powers[at] = Math.imul(this.#powers[at - 1], BASE);
    const frequency = new Map<number, number>();
    for (const { text } of texts) for (const gram of new Set(grams(text))) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
    for (const { text, owner } of texts) this.#add(text, owner, frequency);
  }

  static readonly shortest = GRAM;

  /** Calls `found` with every owner whose text may stand in this one; some may be told twice. */
  search(text: string, found: (owner: number) => void): void {
    if (text.length >= this.#hashes.length) {
      this.#hashes = new Int32Array(text.length * 2);
      this.#places = new Int32Array(text.length * 2);
    }
    const [filter, hashes, places] = [this.#filter, this.#hashes, this.#places];
    let [gram, hash, count] = [0, 0, 0];
    for (let at = 0; at < text.length; at++) {
      const code = folded(text.charCodeAt(at));
      gram = (gram << 8) | code;
      hash = (Math.imul(hash, BASE) + code) | 0;
      hashes[at + 1] = hash;
      if (filter[place(gram)] === 1) places[count++] = at + 1;
    }
    for (let at = 0; at < count; at++) this.#findAt(text, places[at], found);
  }

  #findAt(text: string, end: number, found: (owner: number) => void): void {
    if (end < GRAM) return;
    let gram = 0;
    for (let at = end - GRAM; at < end; at++) gram = (gram << 8) | folded(text.charCodeAt(at));
    const shapes = this.#shapes.get(gram);
    if (shapes === undefined) return;
    for (const { before, length, owners } of shapes) {
      const from = end - before;
      if (from < 0 || from + length > text.length) continue;
      const hash = (this.#hashes[from + length] - Math.imul(this.#hashes[from], this.#powers[length])) | 0;
      const list = owners.get(hash);
      if (list !== undefined) for (const owner of list) found(owner);
    }
  }

  #add(text: string, owner: number, frequency: ReadonlyMap<number, number>): void {
    const all = grams(text);
    let rarest = 0;
    for (let at = 1; at < all.length; at++) if ((frequency.get(all[at]) ?? 0) < (frequency.get(all[rarest]) ?? 0)) rarest = at;
    const gram = all[rarest];
    const before = rarest + GRAM;
    const shapes = this.#shapes.get(gram) ?? [];
    this.#shapes.set(gram, shapes);
    let shape = shapes.find((one) => one.before === before && one.length === text.length);
    if (shape === undefined) {
      shape = { before, length: text.length, owners: new Map() };
      shapes.push(shape);
    }
    let hash = 0;
    for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, BASE) + folded(text.charCodeAt(at))) | 0;
    shape.owners.set(hash, [...(shape.owners.get(hash) ?? []), owner]);
    this.#filter[place(gram)] = 1;
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
