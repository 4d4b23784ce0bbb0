import { FOLD } from '../base/fold-byte.ts';
import type { SignatureOutline } from '../store/signature-outline.ts';
import type { SignatureTable } from './signature-table.ts';
import { alphabetOf } from './slot-alphabet.ts';
import type { TimeTexts } from './time-text.ts';

/** A condition on the value of one slot: how it must contain needle[from, until). */
export interface SlotTest {
  /** Column of the slot, -1 for the time stamp. */
  readonly column: number;
  readonly how: 'prefix' | 'suffix' | 'equal';
  readonly from: number;
  readonly until: number;
}

/** One way in which the needle can lie over constant texts and slots: all tests must hold. */
export type Alignment = readonly SlotTest[];

/** More ways than these are not worth telling apart: the lines are rebuilt instead. */
const MAX_ALIGNMENTS = 48;

export type SpanPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'alignments'; readonly alignments: readonly Alignment[] }
  | { readonly kind: 'rebuild' };

const NONE: SpanPlan = Object.freeze({ kind: 'none' });

/** A literal, folded, and with which bytes a text may lead into a slot or come out of one within it. */
export class Needle {
  readonly bytes: Uint8Array;
  readonly #before = new Uint8Array(256);
  readonly #behind = new Uint8Array(256);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    for (let index = 0; index + 1 < bytes.length; index++) {
      this.#before[bytes[index]] = 1;
      this.#behind[bytes[index + 1]] = 1;
    }
  }

  /** A look at the edges of the texts, which for nearly all signatures suffices: some text must end or begin with a byte of the needle, or be empty. */
  mayCross(texts: Uint8Array, { slotCount, textStart, textEnd }: SignatureOutline): boolean {
    if (this.bytes.length < 2) return false;
    for (let text = 0; text <= slotCount; text++) {
      const [isFirst, isLast] = [text === 0, text === slotCount];
      if (textStart[text] === textEnd[text]) {
        // The empty text at either end of a line joins nothing.
        if (!isFirst && !isLast) return true;
      } else if (!isLast && this.#before[FOLD[texts[textEnd[text] - 1]]] === 1) return true;
      else if (!isFirst && this.#behind[FOLD[texts[textStart[text]]]] === 1) return true;
    }
    return false;
  }
}

/**
 * How a literal can lie across the borders of constants and slots in the first lines of one signature.
 * What lies within one constant, one column or the time stamp is found elsewhere, for many signatures at once.
 */
export function spanPlan(table: SignatureTable, times: TimeTexts, id: number, needle: Needle): SpanPlan {
  const texts = table.pieces.line(id);
  const { outline } = table.pieces;
  if (!needle.mayCross(texts, outline)) return NONE;
  return new SpanPlanner(texts, outline, times.alphabet(table.timeLayout[id]), needle.bytes).plan();
}

class SpanPlanner {
  readonly #needle: Uint8Array;
  readonly #texts: Uint8Array;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #alphabets: Uint8Array[] = [];
  readonly #columns: number[] = [];
  readonly #found: Alignment[] = [];

  constructor(texts: Uint8Array, outline: SignatureOutline, timeAlphabet: Uint8Array, needle: Uint8Array) {
    this.#needle = needle;
    this.#texts = texts;
    const { slotCount, kinds, textStart, textEnd } = outline;
    let column = 0;
    for (let slot = 0; slot < slotCount; slot++) {
      const isTime = kinds[slot] === 0;
      this.#columns.push(isTime ? -1 : column++);
      this.#alphabets.push(isTime ? timeAlphabet : alphabetOf(kinds[slot]));
    }
    for (let text = 0; text <= slotCount; text++) {
      this.#starts.push(textStart[text]);
      this.#ends.push(textEnd[text]);
    }
  }

  plan(): SpanPlan {
    for (let slot = 0; slot < this.#columns.length; slot++) {
      if (this.#found.length > MAX_ALIGNMENTS) return { kind: 'rebuild' };
      this.#fromText(slot);
      this.#fromSlot(slot);
    }
    if (this.#found.length > MAX_ALIGNMENTS) return { kind: 'rebuild' };
    return this.#found.length === 0 ? NONE : { kind: 'alignments', alignments: this.#found };
  }

  /** The needle begins at the end of the text before the slot. */
  #fromText(slot: number): void {
    const needle = this.#needle;
    const end = this.#ends[slot];
    const most = Math.min(needle.length - 1, end - this.#starts[slot]);
    for (let length = 1; length <= most; length++) {
      if (FOLD[this.#texts[end - 1]] === needle[length - 1] && this.#textAt(end - length, 0, length)) this.#intoSlot(slot, length, []);
    }
  }

  /** The needle begins within the slot and goes on behind it. */
  #fromSlot(slot: number): void {
    const needle = this.#needle;
    const alphabet = this.#alphabets[slot];
    for (let length = 1; length < needle.length && alphabet[needle[length - 1]] === 1; length++) {
      this.#intoText(slot + 1, length, [this.#test(slot, 'suffix', 0, length)]);
    }
  }

  /** needle[at…] stands at the start of the slot. */
  #intoSlot(slot: number, at: number, before: Alignment): void {
    if (slot >= this.#columns.length || this.#found.length > MAX_ALIGNMENTS) return;
    const needle = this.#needle;
    const alphabet = this.#alphabets[slot];
    if (this.#holds(slot, at, needle.length)) this.#found.push([...before, this.#test(slot, 'prefix', at, needle.length)]);
    for (let until = at + 1; until < needle.length && alphabet[needle[until - 1]] === 1; until++) {
      this.#intoText(slot + 1, until, [...before, this.#test(slot, 'equal', at, until)]);
    }
  }

  /** needle[at…] stands at the start of a text. */
  #intoText(text: number, at: number, before: Alignment): void {
    const needle = this.#needle;
    const start = this.#starts[text];
    const length = this.#ends[text] - start;
    if (length > 0 && FOLD[this.#texts[start]] !== needle[at]) return;
    const rest = needle.length - at;
    if (rest <= length) {
      if (this.#textAt(start, at, needle.length)) this.#found.push(before);
    } else if (this.#textAt(start, at, at + length)) this.#intoSlot(text, at + length, before);
  }

  #textAt(at: number, from: number, until: number): boolean {
    for (let index = from; index < until; index++) if (FOLD[this.#texts[at + index - from]] !== this.#needle[index]) return false;
    return true;
  }

  #holds(slot: number, from: number, until: number): boolean {
    const alphabet = this.#alphabets[slot];
    for (let index = from; index < until; index++) if (alphabet[this.#needle[index]] !== 1) return false;
    return true;
  }

  #test(slot: number, how: SlotTest['how'], from: number, until: number): SlotTest {
    return { column: this.#columns[slot], how, from, until };
  }
}

/** Does the value bytes[start, end) (not folded) pass a test? */
export function passes(bytes: Uint8Array, start: number, end: number, test: SlotTest, needle: Uint8Array): boolean {
  const { how, from, until } = test;
  const length = until - from;
  if (end - start < length || (how === 'equal' && end - start !== length)) return false;
  const at = how === 'suffix' ? end - length : start;
  for (let index = 0; index < length; index++) if (FOLD[bytes[at + index]] !== needle[from + index]) return false;
  return true;
}
