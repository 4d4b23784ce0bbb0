const LONG = 8;
const SHORT = 4;
const FILTER_BITS = 17;
const BASE = 0x01000193;
const BASE_TO_LONG = power(LONG);
const BASE_TO_SHORT = power(SHORT);

interface Owned {
  readonly text: string;
  readonly owner: number;
}

/**
 * Finds which of many texts may stand in another one, in one pass over it. Each text is looked for by eight of its characters, the eight that
 * fewest others share (four, where it has no eight); a table of bits rules out almost every place before anything is looked up. What is left
 * is told by the hash of the whole text, which costs nothing per text: hashes of windows follow from those of beginnings (Rabin and Karp, 1987).
 * ASCII letters count as their lower case; that two texts have one hash does no harm, what is found is asked again.
 */
export class LiteralIndex {
  readonly #long: GramIndex | undefined;
  readonly #short: GramIndex | undefined;
  /** Of the text searched: hashes of its beginnings, and where a filter let something through. */
  #hashes = new Int32Array(1_024);
  #places = new Int32Array(1_024);

  /** @param texts of at least `LiteralIndex.shortest` characters, in lower case, each with the number of its owner */
  constructor(texts: readonly Owned[]) {
    const [long, short] = [texts.filter(({ text }) => text.length >= LONG), texts.filter(({ text }) => text.length < LONG)];
    this.#long = long.length === 0 ? undefined : new GramIndex(long, LONG);
    this.#short = short.length === 0 ? undefined : new GramIndex(short, SHORT);
  }

  static readonly shortest = SHORT;

  /** Calls `found` with every owner whose text may stand in this one; some may be told twice. */
  search(text: string, found: (owner: number) => void): void {
    if (text.length >= this.#hashes.length) {
      this.#hashes = new Int32Array(text.length * 2);
      this.#places = new Int32Array(text.length * 2);
    }
    const hashes = this.#hashes;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      hash = (Math.imul(hash, BASE) + (code < 128 ? LOWER[code] : foldedWide(code))) | 0;
      hashes[at + 1] = hash;
    }
    if (this.#long !== undefined) this.#searchIn(this.#long, text.length, LONG, BASE_TO_LONG, found);
    if (this.#short !== undefined) this.#searchIn(this.#short, text.length, SHORT, BASE_TO_SHORT, found);
  }

  #searchIn(index: GramIndex, length: number, gram: number, baseToGram: number, found: (owner: number) => void): void {
    const [hashes, places, filter] = [this.#hashes, this.#places, index.filter];
    let count = 0;
    for (let end = gram; end <= length; end++) {
      const place = placeOf((hashes[end] - Math.imul(hashes[end - gram], baseToGram)) | 0);
      if ((filter[place >>> 5] & (1 << (place & 31))) !== 0) places[count++] = end;
    }
    for (let at = 0; at < count; at++) index.findAt(places[at], hashes, length, found);
  }
}

/**
 * Texts by one of their grams. Those that hold the same gram at the same place and are equally long are one shape, told apart by the hash of
 * the whole text. All of it lies in a few columns: with thousands of texts, objects of their own would each be waited for in memory.
 */
class GramIndex {
  readonly filter = new Int32Array(1 << (FILTER_BITS - 5));
  readonly #gram: number;
  readonly #powers: Int32Array;
  /** By gram, its first shape; by shape and hash of the text, its last owner. */
  readonly #shapeOf: IntTable;
  readonly #ownerOf: IntTable;
  /** By shape: characters of the text up to the end of its gram, all its characters, and the next shape of the gram. */
  readonly #before: Int32Array;
  readonly #length: Int32Array;
  readonly #nextShape: Int32Array;
  /** By place of a text: its owner, and the place before it of the same text. */
  readonly #owner: Int32Array;
  readonly #nextOwner: Int32Array;
  #shapes = 0;

  constructor(texts: readonly Owned[], gram: number) {
    this.#gram = gram;
    const longest = texts.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.#powers = new Int32Array(longest + 1).fill(1);
    for (let at = 1; at <= longest; at++) this.#powers[at] = Math.imul(this.#powers[at - 1], BASE);
    this.#shapeOf = new IntTable(texts.length);
    this.#ownerOf = new IntTable(texts.length);
    [this.#before, this.#length, this.#nextShape, this.#owner, this.#nextOwner] = Array.from(
      { length: 5 },
      () => new Int32Array(texts.length),
    );
    const frequency = new Map<number, number>();
    for (const { text } of texts) for (const one of new Set(this.#grams(text))) frequency.set(one, (frequency.get(one) ?? 0) + 1);
    for (const [place, { text, owner }] of texts.entries()) this.#add(text, owner, place, frequency);
  }

  /** Tells the owners of texts whose gram ends at `end`. */
  findAt(end: number, hashes: Int32Array, textLength: number, found: (owner: number) => void): void {
    let shape = this.#shapeOf.get((hashes[end] - Math.imul(hashes[end - this.#gram], this.#powers[this.#gram])) | 0);
    for (; shape >= 0; shape = this.#nextShape[shape]) {
      const from = end - this.#before[shape];
      const until = from + this.#length[shape];
      if (from < 0 || until > textLength) continue;
      let place = this.#ownerOf.get(textKey(shape, hashes[until] - Math.imul(hashes[from], this.#powers[until - from])));
      for (; place >= 0; place = this.#nextOwner[place]) found(this.#owner[place]);
    }
  }

  #add(text: string, owner: number, place: number, frequency: ReadonlyMap<number, number>): void {
    const all = this.#grams(text);
    let rarest = 0;
    for (let at = 1; at < all.length; at++) if ((frequency.get(all[at]) ?? 0) < (frequency.get(all[rarest]) ?? 0)) rarest = at;
    const gram = all[rarest];
    const shape = this.#shape(gram, rarest + this.#gram, text.length);
    const key = textKey(shape, hashOf(text, 0, text.length));
    this.#owner[place] = owner;
    this.#nextOwner[place] = this.#ownerOf.get(key);
    this.#ownerOf.set(key, place);
    const bit = placeOf(gram);
    this.filter[bit >>> 5] |= 1 << (bit & 31);
  }

  #shape(gram: number, before: number, length: number): number {
    const first = this.#shapeOf.get(gram);
    for (let shape = first; shape >= 0; shape = this.#nextShape[shape])
      if (this.#before[shape] === before && this.#length[shape] === length) return shape;
    const made = this.#shapes++;
    this.#before[made] = before;
    this.#length[made] = length;
    this.#nextShape[made] = first;
    this.#shapeOf.set(gram, made);
    return made;
  }

  /** Hashes of all windows as long as a gram. */
  #grams(text: string): number[] {
    return Array.from({ length: text.length - this.#gram + 1 }, (_, from) => hashOf(text, from, from + this.#gram));
  }
}

/** Numbers of at least 0 by whole numbers of 32 bits. */
class IntTable {
  readonly #shift: number;
  readonly #keys: Int32Array;
  /** -1 where there is none. */
  readonly #values: Int32Array;

  /** @param most keys there will be */
  constructor(most: number) {
    const bits = Math.ceil(Math.log2(Math.max(8, most * 2)));
    this.#shift = 32 - bits;
    this.#keys = new Int32Array(1 << bits);
    this.#values = new Int32Array(1 << bits).fill(-1);
  }

  /** -1 where there is none. */
  get(key: number): number {
    return this.#values[this.#placeOf(key)];
  }

  set(key: number, value: number): void {
    const place = this.#placeOf(key);
    this.#keys[place] = key;
    this.#values[place] = value;
  }

  #placeOf(key: number): number {
    let place = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (this.#values[place] >= 0 && this.#keys[place] !== key) place = (place + 1) & (this.#keys.length - 1);
    return place;
  }
}

/** Different shapes may give the same key: what is found is asked again. */
function textKey(shape: number, hash: number): number {
  return (hash ^ Math.imul(shape + 1, 0x85ebca6b)) | 0;
}

function hashOf(text: string, from: number, until: number): number {
  let hash = 0;
  for (let at = from; at < until; at++) hash = (Math.imul(hash, BASE) + folded(text.charCodeAt(at))) | 0;
  return hash;
}

function power(exponent: number): number {
  let product = 1;
  for (let count = 0; count < exponent; count++) product = Math.imul(product, BASE);
  return product;
}

function placeOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

/** One byte per character: what differs may look alike, never the other way round. */
function folded(code: number): number {
  return code < 128 ? LOWER[code] : foldedWide(code);
}

const LOWER = Uint8Array.from({ length: 128 }, (_, code) => (code >= 65 && code <= 90 ? code | 32 : code));

/** The Kelvin sign is a k, the long s an s. */
function foldedWide(code: number): number {
  return code === 0x212a ? 107 : code === 0x17f ? 115 : code & 255;
}
